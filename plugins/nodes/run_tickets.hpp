// SPDX-License-Identifier: MIT
// The commands that the gateway has sent to nodes to run: what a node tells of any other is not
// believed.
#pragma once
#include <deque>

#include "run_params.hpp"

namespace nodes {

class RunTickets {
 public:
  static constexpr std::size_t kMost = 2048;

  void add(const std::string& connection_id, const RunTicket& run, std::uint64_t now_ms);
  // Whether this run is one of that connection's; `last` when no more is to come of it.
  bool take(const std::string& connection_id, std::string_view run_id, std::string_view session_key,
            bool last, std::uint64_t now_ms);
  void drop(const std::string& connection_id, std::string_view run_id);
  void left(const std::string& connection_id);

 private:
  struct Ticket {
    std::string connection_id;
    RunTicket run;
    std::uint64_t expires_ms;  // 0: with its connection
  };
  std::deque<Ticket> all_;
};

}  // namespace nodes
