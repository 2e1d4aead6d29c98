// SPDX-License-Identifier: MIT
// A device of the load generator: signs a `connect` anew for each challenge.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace bench {

class Device {
 public:
  Device();
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  // The device block, in JSON. `head` and `token` are what of the signed text the client knows:
  // its id, mode, role and scopes as they stand there; the secret.
  [[nodiscard]] std::string block(std::string_view head, std::string_view token,
                                  std::string_view challenge) const;

 private:
  struct Key;
  std::unique_ptr<const Key> key_;
};

}  // namespace bench
