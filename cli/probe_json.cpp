// SPDX-License-Identifier: MIT
#include <algorithm>

#include "cli/probe.hpp"
#include "cli/probe_config.hpp"
#include "core/json/indent.hpp"
#include "core/json/json.hpp"
#include "core/net/bind.hpp"
#include "core/wall_time.hpp"

namespace openclaw::cli {
namespace {

using Text = std::string_view;

void said_or_null(JsonWriter& out, Text key, const std::string& text) {
  out.key(key);
  text.empty() ? out.null() : out.value(Text(text));
}

void json_or_null(JsonWriter& out, Text key, const std::string& json) {
  out.key(key);
  json.empty() ? out.null() : out.raw(json);
}

void texts(JsonWriter& out, Text key, const std::vector<std::string>& values) {
  out.key(key).array();
  for (const std::string& value : values) out.value(Text(value));
  out.end();
}

void warnings(JsonWriter& out, const ProbeReport& report) {
  out.key("warnings").array();
  for (const ProbeWarning& warning : report.warnings()) {
    out.object().key("code").value(Text(warning.code));
    out.key("message").value(Text(warning.message));
    if (!warning.targets.empty()) texts(out, "targetIds", warning.targets);
    out.end();
  }
  out.end();
}

void network(JsonWriter& out, const ProbeReport& report) {
  const auto addresses = own_network().addresses();
  const auto tailnet = std::find_if(addresses.begin(), addresses.end(), is_tailnet_address);
  const std::string address = tailnet == addresses.end() ? "" : *tailnet;
  const std::string before = report.local_scheme + "://";
  const std::string behind = ":" + std::to_string(report.local_port);
  out.key("network").object();
  out.key("localLoopbackUrl").value(before + "127.0.0.1" + behind);
  said_or_null(out, "localTailnetUrl", address.empty() ? "" : before + address + behind);
  said_or_null(out, "tailnetIPv4", address);
  out.end();
}

void discovery(JsonWriter& out, const ProbeReport& report) {
  out.key("discovery").object().key("timeoutMs").value(report.discovery_ms);
  out.key("count").value(static_cast<std::int64_t>(report.discovered.size()));
  out.key("beacons").array();
  for (const FoundGateway& one : report.discovered) out.raw(one.json);
  out.end().end();
}

void connection(JsonWriter& out, const ProbeFacts& facts) {
  out.key("connect").object().key("ok").value(facts.connected);
  out.key("rpcOk").value(facts.rpc_ok).key("scopeLimited").value(facts.limited);
  out.key("latencyMs");
  facts.connected ? out.value(facts.latency_ms) : out.null();
  said_or_null(out, "error", facts.error);
  out.key("close");
  if (facts.closed.code == 0) {
    out.null().end();
    return;
  }
  out.object().key("code").value(std::int64_t{facts.closed.code});
  out.key("reason").value(Text(facts.closed.reason)).end().end();
}

// The most that any of them allows.
std::string best_capability(const ProbeReport& report) {
  for (const char* name : {"admin_capable", "write_capable", "read_only",
                           "connected_no_operator_scope", "pairing_pending"}) {
    const bool any = std::any_of(report.targets.begin(), report.targets.end(),
                                 [name](const ProbeFacts& one) { return capability(one) == name; });
    if (any) return name;
  }
  return "unknown";
}

// Who the gateway is, of what it says of itself.
std::string self_of(const std::string& presence) {
  const auto rows = parse_json(presence);
  const cJSON* row = rows ? own_row(rows->get()) : nullptr;
  if (row == nullptr) return {};
  JsonWriter out;
  out.object();
  for (const char* key : {"host", "ip", "version", "platform", "deviceId", "instanceId"}) {
    const auto text = json_string(row, key);
    if (!text.empty()) out.key(key).value(text);
  }
  return out.end().take();
}

void auth(JsonWriter& out, const ProbeFacts& facts) {
  out.key("auth").object();
  said_or_null(out, "role", facts.role);
  texts(out, "scopes", facts.scopes);
  out.key("capability").value(Text(capability(facts))).end();
  out.key("server").object();
  said_or_null(out, "version", facts.version);
  said_or_null(out, "connId", facts.connection_id);
  out.end();
}

void tunnel(JsonWriter& out, const std::optional<TunnelFacts>& facts) {
  out.key("tunnel");
  if (!facts) {
    out.null();
    return;
  }
  out.object().key("kind").value("ssh").key("target").value(Text(facts->target));
  out.key("localPort").value(std::int64_t{facts->near_port});
  out.key("remotePort").value(std::int64_t{facts->far_port});
  out.key("pid").value(std::int64_t{facts->pid}).end();
}

void target(JsonWriter& out, const ProbeFacts& facts) {
  out.object().key("id").value(Text(facts.of.id)).key("kind").value(Text(facts.of.id));
  out.key("url").value(Text(facts.of.target.url)).key("active").value(facts.of.active);
  tunnel(out, facts.of.tunnel);
  connection(out, facts);
  auth(out, facts);
  json_or_null(out, "self", self_of(facts.presence));
  json_or_null(out, "config", config_summary(facts.config));
  json_or_null(out, "health", facts.health);
  json_or_null(out, "summary", facts.status);
  json_or_null(out, "presence", facts.presence);
  out.end();
}

}  // namespace

std::string probe_json(const ProbeReport& report) {
  const ProbeFacts* primary = report.primary();
  JsonWriter out;
  out.object().key("ok").value(report.reachable()).key("degraded").value(report.degraded());
  out.key("capability").value(Text(best_capability(report)));
  out.key("ts").value(wall_ms()).key("durationMs").value(report.taken_ms);
  out.key("timeoutMs").value(report.budget_ms);
  said_or_null(out, "primaryTargetId", primary == nullptr ? "" : primary->of.id);
  warnings(out, report);
  network(out, report);
  discovery(out, report);
  out.key("targets").array();
  for (const ProbeFacts& facts : report.targets) target(out, facts);
  return indent_json(out.end().end().str());
}

}  // namespace openclaw::cli
