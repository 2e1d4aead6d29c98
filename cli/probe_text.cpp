// SPDX-License-Identifier: MIT
#include "cli/display.hpp"
#include "cli/duration.hpp"
#include "cli/probe.hpp"
#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kMargin = 2;

std::string title_of(const ProbeTarget& target) {
  if (target.id == "localLoopback") return "Local loopback";
  if (target.id == "sshTunnel") return "Remote over SSH";
  if (target.id == "explicit") return "URL (explicit)";
  return target.active ? "Remote (configured)" : "Remote (configured, inactive)";
}

// Every line of a text below its first word, and none wider than the screen.
std::string folded(const std::string& text, const std::string& first) {
  std::string out;
  std::string before = first;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, end - from);
    from = end + 1;
    // A command is copied as a whole.
    const bool command = line.starts_with("  ");
    const auto lines = command ? std::vector<std::string>{printable(line)}
                               : broken(printable(line), kScreenWidth - kMargin);
    for (const std::string& one : lines) {
      out += before + one + "\n";
      before = std::string(kMargin, ' ');
    }
  }
  return out;
}

std::string rpc_words(const ProbeFacts& facts) {
  if (facts.rpc_ok) return "ok";
  return (facts.limited ? "limited - " : "failed - ") + facts.error;
}

std::string gateway_line(const ProbeFacts& facts) {
  const auto presence = parse_json(facts.presence);
  const cJSON* row = presence ? own_row(presence->get()) : nullptr;
  if (row == nullptr) return {};
  const auto text = [row](const char* key) { return printable(json_string(row, key)); };
  std::string out = text("host").empty() ? "unknown" : text("host");
  if (!text("ip").empty()) out += " (" + text("ip") + ")";
  if (!text("platform").empty()) out += " · " + text("platform");
  if (!facts.version.empty()) out += " · app " + printable(facts.version);
  const auto status = parse_json(facts.status);
  const std::int64_t uptime = status ? json_int(status->get(), "uptimeMs", -1) : -1;
  if (uptime >= 0) out += " · up " + duration(uptime);
  return "  Gateway: " + out + "\n";
}

std::string content_line(const ProbeFacts& facts) {
  const auto health = parse_json(facts.health);
  if (!health) return {};
  const std::int64_t sessions = json_int(json_get(health->get(), "sessions"), "count", 0);
  const int channels = cJSON_GetArraySize(json_get(health->get(), "channels"));
  return "  Sessions: " + std::to_string(sessions) + " · Channels: " + std::to_string(channels) +
         "\n";
}

std::string config_lines(const ProbeFacts& facts) {
  const auto config = parse_json(facts.config);
  if (!config || !cJSON_IsObject(config->get())) return {};
  const bool exists = json_bool(config->get(), "exists", false);
  const bool valid = json_bool(config->get(), "valid", false);
  const cJSON* discovery = json_get(json_get(config->get(), "config"), "discovery");
  const cJSON* domain = json_get(json_get(discovery, "wideArea"), "domain");
  const bool enabled = cJSON_IsString(domain) && *domain->valuestring != '\0';
  return "  Config: " + printable(with_tilde(std::string(json_string(config->get(), "path")))) +
         (exists ? "" : " (not there)") + (valid ? "" : " (invalid)") +
         "\n  Wide-area discovery: " +
         (domain == nullptr ? "unknown" : (enabled ? "enabled" : "disabled")) + "\n";
}

std::string target_text(const ProbeFacts& facts) {
  std::string out = title_of(facts.of) + " " + facts.of.target.url + "\n";
  if (facts.connected) {
    out += "  Connect: ok (" + std::to_string(facts.latency_ms) + "ms) · RPC: " + rpc_words(facts) +
           "\n";
  } else {
    out += folded("Connect: failed - " + facts.error, "  ");
  }
  if (facts.of.tunnel) out += "  ssh: " + facts.of.tunnel->target + "\n";
  if (!facts.connected) return out;
  return out + gateway_line(facts) + content_line(facts) + config_lines(facts);
}

std::string warnings(const ProbeReport& report) {
  std::string out;
  for (const ProbeWarning& warning : report.warnings()) out += folded(warning.message, "- ");
  return out.empty() ? "" : "\nWarning:\n" + out;
}

std::string discovery(const ProbeReport& report) {
  if (report.discovery_ms == 0) {
    return "\nDiscovery (this machine)\nNot asked: OPENCLAW_DISABLE_BONJOUR is set.\n";
  }
  const std::size_t count = report.discovered.size();
  const std::string domains = "local." + (report.domain.empty() ? "" : " + " + report.domain);
  std::string out = "\nDiscovery (this machine)\nFound " + std::to_string(count) +
                    (count == 0 ? " gateways" : " gateway(s)") + " via Bonjour (" + domains + ")\n";
  if (count > 0) return out;
  return out +
         "Tip: mDNS does not cross networks. A gateway elsewhere is found by wide-area\n"
         "discovery, or through SSH: openclaw gateway probe --ssh user@host\n";
}

}  // namespace

std::string probe_text(const ProbeReport& report) {
  std::string out = "Gateway Status\n";
  out += std::string("Reachable: ") + (report.reachable() ? "yes" : "no") + "\n";
  out += "Probe budget: " + std::to_string(report.budget_ms) + "ms\n" + warnings(report);
  out += discovery(report) + "\nTargets\n";
  std::string gap;
  for (const ProbeFacts& facts : report.targets) {
    out += gap + target_text(facts);
    gap = "\n";
  }
  return out;
}

}  // namespace openclaw::cli
