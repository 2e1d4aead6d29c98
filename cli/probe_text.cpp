// SPDX-License-Identifier: MIT
#include "cli/duration.hpp"
#include "cli/probe.hpp"
#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

std::string title_of(const std::string& id) {
  if (id == "localLoopback") return "This machine";
  return id == "configRemote" ? "Remote (gateway.remote.url)" : "As given";
}

// Every line of a text below its first word.
std::string indented(const std::string& text, const std::string& margin) {
  std::string out = margin;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += margin;
  }
  return out + "\n";
}

std::string rpc_words(const ProbeFacts& facts) {
  if (facts.rpc_ok) return "ok";
  return (facts.limited ? "limited - " : "failed - ") + facts.error;
}

const cJSON* own_row(const cJSON* presence) {
  const cJSON* row = nullptr;
  cJSON_ArrayForEach(row, presence) {
    if (json_string(row, "reason") == "self") return row;
  }
  return nullptr;
}

std::string gateway_line(const ProbeFacts& facts) {
  const auto presence = parse_json(facts.presence);
  const auto status = parse_json(facts.status);
  std::string out;
  const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  const std::string host(presence ? json_string(own_row(presence->get()), "host") : "");
  if (!host.empty()) add(host);
  if (!facts.version.empty()) add("version " + facts.version);
  const std::int64_t uptime = status ? json_int(status->get(), "uptimeMs", -1) : -1;
  if (uptime >= 0) add("up " + duration(uptime));
  return out.empty() ? "" : "  Gateway: " + out + "\n";
}

std::string content_line(const ProbeFacts& facts) {
  const auto health = parse_json(facts.health);
  if (!health) return {};
  const std::int64_t sessions = json_int(json_get(health->get(), "sessions"), "count", 0);
  const int channels = cJSON_GetArraySize(json_get(health->get(), "channels"));
  return "  Sessions: " + std::to_string(sessions) + " · Channels: " + std::to_string(channels) +
         "\n";
}

std::string config_line(const ProbeFacts& facts) {
  const auto config = parse_json(facts.config);
  if (!config || !cJSON_IsObject(config->get())) return {};
  const bool exists = json_bool(config->get(), "exists", false);
  const bool valid = json_bool(config->get(), "valid", false);
  return "  Config: " + with_tilde(std::string(json_string(config->get(), "path"))) +
         (exists ? "" : " (not there)") + (valid ? "" : " (invalid)") + "\n";
}

std::string target_text(const ProbeFacts& facts) {
  std::string out = title_of(facts.of.id) + ": " + facts.of.target.url + "\n";
  if (!facts.connected) return out + indented("Connect: failed - " + facts.error, "  ");
  out += "  Connect: ok (" + std::to_string(facts.latency_ms) + "ms) · RPC: " + rpc_words(facts) +
         "\n";
  return out + gateway_line(facts) + content_line(facts) + config_line(facts);
}

std::string warnings(const ProbeReport& report) {
  std::string out;
  if (report.count_connected() > 1) {
    out +=
        "Warning: several gateways can be reached. Make sure that you speak to the\n"
        "  one you mean.\n";
  }
  if (report.limited()) {
    out +=
        "Warning: a gateway answers, but gives no right to read. Its token or password\n"
        "  does: --token, --password.\n";
  }
  return out;
}

}  // namespace

std::string probe_text(const ProbeReport& report) {
  std::string out = "Gateway Status\n--------------\n";
  out += std::string("Reachable: ") + (report.reachable() ? "yes" : "no") + "\n";
  out += "Probe budget: " + std::to_string(report.budget_ms) + "ms\n" + warnings(report);
  for (const ProbeFacts& facts : report.targets) {
    out += "\n" + target_text(facts);
  }
  return out;
}

}  // namespace openclaw::cli
