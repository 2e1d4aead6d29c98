// SPDX-License-Identifier: MIT
// The parameters of exec.approval.request: what they ask, and what reviewers are shown of it. Pure
// functions but for the random id.
#pragma once
#include <cstdint>
#include <openclaw/json.hpp>
#include <string>
#include <string_view>

#include "approval.hpp"

namespace approvals {

struct RequestForm {
  Approval approval;
  bool two_phase = false;
  bool needs_route = true;  // nobody there who could decide: no
  bool silent = false;      // nobody is told
  std::string error;        // why it is refused; empty: it is not
  std::string error_details;
};

// `params` have passed their schema.
RequestForm read_request(const cJSON* params, const Person& requester, std::int64_t now_ms);

}  // namespace approvals
