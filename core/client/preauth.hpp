// SPDX-License-Identifier: MIT
// How many sockets of one address, or of one IPv6 network, are in the handshake.
#pragma once
#include <string>
#include <unordered_map>

namespace openclaw {

class Preauth {
 public:
  explicit Preauth(int limit) : limit_(limit) {}
  [[nodiscard]] bool full(const std::string& peer) const;
  void enter(const std::string& peer);
  void leave(const std::string& peer);

 private:
  int limit_;
  std::unordered_map<std::string, int> open_;  // by client_network()
};

}  // namespace openclaw
