// SPDX-License-Identifier: MIT
// What clients read of an approval, and the errors that are told with details. Pure but for fail().
#pragma once
#include <openclaw/plugin.hpp>
#include <string>
#include <string_view>

#include "approval.hpp"

namespace approvals {

// The codes of errors that the plugin answers with most.
inline constexpr const char* kInvalid = "INVALID_REQUEST";
inline constexpr const char* kUnavailable = "UNAVAILABLE";

void fail_with(oc::Request& request, const char* code, std::string_view message,
               std::string_view details);
void fail_unknown(oc::Request& request);

std::string accepted_json(const Approval& approval, bool reached);
// `reason` tells why it ended too.
std::string decided_json(const Approval& approval, bool reason);
std::string shown_json(const Approval& approval);   // exec.approval.get
std::string listed_json(const Approval& approval);  // an item of exec.approval.list
std::string requested_event(const Approval& approval);
// `by` is null for a verdict that nobody gave.
std::string resolved_event(const std::string& id, const std::string& request_json,
                           std::string_view decision, const std::string* by, std::int64_t now_ms);

}  // namespace approvals
