// SPDX-License-Identifier: MIT
// The lists behind policy.hpp.
#pragma once
#include "names.hpp"

namespace nodes {

// What nodes of a platform may offer.
const Names& platform_commands(std::string_view platform);
// Of a desktop's commands those that run, read or steer the machine: allowed only once approved.
bool is_desktop_host(std::string_view command);
// Opt-in only.
bool is_dangerous(std::string_view command);
bool is_watch_relay(std::string_view command);
bool is_push_to_talk(std::string_view command);
bool is_system_run(std::string_view command);
bool is_exec_approvals(std::string_view command);
// The commands of which a capability needs one; nullptr: it needs none.
const Names* family_of(std::string_view capability);

}  // namespace nodes
