// SPDX-License-Identifier: MIT
// The plugin's table.
#include <openclaw/iface/methods.h>

#include <array>

#include "exec_approvals.hpp"
#include "params.hpp"

namespace approvals {
namespace {

using Own = ExecApprovals;

constexpr const char* kAdmin = "operator.admin";
constexpr const char* kApprove = "operator.approvals";
constexpr const char* kQuestions = "operator.questions";
constexpr std::uint32_t kListed = OC_METHOD_ADVERTISED;

constexpr oc_method row(const char* name, const char* scope, const char* params,
                        void (*handle)(void*, oc_req*, oc_str)) {
  return {name, "operator", scope, kListed, params, handle, nullptr};
}

constexpr std::array<oc_method, 15> kMethods = {{
    row("exec.approvals.get", kAdmin, kNoParams, oc::handler<&Own::policy_get>),
    row("exec.approvals.set", kAdmin, kPolicySetParams, oc::handler<&Own::policy_set>),
    row("exec.approvals.node.get", kAdmin, kNodeGetParams, oc::handler<&Own::node_get>),
    row("exec.approvals.node.set", kAdmin, kNodeSetParams, oc::handler<&Own::node_set>),
    row("exec.approval.get", kApprove, kGetParams, oc::handler<&Own::get>),
    row("exec.approval.list", kApprove, nullptr, oc::handler<&Own::list>),
    row("exec.approval.request", kApprove, kRequestParams, oc::handler<&Own::request>),
    row("exec.approval.waitDecision", kApprove, nullptr, oc::handler<&Own::wait>),
    row("exec.approval.resolve", kApprove, kResolveParams, oc::handler<&Own::resolve>),
    row("exec.approval.grants.list", kApprove, kGrantsListParams, oc::handler<&Own::no_grants>),
    row("exec.approval.grants.revoke", kApprove, kGrantsRevokeParams, oc::handler<&Own::no_grant>),
    row("approval.history", kApprove, kHistoryParams, oc::handler<&Own::history>),
    row("plugin.approval.list", kApprove, nullptr, oc::handler<&Own::empty_list>),
    row("openclaw.approval.list", kApprove, nullptr, oc::handler<&Own::empty_list>),
    row("question.list", kQuestions, kNoParams, oc::handler<&Own::no_questions>),
}};
constexpr oc_methods kMethodTable = {sizeof(oc_methods), sizeof(oc_method), kMethods.data(),
                                     kMethods.size()};
constexpr oc_exec_approvals kVerdicts = {
    sizeof(oc_exec_approvals), [](void* state, const oc_approved_run* run, oc_run_leave* out) {
      auto& own = *static_cast<Own*>(static_cast<oc::Plugin*>(state));
      return own.host.guard([&] { return own.use(*run, *out); });
    }};
constexpr oc_service kServices[] = {
    {OC_METHODS, &kMethodTable}, {OC_EXEC_APPROVALS, &kVerdicts}, {nullptr, nullptr}};

}  // namespace
}  // namespace approvals

OC_PLUGIN(approvals::ExecApprovals, "exec-approvals", "1.0",
          "What may be executed, and approvals of what may not", approvals::kServices, nullptr,
          nullptr)
