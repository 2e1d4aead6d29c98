// SPDX-License-Identifier: MIT
#include <algorithm>

#include "cli/probe.hpp"
#include "core/json/indent.hpp"
#include "core/json/json.hpp"
#include "core/loop.hpp"
#include "core/net/bind.hpp"

namespace openclaw::cli {
namespace {

using Text = std::string_view;

void text_or_null(JsonWriter& out, Text key, const std::string& text) {
  out.key(key);
  text.empty() ? out.null() : out.value(Text(text));
}

void json_or_null(JsonWriter& out, Text key, const std::string& json) {
  out.key(key);
  json.empty() ? out.null() : out.raw(json);
}

void warning(JsonWriter& out, Text code, Text message) {
  out.object().key("code").value(code).key("message").value(message).end();
}

void warnings(JsonWriter& out, const ProbeReport& report) {
  out.key("warnings").array();
  if (report.count_connected() > 1) {
    warning(out, "multiple_gateways", "several gateways can be reached");
  }
  if (report.limited()) {
    warning(out, "probe_scope_limited", "a gateway answers, but gives no right to read");
  }
  out.end();
}

void network(JsonWriter& out, std::uint16_t port) {
  const auto addresses = own_network().addresses();
  const auto tailnet = std::find_if(addresses.begin(), addresses.end(), is_tailnet_address);
  const std::string address = tailnet == addresses.end() ? "" : *tailnet;
  const std::string behind = ":" + std::to_string(port);
  out.key("network").object();
  out.key("localLoopbackUrl").value("ws://127.0.0.1" + behind);
  text_or_null(out, "localTailnetUrl", address.empty() ? "" : "ws://" + address + behind);
  text_or_null(out, "tailnetIPv4", address);
  out.end();
}

void connection(JsonWriter& out, const ProbeFacts& facts) {
  out.key("connect").object().key("ok").value(facts.connected);
  out.key("rpcOk").value(facts.rpc_ok).key("scopeLimited").value(facts.limited);
  out.key("latencyMs");
  facts.connected ? out.value(facts.latency_ms) : out.null();
  text_or_null(out, "error", facts.error);
  out.key("close").null().end();
}

std::string own_row(const std::string& presence) {
  const auto rows = parse_json(presence);
  if (!rows) return {};
  const cJSON* row = nullptr;
  cJSON_ArrayForEach(row, rows->get()) {
    if (json_string(row, "reason") == "self") return print_json(row);
  }
  return {};
}

// The file and how it binds the gateway; not the whole of it.
std::string summary_of(const std::string& config) {
  const auto tree = parse_json(config);
  if (!tree || !cJSON_IsObject(tree->get())) return {};
  JsonWriter out;
  out.object();
  for (const char* key : {"path", "exists", "valid", "issues", "legacyIssues"}) {
    if (const cJSON* value = json_get(tree->get(), key)) out.key(key).raw(print_json(value));
  }
  const cJSON* gateway = json_get(json_get(tree->get(), "config"), "gateway");
  out.key("gateway").object();
  for (const char* key : {"mode", "bind", "port"}) {
    out.key(key);
    const cJSON* value = json_get(gateway, key);
    value == nullptr ? out.null() : out.raw(print_json(value));
  }
  return out.end().end().take();
}

void target(JsonWriter& out, const ProbeFacts& facts) {
  out.object().key("id").value(Text(facts.of.id)).key("kind").value(Text(facts.of.id));
  out.key("url").value(Text(facts.of.target.url)).key("active").value(facts.of.active);
  out.key("tunnel").null();
  connection(out, facts);
  json_or_null(out, "self", own_row(facts.presence));
  json_or_null(out, "config", summary_of(facts.config));
  json_or_null(out, "health", facts.health);
  json_or_null(out, "summary", facts.status);
  json_or_null(out, "presence", facts.presence);
  out.end();
}

}  // namespace

std::string probe_json(const ProbeReport& report) {
  const bool whole =
      std::all_of(report.targets.begin(), report.targets.end(),
                  [](const ProbeFacts& facts) { return !facts.connected || facts.rpc_ok; });
  JsonWriter out;
  out.object().key("ok").value(report.reachable());
  out.key("degraded").value(report.reachable() && !whole);
  out.key("ts").value(Loop::wall_ms()).key("durationMs").value(report.taken_ms);
  out.key("timeoutMs").value(report.budget_ms);
  text_or_null(out, "primaryTargetId", report.reachable() ? report.primary()->of.id : "");
  warnings(out, report);
  network(out, report.local_port);
  // Nothing is asked of the network: there is no discovery in this build.
  out.key("discovery").object().key("timeoutMs").value(0).key("count").value(0);
  out.key("beacons").array().end().end();
  out.key("targets").array();
  for (const ProbeFacts& facts : report.targets) target(out, facts);
  return indent_json(out.end().end().str());
}

}  // namespace openclaw::cli
