// SPDX-License-Identifier: MIT
#include "core/client/hello.hpp"

#include <algorithm>

#include "core/client/connection.hpp"
#include "core/digest.hpp"
#include "core/json/json.hpp"

namespace openclaw {
namespace {

// Bytes; the largest attachments that the protocol's frame leaves room for.
constexpr int kMaxAttachment = 19'464'192;
constexpr int kMaxImage = 6'291'456;

void write_features(JsonWriter& w, const HelloFacts& facts) {
  w.key("features").object().key("methods").array();
  for (const std::string& method : facts.methods) w.value(method);
  w.end().key("events").array();
  for (const std::string_view event : protocol_events()) w.value(event);
  w.end().key("capabilities").array();
  // Without it the product's CLI does not ask for models.
  if (std::count(facts.methods.begin(), facts.methods.end(), "models.list") > 0) {
    w.value("published-model-catalog");
  }
  w.end().end();
}

void write_snapshot(JsonWriter& w, const HelloFacts& facts, const Admission& admission) {
  w.key("snapshot").object();
  w.key("suspension").object().key("phase").value("accepting").end();
  // Who else is here, and where things are, is for readers.
  const bool reads =
      admission.role == Role::kOperator && Scopes(admission.scopes).allow("operator.read");
  w.key("presence").raw(reads ? facts.presence : "[]");
  w.key("health").raw(reads ? facts.health : facts.unread_health);
  w.key("stateVersion").object();
  w.key("presence").value(facts.state_version.presence);
  w.key("health").value(facts.state_version.health).end();
  w.key("uptimeMs").value(facts.uptime_ms);
  w.key("appliedConfigHash").value(facts.config_hash);
  if (!facts.session_defaults.empty()) w.key("sessionDefaults").raw(facts.session_defaults);
  if (Scopes(admission.scopes).allow("operator.admin")) {
    w.key("configPath").value(facts.config_file).key("stateDir").value(facts.state_dir);
    w.key("authMode").value(facts.auth_mode);
  }
  w.end();
}

// A name under which a client keeps what it has of this gateway: a device's own, or that of all
// who know the secret, or that of a proxy's user.
void write_recovery(JsonWriter& w, const HelloFacts& facts, const Admission& admission) {
  if (admission.device) {
    w.key("recoveryScope").value(base64url_of(sha256("recovery " + admission.device->id)));
    w.key("recoveryMigrationAllowed").value(true);
  } else if (admission.auth_method != "none") {
    const std::string user = admission.identity ? ' ' + admission.identity->login : "";
    w.key("recoveryScope").value(base64url_of(sha256("recovery " + facts.generation + user)));
  }
}

void write_auth(JsonWriter& w, const HelloFacts& facts, const Admission& admission) {
  w.key("auth").object().key("method").value(admission.auth_method);
  w.key("role").value(role_name(admission.role)).key("scopes").array();
  for (const std::string& scope : admission.scopes) w.value(scope);
  w.end();
  if (admission.role == Role::kOperator) write_recovery(w, facts, admission);
  if (admission.device && !admission.device->token.empty()) {
    w.key("deviceToken").value(admission.device->token);
    w.key("issuedAtMs").value(admission.device->issued_ms);
    const std::string& more = admission.device->more_tokens;
    if (!more.empty()) w.key("deviceTokens").raw(more);
  }
  w.end();
}

void write_policy(JsonWriter& w) {
  w.key("policy").object();
  w.key("maxPayload").value(static_cast<std::uint64_t>(limits::kMaxPayload));
  w.key("maxBufferedBytes").value(static_cast<std::uint64_t>(limits::kMaxBuffered));
  w.key("tickIntervalMs").value(limits::kTickMs);
  w.key("attachments").object().key("maxBytes").value(kMaxAttachment);
  w.key("maxImageBytes").value(kMaxImage).end();
  w.key("allowedSessionVisibilities").array().value("shared").end();
  w.key("hasMultipleSessionSharingIdentities").value(false).end();
}

}  // namespace

std::string hello_payload(const HelloFacts& facts, const Admission& admission) {
  JsonWriter w;
  w.object().key("type").value("hello-ok").key("protocol").value(admission.protocol);
  w.key("server").object().key("version").value(facts.version);
  w.key("bootId").value(facts.boot_id).key("connId").value(facts.connection_id).end();
  write_features(w, facts);
  write_snapshot(w, facts, admission);
  for (const auto& [name, json] : facts.members) w.key(name).raw(json);
  write_auth(w, facts, admission);
  write_policy(w);
  w.end();
  return w.take();
}

}  // namespace openclaw
