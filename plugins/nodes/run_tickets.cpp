// SPDX-License-Identifier: MIT
#include "run_tickets.hpp"

#include <algorithm>

namespace nodes {
namespace {

constexpr std::uint64_t kGraceMs = 300'000;

}  // namespace

void RunTickets::add(const std::string& connection_id, const RunTicket& run, std::uint64_t now_ms) {
  const std::uint64_t length = static_cast<std::uint64_t>(run.timeout_ms);
  if (all_.size() >= kMost) all_.pop_front();
  all_.push_back({connection_id, run, length == 0 ? 0 : now_ms + length + kGraceMs});
}

bool RunTickets::take(const std::string& connection_id, std::string_view run_id,
                      std::string_view session_key, bool last, std::uint64_t now_ms) {
  std::erase_if(all_, [now_ms](const Ticket& one) {
    return one.expires_ms != 0 && one.expires_ms <= now_ms;
  });
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const Ticket& one) {
    return one.connection_id == connection_id && one.run.run_id == run_id &&
           (one.run.session_key.empty() || one.run.session_key == session_key);
  });
  if (found == all_.end()) return false;
  if (last) all_.erase(found);
  return true;
}

void RunTickets::drop(const std::string& connection_id, std::string_view run_id) {
  std::erase_if(all_, [&](const Ticket& one) {
    return one.connection_id == connection_id && one.run.run_id == run_id;
  });
}

void RunTickets::left(const std::string& connection_id) {
  std::erase_if(all_, [&](const Ticket& one) { return one.connection_id == connection_id; });
}

}  // namespace nodes
