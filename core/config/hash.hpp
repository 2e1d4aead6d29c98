// SPDX-License-Identifier: MIT
// The hash by which clients tell one state of the configuration file from another. It is keyed, so
// that a client that may not read the configuration cannot try secrets against it.
#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "core/error.hpp"

namespace openclaw {

class ConfigHash {
 public:
  // The key is kept in `key_file`, 0600, and made up when it is missing: a hash that a client holds
  // is still good after a restart. Blocks; not for the event loop.
  static Result<ConfigHash> open(const std::string& key_file);
  // `hmac-sha256:v1:<base64url>` of the file's text; of "" when there is no file.
  [[nodiscard]] std::string of(std::string_view text) const;

 private:
  explicit ConfigHash(std::string key) : key_(std::move(key)) {}
  std::string key_;
};

}  // namespace openclaw
