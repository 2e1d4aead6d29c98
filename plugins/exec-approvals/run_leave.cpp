// SPDX-License-Identifier: MIT
#include "run_leave.hpp"

#include <openclaw/json.hpp>

#include "run_plan.hpp"

namespace approvals {
namespace {

bool is_requester(const Person& requester, const Person& person) {
  if (!requester.device_id.empty()) return requester.device_id == person.device_id;
  return requester.connection_id == person.connection_id;
}

// Nobody came to decide in time: whoever may decide such things may then let it run themselves.
std::string decision_of(const Approval& approval, const ApprovedRun& run) {
  const Verdict& verdict = approval.verdict;
  if (verdict.decision == kAllowOnce || verdict.decision == kAllowAlways) return verdict.decision;
  const bool nobody = verdict.decision.empty() && verdict.status == "expired";
  return nobody && run.may_approve ? std::string(kAllowOnce) : std::string();
}

// A node would be sent them all, and an approval is bound to those that can be set.
bool can_all_be_set(const cJSON* env) {
  if (!env || cJSON_IsNull(env)) return true;
  return cJSON_IsObject(env) &&
         settable(env).size() == static_cast<std::size_t>(cJSON_GetArraySize(env));
}

// The variables are the one thing that does not come out of the plan.
bool has_same_env(const Approval& approval, const ApprovedRun& run) {
  const oc::Json bound = oc::parse(approval.binding_json);
  const oc::Json env = oc::parse(run.env_json);
  if (!can_all_be_set(env.get())) return false;
  const auto part = [&bound](const char* key) { return std::string(oc::text(bound.get(), key)); };
  return binding_json(texts_in(oc::get(bound.get(), "argv")), part("cwd"), part("agentId"),
                      part("sessionKey"), env.get()) == approval.binding_json;
}

}  // namespace

RunLeave no_leave(const char* code, std::string message) {
  RunLeave out;
  out.code = code;
  out.message = std::move(message);
  return out;
}

RunLeave judge_run(const Approval& approval, const ApprovedRun& run, bool used) {
  if (approval.host != "node" || approval.node_id != run.node_id) {
    return no_leave("APPROVAL_NODE_MISMATCH", "approval id not valid for this node");
  }
  if (!is_requester(approval.requester, run.person)) {
    return approval.requester.device_id.empty()
               ? no_leave("APPROVAL_CLIENT_MISMATCH", "approval id not valid for this client")
               : no_leave("APPROVAL_DEVICE_MISMATCH", "approval id not valid for this device");
  }
  RunLeave out;
  out.decision = decision_of(approval, run);
  if (out.decision.empty() || (used && out.decision == kAllowOnce)) {
    return no_leave("APPROVAL_REQUIRED", "approval required");
  }
  if (approval.plan_json.empty() || !has_same_env(approval, run)) {
    return no_leave("APPROVAL_REQUEST_MISMATCH", "approval id does not match request");
  }
  out.plan_json = approval.plan_json;
  return out;
}

}  // namespace approvals
