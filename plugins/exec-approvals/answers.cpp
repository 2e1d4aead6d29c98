// SPDX-License-Identifier: MIT
#include "answers.hpp"

#include <openclaw/json.hpp>

#include "run_plan.hpp"

namespace approvals {

void fail_with(oc::Request& request, const char* code, std::string_view message,
               std::string_view details) {
  oc_error error{};
  error.size = sizeof error;
  error.code = code;
  error.message = oc::str(message);
  error.details_json = oc::str(details);
  error.retry_after_ms = -1;
  error.retryable = -1;
  request.fail(error);
}

void fail_unknown(oc::Request& request) {
  fail_with(request, "INVALID_REQUEST", "unknown or expired approval id",
            R"({"reason":"APPROVAL_NOT_FOUND","remediation":"Re-request the action; pending )"
            R"(approvals are cleared after expiry or restart."})");
}

std::string accepted_json(const Approval& approval, bool reached) {
  oc::Object out;
  out.add("status", "accepted").add("id", approval.id);
  out.add("deliveryRoute", reached ? "approval-client" : "none");
  return out.add("createdAtMs", approval.created_ms).add("expiresAtMs", approval.expires_ms).take();
}

std::string decided_json(const Approval& approval, bool reason) {
  oc::Object out;
  out.add("id", approval.id).raw("decision", text_or_null(approval.verdict.decision));
  out.add("createdAtMs", approval.created_ms).add("expiresAtMs", approval.expires_ms);
  if (reason) out.add("terminalReason", approval.verdict.reason);
  return out.take();
}

std::string shown_json(const Approval& approval) {
  oc::Object out;
  out.add("id", approval.id).add("commandText", approval.command_text);
  out.raw("commandPreview", text_or_null(approval.command_preview));
  out.raw("allowedDecisions", allowed_decisions(approval.may_always));
  out.raw("host", text_or_null(approval.host)).raw("nodeId", text_or_null(approval.node_id));
  out.raw("agentId", text_or_null(approval.agent_id));
  return out.add("expiresAtMs", approval.expires_ms).take();
}

std::string listed_json(const Approval& approval) {
  oc::Object out;
  out.reserve(approval.request_json.size() + 256);
  out.add("id", approval.id).raw("request", approval.request_json);
  out.add("createdAtMs", approval.created_ms).add("expiresAtMs", approval.expires_ms);
  return out.add("approvalKind", "exec").take();
}

std::string requested_event(const Approval& approval) {
  oc::Object out;
  out.reserve(approval.request_json.size() + 256);
  out.add("approvalKind", "exec").add("id", approval.id).raw("request", approval.request_json);
  return out.add("createdAtMs", approval.created_ms).add("expiresAtMs", approval.expires_ms).take();
}

std::string resolved_event(const std::string& id, const std::string& request_json,
                           std::string_view decision, const std::string* by, std::int64_t now_ms) {
  oc::Object out;
  out.reserve(request_json.size() + 256);
  out.add("id", id).add("decision", decision);
  out.raw("resolvedBy", by ? oc::quoted(*by) : "null").add("ts", now_ms);
  return out.raw("request", request_json).take();
}

}  // namespace approvals
