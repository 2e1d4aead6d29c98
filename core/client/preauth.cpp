// SPDX-License-Identifier: MIT
#include "core/client/preauth.hpp"

namespace openclaw {

bool Preauth::full(const std::string& peer) const {
  const auto at = open_.find(peer);
  return at != open_.end() && at->second >= limit_;
}

void Preauth::leave(const std::string& peer) {
  const auto at = open_.find(peer);
  if (at == open_.end()) return;
  if (--at->second <= 0) open_.erase(at);
}

}  // namespace openclaw
