// SPDX-License-Identifier: MIT
// One request to execute something, from the question to the verdict.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace approvals {

inline constexpr std::string_view kAllowOnce = "allow-once";
inline constexpr std::string_view kAllowAlways = "allow-always";
inline constexpr std::string_view kDeny = "deny";

// Who has asked, or asks for what others have asked.
struct Person {
  std::string connection_id;  // empty: the gateway itself
  std::string device_id;
  std::string client_id;
  std::string label;  // what people call the client
  bool admin = false;
};

struct Verdict {
  std::string status;    // "allowed", "denied", "expired" or "cancelled"
  std::string decision;  // as whoever waits for it gets it; empty: none was made
  std::string reason;    // "user", "timeout", "no-route" or "storage-corrupt"
  std::string resolver_kind;
  std::string resolver_id;  // may be empty
  std::int64_t at_ms = 0;
};

struct Approval {
  std::string id;
  std::string request_json;  // as reviewers read it
  std::string presentation_json;
  // Of a run on a node: its plan, and what else it is bound to. Kept behind the verdict.
  std::string plan_json;
  std::string binding_json;
  std::string command_text;
  std::string command_preview;  // empty: there is none
  std::string host;             // these three may be empty
  std::string node_id;
  std::string agent_id;
  std::string session_key;
  bool may_always = true;  // allow-always may be chosen
  std::int64_t created_ms = 0;
  std::int64_t expires_ms = 0;
  Person requester;
  Verdict verdict;  // status is empty while it is open
};

// The decisions that a reviewer may choose from, as JSON.
std::string allowed_decisions(bool may_always);

// Whether somebody with the scope for approvals may see and decide it.
bool is_visible(const Approval& approval, const Person& person);

}  // namespace approvals
