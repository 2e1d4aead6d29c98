// SPDX-License-Identifier: MIT
#include "core/client/simple_handshake.hpp"

#include "core/client/origin.hpp"
#include "core/json/json.hpp"
#include "core/json/utf8.hpp"

namespace openclaw {
namespace {

struct Tried {
  std::string token;
  std::string password;
};

Refusal refused(Error error) {
  std::string reason = error.message;
  return Refusal{std::move(error), kConnectFailed, std::move(reason), false};
}

Result<Tried> read_secret(std::string_view params) {
  const auto problem = [](const std::string& text) {
    return invalid_request("invalid auth params: " + text);
  };
  const Result<JsonTree> tree = parse_json(params.empty() ? "{}" : params);
  if (!tree || !cJSON_IsObject(tree->get())) return problem("must be object");
  Tried tried;
  const cJSON* member = nullptr;
  cJSON_ArrayForEach(member, tree->get()) {
    const std::string name = member->string;
    if (name != "token" && name != "password") {
      return problem("at root: unexpected property '" + std::string(shown_key(name)) +
                     "'; it takes token or password");
    }
    if (!cJSON_IsString(member)) return problem("at /" + name + ": must be string");
    (name == "token" ? tried.token : tried.password) = member->valuestring;
  }
  return tried;
}

// A proxy's user is known, but what the simple dialect may do is for the owner alone.
Refusal no_proxy_user() {
  return refused(
      invalid_request("unauthorized: with gateway.auth.mode=trusted-proxy only programs of this "
                      "machine come in here, by gateway.auth.password (others use the protocol "
                      "with a paired device)"));
}

Refusal secret_refused(const HttpRequest& upgrade, const HandshakePolicy& policy,
                       const SecretVerdict& verdict) {
  if (verdict.state == SecretState::kUnvouched) return no_proxy_user();
  SecretRefusal refusal;
  refusal.mode = policy.auth.mode();
  refusal.state = verdict.state;
  refusal.local = upgrade.direct_local();
  Refusal out = refused(secret_error(refusal));
  out.wrong_secret = verdict.state == SecretState::kMismatch;
  return out;
}

Refusal not_from_here() {
  return refused(
      invalid_request("unauthorized: without a secret only programs of this machine come in, by a "
                      "loopback name (set gateway.auth.token to open it to others)"));
}

// The owner's programs on a simple socket read and write; they manage nothing and pair nobody.
Admission admitted(std::string_view method) {
  Admission admission;
  admission.params.client_id = "simple";
  admission.params.client_mode = "cli";
  admission.params.caps = {"tool-events", "session-events"};
  admission.scopes = {"operator.read", "operator.write"};
  admission.auth_method = method;
  return admission;
}

}  // namespace

bool stands_open(const HttpRequest& upgrade, const HandshakePolicy& policy) {
  if (!policy.local_open && policy.auth.mode() != AuthMode::kNone) return false;
  if (!upgrade.header("origin").empty() && !is_own_page(upgrade)) return false;
  return may_lack_secret(upgrade);
}

HandshakeOutcome judge_simple(std::optional<std::string_view> params, const HttpRequest& upgrade,
                              const HandshakePolicy& policy, const Circumstances& now) {
  const Result<Tried> tried = read_secret(params.value_or("{}"));
  if (!tried) return refused(tried.error());
  if (now.starting) return Refusal{still_starting(), 1013, "gateway starting", false};
  if (auto error = refuse_origin(upgrade, false, policy)) return refused(*error);
  const bool open = stands_open(upgrade, policy);
  if (policy.auth.mode() == AuthMode::kNone) {
    if (!open) return not_from_here();
    return admitted("none");
  }
  // Where none is needed, one that is wrong is wrong all the same.
  const SecretVerdict verdict = policy.auth.judge(upgrade, tried->token, tried->password);
  if (verdict.identity) return no_proxy_user();
  if (verdict.state == SecretState::kMissing && open) return admitted("none");
  if (verdict.compared && now.locked_ms > 0) return refused(locked_out_error(now.locked_ms));
  if (verdict.state != SecretState::kMatch) return secret_refused(upgrade, policy, verdict);
  return admitted(verdict.method);
}

}  // namespace openclaw
