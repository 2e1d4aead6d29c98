// SPDX-License-Identifier: MIT
#include "core/device/refusal.hpp"

#include "core/json/json.hpp"

namespace openclaw {
namespace {

struct Wording {
  const char* reason;
  const char* message;
  const char* hint;
};

Wording wording_of(PairReason reason) {
  switch (reason) {
    case PairReason::kRoleUpgrade:
      return {"role-upgrade",
              "pairing required: device is asking for a higher role than currently approved",
              "Review the requested role upgrade, then approve the pending request."};
    case PairReason::kScopeUpgrade:
      return {"scope-upgrade",
              "pairing required: device is asking for more scopes than currently approved",
              "Review the requested scopes, then approve the pending upgrade."};
    case PairReason::kMetadataUpgrade:
      return {"metadata-upgrade",
              "pairing required: device identity changed and must be re-approved",
              "Review the refreshed device details, then approve the pending request."};
    case PairReason::kNotPaired: break;
  }
  return {"not-paired", "pairing required: device is not approved yet",
          "Approve this device from the pending pairing requests."};
}

void write_list(JsonWriter& w, const char* key, const Names& names) {
  if (names.empty()) return;
  w.key(key).array();
  for (const std::string& name : names) w.value(name);
  w.end();
}

// These wait at the door for somebody to approve them; others give up and say so.
bool keeps_trying(const Admission& admission) {
  return admission.role == Role::kNode || admission.auth_method == "bootstrap-token" ||
         is_operator_ui(admission.params);
}

Error auth_error(const char* message, const char* code, const char* reason, const char* next) {
  Error error = invalid_request(message);
  JsonWriter details;
  details.object().key("code").value(code).key("authReason").value(reason);
  details.key("canRetryWithDeviceToken").value(false);
  details.key("recommendedNextStep").value(next).end();
  error.details_json = details.take();
  return error;
}

}  // namespace

Refusal pairing_required(const Admission& admission, const Verdict& verdict) {
  const Wording wording = wording_of(verdict.reason);
  Refusal refusal = refuse_with(Error{std::string(code::kNotPaired), wording.message});
  refusal.close_reason += " (requestId: " + verdict.request_id + ')';
  JsonWriter w;
  w.object().key("code").value("PAIRING_REQUIRED").key("reason").value(wording.reason);
  w.key("requestId").value(verdict.request_id).key("remediationHint").value(wording.hint);
  if (keeps_trying(admission)) {
    w.key("recommendedNextStep").value("wait_then_retry");
    w.key("retryable").value(true).key("pauseReconnect").value(false);
  }
  w.key("deviceId").value(admission.device->id);
  w.key("requestedRole").value(role_name(admission.role));
  write_list(w, "requestedScopes", admission.params.scopes);
  write_list(w, "approvedRoles", verdict.approved_roles);
  write_list(w, "approvedScopes", verdict.approved_scopes);
  refusal.error.details_json = w.end().take();
  return refusal;
}

Refusal too_many_devices() {
  Error error = unavailable(
      "too many devices or pairing requests; see `openclaw devices list`, then remove or reject "
      "some");
  error.retryable = true;
  error.retry_after_ms = 60'000;
  return refuse_with(std::move(error));
}

Refusal description_too_long() {
  return refuse_with(
      invalid_request("device description too long: its names and scopes take more than 4096 "
                      "bytes together; send fewer"));
}

Refusal pairing_changed() {
  Error error = unavailable("device pairing could not be kept or has just changed; retry shortly");
  error.retryable = true;
  error.retry_after_ms = 1'000;
  error.details_json = R"({"code":"PAIRING_CHANGED"})";
  return refuse_with(std::move(error));
}

Error device_token_mismatch() {
  return auth_error("unauthorized: device token mismatch (rotate/reissue device token)",
                    "AUTH_DEVICE_TOKEN_MISMATCH", "device_token_mismatch",
                    "update_auth_credentials");
}

Error device_scope_mismatch() {
  return auth_error("unauthorized: device token scope mismatch (re-pair or approve scope upgrade)",
                    "AUTH_SCOPE_MISMATCH", "scope_mismatch", "review_auth_configuration");
}

Error setup_code_invalid() {
  return auth_error(
      "unauthorized: setup code invalid, expired, revoked, or already used (create a new code; "
      "review `openclaw devices list`)",
      "AUTH_BOOTSTRAP_TOKEN_INVALID", "bootstrap_token_invalid", "review_auth_configuration");
}

}  // namespace openclaw
