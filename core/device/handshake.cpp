// SPDX-License-Identifier: MIT
#include "core/device/handshake.hpp"

#include "core/client/origin.hpp"
#include "core/device/refusal.hpp"

namespace openclaw {
namespace {

// What the signature covers as the token; a password never travels in it.
std::string_view signed_token(const ConnectParams& params) {
  if (!params.token.empty()) return params.token;
  return params.device_token.empty() ? params.bootstrap_token : params.device_token;
}

Result<std::string> verify(const ConnectParams& params, const Circumstances& now) {
  const SignedConnect covered{params.client_id,    params.client_mode,   params.role,
                              params.scopes,       signed_token(params), params.client_platform,
                              params.device_family};
  return verify_device(*params.device, covered, {now.nonce, now.wall_ms});
}

// A program of this machine that nobody else can have started, or a page that this machine serves.
bool is_quiet(const ConnectParams& params, const HttpRequest& upgrade, AuthMode mode) {
  if (!upgrade.direct_local()) return false;
  if (mode == AuthMode::kNone && !may_lack_secret(upgrade)) return false;
  if (upgrade.header("origin").empty()) return true;
  return is_browser(params) && !is_foreign_page(upgrade);
}

// Where no secret is asked the pages of an operator are let in as they are; the gateway's own
// programs are everywhere.
bool is_at_home(const ConnectParams& params, const HttpRequest& upgrade,
                const HandshakePolicy& policy) {
  if (params.role != "operator") return false;
  if (is_backend(params)) return upgrade.header("origin").empty();
  return is_operator_ui(params) && policy.auth.mode() == AuthMode::kNone;
}

class Judge {
 public:
  Judge(const ConnectParams& params, const HttpRequest& upgrade, const HandshakePolicy& policy,
        const SecretVerdict& verdict, const Circumstances& now)
      : params_(params),
        upgrade_(upgrade),
        policy_(policy),
        now_(now),
        verdict_(verdict),
        scopes_(capped_scopes(params, upgrade)) {}

  // Nothing when the secret is good; `entry` knows whether it was a setup code, the device's
  // token, or none that was needed.
  std::optional<Refusal> refuse_secret(DeviceEntry& entry) const {
    if (takes_code(entry)) return std::nullopt;
    // A proxy that is trusted names the user itself, or nobody does.
    const AuthMode mode = policy_.auth.mode();
    entry.by_identity = now_.identity && mode != AuthMode::kNone && mode != AuthMode::kTrustedProxy;
    if (entry.by_identity) return std::nullopt;
    auto refusal = refuse_others(entry);
    if (!refusal || params_.bootstrap_token.empty()) return refusal;
    refusal->wrong_setup_code = now_.setup_locked_ms == 0;
    // A lockout says how long it lasts, and a token by its own name is what the client relies on.
    if (refusal->error.retry_after_ms || !params_.device_token.empty()) return refusal;
    refusal->error =
        now_.setup_locked_ms > 0 ? locked_out_error(now_.setup_locked_ms) : setup_code_invalid();
    refusal->close_reason = refusal->error.message;
    return refusal;
  }

 private:
  // A code is no cover for guesses at the shared secret either.
  bool takes_code(DeviceEntry& entry) const {
    if (params_.bootstrap_token.empty() || !now_.setup || now_.setup_locked_ms > 0) return false;
    entry.setup_id = now_.setup->find_code(
        {params_.bootstrap_token, entry.id, params_.role, scopes_, now_.wall_ms});
    if (entry.setup_id.empty()) return false;
    entry.wrong_secret =
        now_.locked_ms == 0 && tries_shared(entry) && verdict_.state == SecretState::kMismatch;
    return true;
  }

  std::optional<Refusal> refuse_others(DeviceEntry& entry) const {
    if (policy_.auth.mode() == AuthMode::kNone || verdict_.identity) return std::nullopt;
    const bool tries = tries_shared(entry);
    if (tries && now_.locked_ms > 0) return refuse_locked(entry);
    if (verdict_.state == SecretState::kMatch) return std::nullopt;
    bool is_final = false;
    auto refusal = refuse_token(entry, is_final);
    // The device's own token is no cover for guesses at the shared secret.
    entry.wrong_secret = tries;
    if (entry.by_token) return std::nullopt;
    if (is_final) {
      refusal->wrong_secret = tries;
      return refusal;
    }
    return secret_refusal(params_, upgrade_, policy_, verdict_);
  }

  // Whether anything was sent that may be meant to be the shared secret.
  bool tries_shared(const DeviceEntry& entry) const {
    if (!verdict_.compared) return false;
    return (!params_.token.empty() && !is_own(params_.token, entry)) ||
           (!params_.password.empty() && !is_own(params_.password, entry));
  }

  bool is_own(const std::string& token, const DeviceEntry& entry) const {
    return now_.devices && now_.device_locked_ms == 0 &&
           now_.devices->check_token(entry.id, params_.role, token, scopes_, entry.generation) !=
               DeviceTokenState::kMismatch;
  }

  // The shared secret is not looked at, so that no answer depends on it.
  std::optional<Refusal> refuse_locked(DeviceEntry& entry) const {
    bool is_final = false;
    const auto refusal = refuse_token(entry, is_final);
    if (entry.by_token) return std::nullopt;
    Refusal out = refuse_with(locked_out_error(now_.locked_ms));
    out.wrong_device_token = is_final && refusal && refusal->wrong_device_token;
    return out;
  }

  // What is said of a token that stands in auth.deviceToken is final; one in auth.token may have
  // been meant to be the shared secret.
  std::optional<Refusal> refuse_token(DeviceEntry& entry, bool& is_final) const {
    const bool named = !params_.device_token.empty();
    const std::string& token = named ? params_.device_token : params_.token;
    if (token.empty() || !now_.devices) return std::nullopt;
    if (now_.device_locked_ms > 0) {
      is_final = named;
      return refuse_with(locked_out_error(now_.device_locked_ms));
    }
    switch (now_.devices->check_token(entry.id, params_.role, token, scopes_, entry.generation)) {
      case DeviceTokenState::kMatch: entry.by_token = true; return std::nullopt;
      case DeviceTokenState::kScopes: is_final = true; return refuse_with(device_scope_mismatch());
      case DeviceTokenState::kMismatch: break;
    }
    is_final = named;
    Refusal refusal = refuse_with(device_token_mismatch());
    refusal.wrong_device_token = true;
    return refusal;
  }

  const ConnectParams& params_;
  const HttpRequest& upgrade_;
  const HandshakePolicy& policy_;
  const Circumstances& now_;
  const SecretVerdict& verdict_;
  const std::vector<std::string> scopes_;
};

}  // namespace

std::variant<DeviceEntry, Refusal> judge_device(const ConnectParams& params,
                                                const HttpRequest& upgrade,
                                                const HandshakePolicy& policy,
                                                const SecretVerdict& verdict,
                                                const Circumstances& now) {
  Result<std::string> key = verify(params, now);
  if (!key) return refuse_with(key.error());
  DeviceEntry entry;
  entry.id = params.device->id;
  entry.public_key = std::move(*key);
  entry.generation = policy.auth.generation();
  const Judge judge(params, upgrade, policy, verdict, now);
  if (auto refusal = judge.refuse_secret(entry)) return *refusal;
  entry.quiet = is_quiet(params, upgrade, policy.auth.mode());
  const bool page = is_operator_ui(params) && params.role == "operator";
  entry.pairless = entry.quiet && entry.setup_id.empty() && is_at_home(params, upgrade, policy);
  // A page of a proxy's user comes by the proxy the next time, too.
  entry.tokenless = page && verdict.identity && entry.setup_id.empty() && !entry.by_token &&
                    !upgrade.direct_local();
  entry.browser_origin = upgrade.header("origin");
  if (!upgrade.direct_local()) entry.remote_ip = upgrade.peer;
  return entry;
}

}  // namespace openclaw
