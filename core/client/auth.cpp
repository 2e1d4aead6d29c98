// SPDX-License-Identifier: MIT
#include "core/client/auth.hpp"

#include "core/digest.hpp"
#include "core/json/json.hpp"

namespace openclaw {
namespace {

bool has_screen(std::string_view id) {
  return id == "openclaw-control-ui" || id == "openclaw-tui" || id == "webchat" ||
         id == "webchat-ui";
}

std::string_view token_hint(const SecretRefusal& refusal) {
  if (refusal.client_id == "cli") {
    return refusal.local ? "use this gateway's gateway.auth.token or pair the device"
                         : "set gateway.remote.token to match gateway.auth.token";
  }
  if (!has_screen(refusal.client_id)) return "provide gateway auth token";
  return refusal.state == SecretState::kMismatch
             ? "open the dashboard URL and paste the token in Control UI settings"
             : "paste in Control UI settings or openclaw doctor --generate-gateway-token; restart";
}

std::string_view password_hint(const SecretRefusal& refusal) {
  if (refusal.client_id == "cli") {
    return refusal.local ? "use this gateway's gateway.auth.password"
                         : "set gateway.remote.password to match gateway.auth.password";
  }
  return has_screen(refusal.client_id) ? "enter the password in Control UI settings"
                                       : "provide gateway auth password";
}

}  // namespace

std::string_view auth_mode_name(AuthMode mode) {
  switch (mode) {
    case AuthMode::kNone: return "none";
    case AuthMode::kPassword: return "password";
    case AuthMode::kTrustedProxy: return "trusted-proxy";
    case AuthMode::kToken: break;
  }
  return "token";
}

SecretState Auth::check(std::string_view token, std::string_view password) const {
  if (token.empty() && password.empty()) return SecretState::kMissing;
  if (secret_.empty()) return SecretState::kMismatch;
  const bool by_token = secret_.matches(token);
  const bool by_password = secret_.matches(password);
  return by_token || by_password ? SecretState::kMatch : SecretState::kMismatch;
}

SecretVerdict Auth::judge(const HttpRequest& request, std::string_view token,
                          std::string_view password) const {
  if (mode_ == AuthMode::kTrustedProxy) return judge_behind_proxy(request, password);
  const SecretState state = check(token, password);
  return {state, state != SecretState::kMissing, auth_mode_name(mode_)};
}

SecretVerdict Auth::judge_behind_proxy(const HttpRequest& request,
                                       std::string_view password) const {
  ProxyUser user = judge_proxy_user(request, proxy_);
  if (user.identity) {
    return {SecretState::kMatch, false, auth_mode_name(mode_), std::move(user.identity)};
  }
  if (request.direct_local() && !claims_user(request, proxy_) && !secret_.empty() &&
      !password.empty()) {
    return {check({}, password), true, auth_mode_name(AuthMode::kPassword)};
  }
  return {SecretState::kUnvouched, false, {}, std::nullopt, std::move(user.reason),
          std::move(user.claimed)};
}

// A page's device token is worth what the proxy's word was worth when it was given.
std::string Auth::generation() const {
  if (mode_ == AuthMode::kNone) return {};
  std::string text = std::string(auth_mode_name(mode_)) + '\0' + secret_.reveal();
  if (mode_ == AuthMode::kTrustedProxy) {
    text += '\0' + proxy_.user_header + (proxy_.allow_loopback ? "\n+" : "\n-");
    for (const auto* list : {&proxy_.required_headers, &proxy_.allow_users}) {
      text += '\n';
      for (const std::string& one : *list) text += one + '\n';
    }
  }
  return base64url_of(sha256(text));
}

Error secret_error(const SecretRefusal& refusal) {
  const bool token = refusal.mode == AuthMode::kToken || refusal.mode == AuthMode::kNone;
  const bool mismatch = refusal.state == SecretState::kMismatch;
  const std::string kind = token ? "token" : "password";
  const std::string state = mismatch ? "mismatch" : "missing";
  const std::string_view hint = token ? token_hint(refusal) : password_hint(refusal);
  Error error = invalid_request("unauthorized: gateway " + kind + ' ' + state + " (" +
                                std::string(hint) + ')');
  const bool retry = token && mismatch && refusal.can_retry_with_device_token;
  const std::string_view next = !mismatch ? "update_auth_configuration"
                                : retry   ? "retry_with_device_token"
                                          : "update_auth_credentials";
  JsonWriter details;
  details.object().key("code").value(std::string("AUTH_") + (token ? "TOKEN_" : "PASSWORD_") +
                                     (mismatch ? "MISMATCH" : "MISSING"));
  details.key("authReason").value(kind + '_' + state);
  details.key("canRetryWithDeviceToken").value(retry);
  details.key("recommendedNextStep").value(next).end();
  error.details_json = details.take();
  return error;
}

Error unvouched_error(std::string_view reason, bool is_node) {
  const bool no_header = reason.starts_with("trusted_proxy_missing_header_");
  std::string text = "unauthorized";
  if (no_header && is_node) {
    text =
        "gateway rejected this node: trusted-proxy identity-header authentication is required "
        "and no usable machine credential was accepted; run `openclaw doctor` on the Gateway";
  } else if (reason == "proxy_attribution_required") {
    text +=
        ": proxy client attribution is required (configure gateway.trustedProxies narrowly and "
        "make the proxy overwrite or safely rebuild forwarded client headers)";
  }
  Error error = invalid_request(text);
  JsonWriter details;
  details.object().key("code").value(no_header ? "AUTH_IDENTITY_HEADER_REQUIRED"
                                               : "AUTH_UNAUTHORIZED");
  details.key("authReason").value(reason).key("canRetryWithDeviceToken").value(false);
  details.key("recommendedNextStep").value("review_auth_configuration").end();
  error.details_json = details.take();
  return error;
}

Error locked_out_error(std::uint64_t locked_ms) {
  Error error =
      invalid_request("unauthorized: too many failed authentication attempts (retry later)");
  error.retryable = true;
  error.retry_after_ms = static_cast<std::int64_t>(locked_ms);
  error.details_json =
      R"({"code":"AUTH_RATE_LIMITED","authReason":"rate_limited","canRetryWithDeviceToken":false,)"
      R"("recommendedNextStep":"wait_then_retry"})";
  return error;
}

}  // namespace openclaw
