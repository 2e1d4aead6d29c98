// SPDX-License-Identifier: MIT
#include "core/client/handshake.hpp"

#include "core/client/origin.hpp"
#include "core/device/handshake.hpp"
#include "core/json/json.hpp"

namespace openclaw {
namespace {

Refusal wrong_protocol(const ConnectParams& params) {
  Refusal refusal = refuse_with(invalid_request("protocol mismatch"));
  JsonWriter details;
  details.object().key("code").value("PROTOCOL_MISMATCH");
  details.key("clientMinProtocol").value(params.min_protocol);
  details.key("clientMaxProtocol").value(params.max_protocol);
  details.key("expectedProtocol").value(kNewestProtocol);
  details.key("minimumProbeProtocol").value(kOldestProtocol).end();
  refusal.error.details_json = details.take();
  refusal.close_code = 1002;
  return refusal;
}

bool is_worker(const ConnectParams& params) {
  return params.role == "worker" || params.client_id == "openclaw-worker";
}

bool is_cli(const ConnectParams& params) {
  return params.client_id == "cli" && params.client_mode == "cli";
}

bool tries_secret(const ConnectParams& params) {
  return !params.token.empty() || !params.password.empty();
}

Refusal device_needed() {
  Refusal refusal = refuse_with(Error{std::string(code::kNotPaired), "device identity required"});
  refusal.error.details_json = R"({"code":"DEVICE_IDENTITY_REQUIRED"})";
  return refusal;
}

Refusal ui_device_needed() {
  Refusal refusal = refuse_with(invalid_request(
      "control ui requires device identity (use HTTPS or localhost secure context)"));
  refusal.error.details_json = R"({"code":"CONTROL_UI_DEVICE_IDENTITY_REQUIRED"})";
  return refusal;
}

// Who has no device identity gets in by the shared secret alone, or not at all.
std::optional<Refusal> refuse_without_device(const ConnectParams& params,
                                             const HttpRequest& upgrade,
                                             const HandshakePolicy& policy,
                                             const SecretVerdict& verdict,
                                             std::uint64_t locked_ms) {
  const bool is_node = params.role == "node";
  if (policy.auth.mode() == AuthMode::kNone) {
    if (is_operator_ui(params)) return ui_device_needed();
    if (is_node || !is_backend(params)) return device_needed();
    return may_lack_secret(upgrade) ? std::nullopt : std::optional(device_needed());
  }
  const bool locked = verdict.compared && locked_ms > 0;
  // The user of a page that a proxy let through is known, the device is not: it may look on.
  if (is_operator_ui(params) && !(verdict.identity && !is_node)) {
    Refusal refusal = ui_device_needed();
    refusal.wrong_secret = !locked && verdict.state == SecretState::kMismatch;
    return refusal;
  }
  if (locked) return refuse_with(locked_out_error(locked_ms));
  const bool unvouched = verdict.state == SecretState::kUnvouched && tries_secret(params);
  if (unvouched || verdict.state == SecretState::kMismatch) {
    return secret_refusal(params, upgrade, policy, verdict);
  }
  if (is_node || verdict.state != SecretState::kMatch) return device_needed();
  return std::nullopt;
}

std::optional<Refusal> refuse_form(const ConnectParams& params) {
  if (is_worker(params)) return Refusal{{}, 1008, "invalid-handshake", true};
  if (params.min_protocol > kNewestProtocol || params.max_protocol < kOldestProtocol ||
      params.min_protocol > params.max_protocol) {
    return wrong_protocol(params);
  }
  return std::nullopt;
}

std::vector<std::string> granted_scopes(const ConnectParams& params, const HttpRequest& upgrade) {
  // Without a device only the two clients that act for the owner's own shell keep what they ask
  // for, and they do so on this machine alone, and as programs.
  const bool own_shell = upgrade.direct_local() && upgrade.header("origin").empty() &&
                         (is_cli(params) || is_backend(params));
  if (!params.device && !own_shell) return {};
  return capped_scopes(params, upgrade);
}

// For the log: why nobody vouches for it.
std::string note_of(const SecretVerdict& verdict) {
  if (verdict.reason.empty()) return {};
  const std::string user = verdict.claimed.empty() ? "" : " user=" + json_quoted(verdict.claimed);
  return " reason=" + verdict.reason + user;
}

}  // namespace

bool is_operator_ui(const ConnectParams& params) {
  return params.client_id == "openclaw-control-ui" || params.client_id == "openclaw-tui";
}

bool is_backend(const ConnectParams& params) {
  return params.client_id == "gateway-client" && params.client_mode == "backend";
}

std::vector<std::string> capped_scopes(const ConnectParams& params, const HttpRequest& upgrade) {
  std::vector<std::string> scopes = params.scopes;
  for (const HttpHeader& header : upgrade.headers) {
    if (header.name != "x-openclaw-scopes") continue;
    const Scopes limit(split_scopes(header.value));
    std::erase_if(scopes, [&limit](const std::string& scope) { return !limit.allow(scope); });
  }
  return scopes;
}

Refusal refuse_with(Error error) {
  std::string reason = error.message;
  return Refusal{std::move(error), 1008, std::move(reason), false};
}

Refusal secret_refusal(const ConnectParams& params, const HttpRequest& upgrade,
                       const HandshakePolicy& policy, const SecretVerdict& verdict) {
  if (verdict.state == SecretState::kUnvouched) {
    return refuse_with(unvouched_error(verdict.reason, params.client_mode == "node"));
  }
  SecretRefusal refusal;
  refusal.mode = policy.auth.mode();
  refusal.state = verdict.state;
  refusal.client_id = params.client_id;
  refusal.local = upgrade.direct_local();
  refusal.can_retry_with_device_token =
      params.device.has_value() && !params.token.empty() && params.device_token.empty();
  Refusal out = refuse_with(secret_error(refusal));
  out.wrong_secret = verdict.state == SecretState::kMismatch;
  return out;
}

std::optional<Error> refuse_origin(const HttpRequest& upgrade, bool needed,
                                   const HandshakePolicy& policy) {
  const auto verdict = judge_origin(upgrade, needed, policy.origins);
  if (verdict == OriginVerdict::kAllowed) return std::nullopt;
  Error error = invalid_request(
      "origin not allowed (open the Control UI from the gateway host or allow it "
      "in gateway.controlUi.allowedOrigins)");
  JsonWriter details;
  details.object().key("code").value("CONTROL_UI_ORIGIN_NOT_ALLOWED");
  details.key("reason").value(verdict == OriginVerdict::kMissing ? "origin missing or invalid"
                                                                 : "origin not allowed");
  error.details_json = details.end().take();
  return error;
}

HandshakeOutcome judge_connect(std::string_view params_json, const HttpRequest& upgrade,
                               const HandshakePolicy& policy, const Circumstances& now) {
  Result<ConnectParams> read = read_connect_params(params_json);
  if (!read) return refuse_with(read.error());
  const ConnectParams& params = *read;
  if (auto refusal = refuse_form(params)) return *refusal;
  if (now.starting) return Refusal{still_starting(), 1013, "gateway starting", false};
  if (params.role != "operator" && params.role != "node") {
    return refuse_with(invalid_request("invalid role"));
  }
  if (auto error = refuse_origin(upgrade, is_browser(params), policy)) return refuse_with(*error);

  const SecretVerdict verdict = policy.auth.judge(upgrade, params.token, params.password);
  Admission admission;
  admission.auth_method = verdict.method;
  admission.identity = verdict.identity;
  if (params.device) {
    auto outcome = judge_device(params, upgrade, policy, verdict, now);
    if (auto* refusal = std::get_if<Refusal>(&outcome)) {
      refusal->note = note_of(verdict);
      return std::move(*refusal);
    }
    admission.device = std::move(*std::get_if<DeviceEntry>(&outcome));
    if (admission.device->by_token) admission.auth_method = "device-token";
    if (!admission.device->setup_id.empty()) admission.auth_method = "bootstrap-token";
    if (admission.device->by_identity) {
      admission.auth_method = now.identity->method;
      admission.identity = *now.identity;
    }
  } else if (auto refusal =
                 refuse_without_device(params, upgrade, policy, verdict, now.locked_ms)) {
    refusal->note = note_of(verdict);
    return *refusal;
  }
  admission.role = params.role == "node" ? Role::kNode : Role::kOperator;
  admission.scopes = granted_scopes(params, upgrade);
  // The signature covers what was asked for; what the device is paired for is what it may ask for.
  if (params.device) read->scopes = admission.scopes;
  const bool old_only = params.max_protocol < kNewestProtocol;
  admission.protocol =
      old_only && admission.role == Role::kOperator ? kOldestProtocol : kNewestProtocol;
  admission.params = std::move(*read);
  return admission;
}

}  // namespace openclaw
