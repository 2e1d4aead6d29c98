// SPDX-License-Identifier: MIT
// A setup code: what it hands to the device that comes with it, to which devices it does so without
// asking, and what became of it. As values, and as JSON for the wire and for the store.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/device/record.hpp"
#include "core/error.hpp"
#include "core/secret.hpp"

namespace openclaw {

// All make a node of the device, and all but kNode an operator with scopes that end at
// setup_scopes().
enum class SetupKind { kFull, kLimited, kNode, kVoiceNode };
std::optional<SetupKind> parse_setup_kind(std::string_view name);
std::string_view setup_kind_name(SetupKind kind);
// "full", "limited" or "node", as the wire tells it.
std::string_view setup_access(SetupKind kind);
// Of the operator; empty when it makes none.
Names setup_scopes(SetupKind kind);
// Whether a device may come with it in this role and ask for these scopes.
bool setup_allows(SetupKind kind, std::string_view role, const Names& scopes);
// Whether whoever made the code meant such a client: others wait for their approval.
bool setup_is_for(SetupKind kind, const DeviceFace& face);

struct SetupCode {
  std::string id;
  Secret digest;  // SHA-256 of the token, in hex: the token itself is kept nowhere
  SetupKind kind = SetupKind::kNode;
  std::int64_t issued_ms = 0;
  std::string device_id;  // of the first device that came with it; it is of use to no other
};

// What became of a code that was used.
struct SetupOutcome {
  std::string id;
  std::string device_id;
  std::string device_name;
  std::string access;
  std::int64_t used_ms = 0;
  bool delivered = false;  // the device was told of its tokens
};

// As setupStatus and the events have it.
std::string outcome_json(const SetupOutcome& outcome);

std::string stored_code(const SetupCode& code);
std::string stored_outcome(const SetupOutcome& outcome);
Result<SetupCode> read_stored_code(std::string_view json);
Result<SetupOutcome> read_stored_outcome(std::string_view json);

}  // namespace openclaw
