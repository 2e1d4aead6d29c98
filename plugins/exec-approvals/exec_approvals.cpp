// SPDX-License-Identifier: MIT
#include "exec_approvals.hpp"

#include <cerrno>
#include <utility>

#include "node_policies.hpp"

namespace approvals {

int ExecApprovals::start() {
  if (const int err = clients_.open(); err < 0) return err;
  if (const int err = history_.open(); err < 0) return err;
  return policies_.start();
}

void ExecApprovals::stop(oc::Stopping) {
  policies_.stop();
  approvals_.stop();
}

void ExecApprovals::policy_get(oc::Request request, std::string_view) {
  policies_.get(std::move(request));
}
void ExecApprovals::policy_set(oc::Request request, std::string_view params) {
  policies_.set(std::move(request), params);
}
void ExecApprovals::node_get(oc::Request request, std::string_view params) {
  get_of_node(host, std::move(request), params);
}
void ExecApprovals::node_set(oc::Request request, std::string_view params) {
  set_of_node(host, std::move(request), params);
}

void ExecApprovals::request(oc::Request request, std::string_view params) {
  approvals_.request(std::move(request), params);
}
void ExecApprovals::wait(oc::Request request, std::string_view params) {
  approvals_.wait(std::move(request), params);
}
void ExecApprovals::resolve(oc::Request request, std::string_view params) {
  approvals_.resolve(std::move(request), params);
}
void ExecApprovals::get(oc::Request request, std::string_view params) {
  approvals_.get(std::move(request), params);
}
void ExecApprovals::list(oc::Request request, std::string_view) {
  approvals_.list(std::move(request));
}
void ExecApprovals::history(oc::Request request, std::string_view params) {
  history_.page(std::move(request), params);
}

int ExecApprovals::use(const oc_approved_run& run, oc_run_leave& out) {
  const oc_caller& caller = *run.caller;
  ApprovedRun asked;
  asked.node_id = oc::view(run.node_id);
  asked.person = clients_.person_of(caller);
  asked.may_approve = asked.person.admin || has_word(oc::view(caller.scopes), "operator.approvals");
  asked.env_json = oc::view(run.env_json);
  leave_ = approvals_.use(std::string(oc::view(run.approval_id)), asked);
  out.decision = oc::str(leave_.decision);
  out.plan_json = oc::str(leave_.plan_json);
  out.code = leave_.code;
  out.message = oc::str(leave_.message);
  return leave_.decision.empty() ? -EACCES : 0;
}

void ExecApprovals::no_grants(oc::Request request, std::string_view) {
  request.reply(R"({"grants":[]})");
}
void ExecApprovals::no_grant(oc::Request request, std::string_view) {
  request.reply(R"({"outcome":"not-found"})");
}
void ExecApprovals::empty_list(oc::Request request, std::string_view) { request.reply("[]"); }
void ExecApprovals::no_questions(oc::Request request, std::string_view) {
  request.reply(R"({"questions":[]})");
}

}  // namespace approvals
