// SPDX-License-Identifier: MIT
#include "request_form.hpp"

#include <algorithm>
#include <openclaw/text.hpp>
#include <optional>
#include <vector>

#include "approval_scope.hpp"
#include "command_analysis.hpp"
#include "display_text.hpp"
#include "json_text.hpp"
#include "policy_check.hpp"
#include "random_id.hpp"
#include "run_plan.hpp"

namespace approvals {
namespace {

constexpr std::int64_t kDefaultTimeoutMs = 30 * 60 * 1000;
constexpr std::int64_t kMostTimeoutMs = 2'147'000'000;
constexpr std::size_t kMostId = 128;
constexpr std::size_t kMostRequest = 256 * 1024;

std::string shown(std::string_view text) { return display_line(text).text; }
std::string shown_or_null(std::string_view text) { return text_or_null(shown(text)); }

// Gathers what the members say, step by step.
class FormReader {
 public:
  FormReader(const cJSON* params, const Person& requester, std::int64_t now_ms)
      : in_(params), now_ms_(now_ms) {
    form_.approval.requester = requester;
  }
  RequestForm run() {
    read_command();
    refuse_command();
    if (form_.error.empty()) read_id();
    if (form_.error.empty()) write();
    return std::move(form_);
  }

 private:
  [[nodiscard]] std::string filled(const char* key) const {
    return std::string(trimmed(oc::text(in_, key)));
  }
  [[nodiscard]] bool on_node() const { return host_ == "node"; }
  void refuse(std::string why, std::string details = {}) {
    form_.error = std::move(why);
    form_.error_details = std::move(details);
  }
  void read_command() {
    host_ = filled("host");
    command_ = oc::text(in_, "command");
    if (on_node()) plan_ = read_plan(oc::get(in_, "systemRunPlan"), command_);
    if (plan_) command_ = plan_->command_text;
    argv_ = plan_ ? plan_->argv : texts_in(oc::get(in_, "commandArgv"));
    cwd_ = plan_ && !plan_->cwd.empty() ? plan_->cwd : filled("cwd");
    Approval& approval = form_.approval;
    approval.agent_id = plan_ && !plan_->agent_id.empty() ? plan_->agent_id : filled("agentId");
    approval.session_key =
        plan_ && !plan_->session_key.empty() ? plan_->session_key : filled("sessionKey");
  }
  void refuse_command() {
    if (on_node() && filled("nodeId").empty()) return refuse("nodeId is required for host=node");
    if (on_node() && !plan_) return refuse("systemRunPlan is required for host=node");
    if (trimmed(command_).empty()) return refuse("command is required");
    const Display display = display_line(command_);
    if (!display.complete) {
      return refuse("command exceeds exec approval display limit",
                    R"({"reason":"EXEC_APPROVAL_COMMAND_DISPLAY_LIMIT"})");
    }
    form_.approval.command_text = display.text;
  }
  void read_id() {
    std::string id(oc::text(in_, "id"));
    const auto fits = [](char c) {
      return oc::is_letter_or_digit(c) || c == '.' || c == '_' || c == ':' || c == '-';
    };
    if (id.compare(0, 7, "plugin:") == 0) {
      return refuse("approval ids starting with plugin: are reserved");
    }
    if (id.size() > kMostId || id == "." || id == ".." ||
        !std::all_of(id.begin(), id.end(), fits)) {
      return refuse(
          "approval id must be 1-128 characters using only letters, numbers, '.', '_', ':', or "
          "'-', and cannot be '.' or '..'",
          R"({"code":"EXEC_APPROVAL_ID_INVALID","reason":"INVALID_APPROVAL_ID"})");
    }
    form_.approval.id = id.empty() ? random_uuid() : std::move(id);
  }
  void write() {
    form_.two_phase = oc::flag(in_, "twoPhase", false);
    form_.needs_route = oc::flag(in_, "requireDeliveryRoute", true);
    form_.silent = oc::flag(in_, "suppressDelivery", false);
    Approval& approval = form_.approval;
    approval.created_ms = now_ms_;
    approval.expires_ms =
        now_ms_ + std::min(oc::integer(in_, "timeoutMs", kDefaultTimeoutMs), kMostTimeoutMs);
    ask_ = oc::lower(filled("ask"));
    approval.may_always = ask_ != "always" && !oc::get(in_, "unavailableDecisions");
    approval.host = shown(host_);
    approval.node_id = on_node() ? filled("nodeId") : "";
    if (plan_) approval.command_preview = shown(plan_->preview);
    if (approval.command_preview == approval.command_text) approval.command_preview.clear();
    warning_ = display_prose(filled("warningText")).text;
    scope_ = scope_json(oc::get(in_, "scope"));
    bind();
    approval.request_json = request_json();
    approval.presentation_json = presentation_json();
    if (approval.request_json.size() > kMostRequest) {
      refuse("exec approval request has more than 256 kB; shorten its arguments and its plan");
    }
  }
  void bind() {
    Approval& approval = form_.approval;
    if (!on_node() || !plan_) return;
    approval.plan_json = plan_json(*plan_);
    approval.binding_json =
        binding_json(argv_, cwd_, approval.agent_id, approval.session_key, oc::get(in_, "env"));
  }
  void add_command(oc::Object& out) const {
    out.add("command", form_.approval.command_text);
    if (!on_node() && !argv_.empty()) out.raw("commandArgv", texts_json(argv_));
    std::vector<std::string> names;
    const cJSON* env = oc::get(in_, "env");
    for (const auto& [name, value] : settable(env)) names.push_back(name);
    if (!names.empty()) out.raw("envKeys", texts_json(names));
    const Approval& approval = form_.approval;
    out.raw("systemRunBinding", approval.binding_json.empty() ? "null" : approval.binding_json);
    out.raw("systemRunPlan", approval.plan_json.empty() ? "null" : approval.plan_json);
    out.raw("cwd", shown_or_null(cwd_));
  }
  [[nodiscard]] std::string request_json() const {
    const Approval& approval = form_.approval;
    const std::string security = oc::lower(filled("security"));
    oc::Object out;
    add_command(out);
    out.raw("nodeId", text_or_null(approval.node_id)).raw("host", text_or_null(approval.host));
    out.raw("security", text_or_null(is_security(security) ? security : ""));
    out.raw("ask", text_or_null(is_ask(ask_) ? ask_ : ""));
    out.raw("warningText", text_or_null(warning_)).raw("scope", scope_);
    out.raw("commandAnalysis",
            analysis_json(on_node() ? analyse_argv(argv_) : analyse_shell(command_)));
    if (oc::get(in_, "unavailableDecisions")) {
      out.raw("unavailableDecisions", R"(["allow-always"])");
    }
    out.raw("allowedDecisions", allowed_decisions(approval.may_always));
    out.raw("agentId", text_or_null(approval.agent_id));
    out.raw("resolvedPath", shown_or_null(oc::text(in_, "resolvedPath")));
    out.raw("sessionKey", text_or_null(approval.session_key));
    for (const char* key : {"sessionId", "runId", "toolCallId", "turnSourceChannel", "turnSourceTo",
                            "turnSourceAccountId"}) {
      out.raw(key, text_or_null(filled(key)));
    }
    const cJSON* thread = oc::get(in_, "turnSourceThreadId");
    out.raw("turnSourceThreadId", compact(thread));
    return out.raw("cronExecutionSource", "null").raw("cronOperationBinding", "null").take();
  }
  [[nodiscard]] std::string presentation_json() const {
    const Approval& approval = form_.approval;
    oc::Object out;
    out.add("kind", "exec").add("commandText", approval.command_text);
    out.raw("commandPreview", text_or_null(approval.command_preview));
    out.raw("warningText", text_or_null(warning_)).raw("host", text_or_null(approval.host));
    out.raw("nodeId", shown_or_null(approval.node_id));
    out.raw("agentId", shown_or_null(approval.agent_id));
    if (scope_ != "null") out.raw("scope", scope_);
    return out.raw("allowedDecisions", allowed_decisions(approval.may_always)).take();
  }

  const cJSON* in_;
  std::int64_t now_ms_;
  RequestForm form_;
  std::optional<RunPlan> plan_;
  std::vector<std::string> argv_;
  std::string host_, command_, cwd_, ask_, warning_, scope_;
};

}  // namespace

RequestForm read_request(const cJSON* params, const Person& requester, std::int64_t now_ms) {
  return FormReader(params, requester, now_ms).run();
}

}  // namespace approvals
