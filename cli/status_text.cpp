// SPDX-License-Identifier: MIT
#include <algorithm>

#include "cli/duration.hpp"
#include "cli/status.hpp"
#include "core/json/json.hpp"
#include "core/paths.hpp"
#include "openclaw_build.h"

namespace openclaw::cli {
namespace {

std::string line(const std::string& name, const std::string& value) {
  return name + ": " + value + "\n";
}

std::string summary(const StatusFacts& facts) {
  std::string out = "Gateway Status\n--------------\n";
  out += line("Running", facts.running() ? "Yes" : "No");
  if (facts.pid != 0) out += line("PID", std::to_string(facts.pid));
  if (const auto uptime = facts.uptime_ms()) out += line("Uptime", duration(*uptime));
  out += line("Port", std::to_string(facts.target.port));
  if (is_here(facts.target)) out += line("Bind", facts.bind);
  if (facts.probe.channels) {
    out += line("Channels", std::to_string(*facts.probe.channels) + " connected");
  }
  if (facts.probe.sessions) {
    out += line("Sessions", std::to_string(*facts.probe.sessions) + " active");
  }
  return out;
}

// Continuation lines of a message stand below its first word.
std::string indented(const std::string& text) {
  std::string out = "  ";
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out + "\n";
}

std::string service_lines(const StatusFacts& facts) {
  const ServiceUnit& unit = facts.service;
  if (unit.file.empty()) return {};  // the gateway of another machine
  if (!unit.installed) return line("Service", "not installed");
  std::string out = line("Service", unit.enabled ? "systemd (enabled)" : "systemd (disabled)");
  out += line("Service file", with_tilde(unit.file));
  if (!unit.command.empty()) out += line("Command", unit.command);
  return out;
}

std::string probe_lines(const Probe& probe) {
  if (!probe.tried) return line("RPC probe", "skipped");
  if (!probe.ok) return line("RPC probe", "failed") + indented(probe.error);
  std::string words = capability(probe);
  std::replace(words.begin(), words.end(), '_', '-');
  return line("RPC probe", "ok") + line("Capability", words);
}

std::string tls_lines(const std::optional<TlsFacts>& tls) {
  if (!tls) return {};
  std::string out;
  if (!tls->fingerprint.empty()) {
    out = line("TLS", "sha256 " + tls->fingerprint + ", until " + tls->until);
  }
  return tls->warning.empty() ? out : out + line("TLS warning", tls->warning);
}

std::string tailscale_lines(const std::string& json) {
  const auto tree = parse_json(json);
  if (!tree) return {};
  const cJSON* told = tree->get();
  std::string words = std::string(json_string(told, "mode")) + ", ";
  words += json_string(told, "state");
  const std::string url(json_string(told, "url"));
  if (!url.empty()) words += " (" + url + ")";
  std::string why(json_string(told, "error"));
  if (why.empty()) why = json_string(told, "waitingFor");
  return line("Tailscale", words) + (why.empty() ? "" : indented(why));
}

std::string listening(const StatusFacts& facts) {
  std::string out;
  for (const Listener& listener : facts.listeners) {
    out += (out.empty() ? "" : ", ") + listener.address;
    // Somebody else on our port is what whoever reads this looks for.
    const bool other = facts.pid != 0 ? listener.pid != facts.pid : !facts.probe.ok;
    if (!other || listener.command.empty()) continue;
    out += " (" + listener.command + ", pid " + std::to_string(listener.pid) + ")";
  }
  return out.empty() ? "" : line("Listening", out);
}

}  // namespace

std::string status_text(const StatusFacts& facts) {
  std::string out = summary(facts) + "\n" + service_lines(facts);
  out += line("Config (cli)", facts.config_path + (facts.config_exists ? "" : " (not there)"));
  if (!facts.config_problem.empty()) {
    out += line("Config problem", facts.config_problem) +
           "  Correct the file; the lines below assume the defaults.\n";
  }
  if (!facts.log_file.empty()) out += line("File logs", facts.log_file);
  const std::string place = "bind=" + facts.bind + " (" + facts.target.host +
                            "), port=" + std::to_string(facts.target.port);
  out += line("Gateway",
              (is_here(facts.target) ? place : "elsewhere") + " (" + facts.target.source + ")");
  out += line("Probe target", place_of(facts.target));
  if (const std::string note = probe_note(facts); !note.empty()) out += line("Probe note", note);
  out += tls_lines(facts.tls);
  out += "\n" + line("CLI version", OPENCLAW_VERSION);
  if (!facts.probe.version.empty()) {
    out += line("Gateway version", facts.probe.version);
  }
  std::string runtime = facts.running() ? "running" : "stopped";
  if (facts.pid != 0) runtime += " (pid " + std::to_string(facts.pid) + ")";
  out += line("Runtime", runtime) + probe_lines(facts.probe) + listening(facts);
  out += tailscale_lines(facts.probe.tailscale);
  for (const std::string& file : facts.other_services) out += line("Other service", file);
  if (facts.probe.tried && !facts.probe.ok) out += line("Troubles", "run openclaw logs");
  return out;
}

}  // namespace openclaw::cli
