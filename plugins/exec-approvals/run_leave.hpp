// SPDX-License-Identifier: MIT
// Whether a verdict gives leave for one run on a node. Pure functions.
#pragma once
#include <string>
#include <string_view>

#include "approval.hpp"

namespace approvals {

struct ApprovedRun {
  std::string_view node_id;
  Person person;  // who wants it run
  bool may_approve = false;
  std::string_view env_json;  // an object, or empty
};

struct RunLeave {
  std::string decision;  // empty: no
  std::string plan_json;
  const char* code = nullptr;
  std::string message;
};

// `approval` has been decided; `used` tells that its allow-once was good for a run already.
RunLeave judge_run(const Approval& approval, const ApprovedRun& run, bool used);

RunLeave no_leave(const char* code, std::string message);

}  // namespace approvals
