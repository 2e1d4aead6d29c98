// SPDX-License-Identifier: MIT
// What a system-event says of its sender: a row of the presence.
#pragma once
#include <openclaw/json.hpp>
#include <string>

namespace cron {

struct PresenceRow {
  std::string key;   // whom the row is about
  std::string json;  // an object, as `presence` shows it
};
// `params` are those of system-event; members that it has go before what its text says:
// "Node: <host> (<ip>) · app <version> · last input <n>s ago · mode <mode> · reason <reason>".
PresenceRow presence_row(const cJSON* params, std::int64_t now_ms);

// Such a text only tells who is there, and is no event for the main session.
bool tells_presence(std::string_view text);

}  // namespace cron
