// SPDX-License-Identifier: MIT
#include "core/client/preauth.hpp"

#include "core/http/message.hpp"

namespace openclaw {

bool Preauth::full(const std::string& peer) const {
  const auto at = open_.find(client_network(peer));
  return at != open_.end() && at->second >= limit_;
}

void Preauth::enter(const std::string& peer) { ++open_[client_network(peer)]; }

void Preauth::leave(const std::string& peer) {
  const auto at = open_.find(client_network(peer));
  if (at == open_.end()) return;
  if (--at->second <= 0) open_.erase(at);
}

}  // namespace openclaw
