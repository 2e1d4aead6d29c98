// SPDX-License-Identifier: MIT
#include "cli/process_facts.hpp"
#include "cli/status.hpp"
#include "core/json/indent.hpp"
#include "core/json/json.hpp"
#include "openclaw_build.h"

namespace openclaw::cli {
namespace {

using Text = std::string_view;

void summary(JsonWriter& out, const StatusFacts& facts) {
  out.key("running").value(facts.running());
  if (facts.pid != 0) out.key("pid").value(facts.pid);
  if (const auto uptime = facts.uptime_ms()) out.key("uptimeSeconds").value(*uptime / 1000);
  out.key("bind").value(Text(facts.bind));
  if (facts.probe.channels) {
    out.key("channels").object().key("connected").value(*facts.probe.channels).end();
  }
  if (facts.probe.sessions) {
    out.key("sessions").object().key("active").value(*facts.probe.sessions).end();
  }
}

void service(JsonWriter& out, const StatusFacts& facts) {
  const ServiceUnit& unit = facts.service;
  out.key("service").object().key("label").value("systemd");
  out.key("loaded").value(unit.enabled);
  out.key("loadedText").value("enabled").key("notLoadedText").value("disabled");
  out.key("command");
  if (unit.installed) {
    out.object().key("sourcePath").value(Text(unit.file));
    out.key("execStart").value(Text(unit.command)).end();
  } else {
    out.null();
  }
  out.key("runtime").object();
  out.key("status").value(facts.running() ? "running" : "stopped");
  if (facts.pid != 0) out.key("pid").value(facts.pid);
  out.end().end();
}

void config(JsonWriter& out, const StatusFacts& facts) {
  out.key("config").object().key("cli").object();
  out.key("path").value(Text(facts.config_path));
  out.key("exists").value(facts.config_exists);
  out.key("valid").value(facts.config_problem.empty());
  if (!facts.config_problem.empty()) {
    out.key("issues").array().object();
    out.key("path").value("").key("message").value(Text(facts.config_problem));
    out.end().end();
  }
  out.end().end();
}

void gateway(JsonWriter& out, const StatusFacts& facts) {
  out.key("gateway").object();
  out.key("bindMode").value(Text(facts.bind));
  out.key("bindHost").value(Text(facts.target.host));
  out.key("port").value(std::int64_t{facts.target.port});
  out.key("portSource").value(Text(facts.target.source));
  out.key("probeUrl").value(Text(facts.target.url));
  if (const std::string note = probe_note(facts); !note.empty()) out.key("probeNote").value(note);
  if (!facts.probe.version.empty()) {
    out.key("version").value(Text(facts.probe.version));
  }
  out.end();
}

void tls(JsonWriter& out, const StatusFacts& facts) {
  if (!facts.tls) return;
  out.key("tls").object().key("enabled").value(true);
  if (!facts.tls->fingerprint.empty()) {
    out.key("fingerprint").value(Text(facts.tls->fingerprint));
    out.key("until").value(Text(facts.tls->until));
  }
  if (!facts.tls->warning.empty()) out.key("warning").value(Text(facts.tls->warning));
  out.end();
}

void owner(JsonWriter& out, const ProcessFacts& process) {
  if (!process.command_line.empty()) out.key("commandLine").value(Text(process.command_line));
  if (!process.user.empty()) out.key("user").value(Text(process.user));
  if (process.parent != 0) out.key("ppid").value(process.parent);
}

void port(JsonWriter& out, const StatusFacts& facts) {
  out.key("port").object();
  out.key("port").value(std::int64_t{facts.target.port});
  out.key("status").value(facts.listeners.empty() ? "free" : "busy");
  out.key("listeners").array();
  for (const Listener& listener : facts.listeners) {
    out.object();
    if (listener.pid != 0) out.key("pid").value(listener.pid);
    if (!listener.command.empty()) out.key("command").value(Text(listener.command));
    out.key("address").value(Text(listener.address));
    if (listener.pid != 0) owner(out, read_process(listener.pid));
    out.end();
  }
  out.end().key("hints").array();
  if (!facts.listeners.empty() && !facts.running()) {
    out.value("Another process is listening on this port. Stop it, or use another port.");
  }
  out.end().end();
}

void rpc(JsonWriter& out, const StatusFacts& facts) {
  const Probe& probe = facts.probe;
  if (!probe.tried) return;
  out.key("rpc").object();
  out.key("ok").value(probe.ok).key("kind").value(probe.with_request ? "read" : "connect");
  out.key("capability").value(capability(probe));
  out.key("url").value(Text(facts.target.url));
  if (!probe.ok) out.key("error").value(Text(probe.error));
  if (!probe.version.empty()) {
    out.key("version").value(Text(probe.version));
    out.key("server").object().key("version").value(Text(probe.version));
    out.key("connId").value(Text(probe.connection_id)).end();
    out.key("auth").object().key("role").value(Text(probe.role)).key("scopes").array();
    for (const std::string& scope : probe.scopes) out.value(Text(scope));
    out.end().end();
  }
  out.end();
}

}  // namespace

// `port` is the object of the product's shape; the number is in it and in `gateway.port`.
std::string status_json(const StatusFacts& facts) {
  JsonWriter out;
  out.object();
  summary(out, facts);
  out.key("cli").object().key("version").value(OPENCLAW_VERSION).end();
  service(out, facts);
  config(out, facts);
  gateway(out, facts);
  tls(out, facts);
  port(out, facts);
  rpc(out, facts);
  if (!facts.probe.tailscale.empty()) out.key("tailscale").raw(facts.probe.tailscale);
  if (!facts.log_file.empty()) out.key("logFile").value(Text(facts.log_file));
  out.key("extraServices").array();
  for (const std::string& file : facts.other_services) {
    out.object().key("platform").value("linux").key("label").value(Text(file)).end();
  }
  out.end();
  return indent_json(out.end().str());
}

}  // namespace openclaw::cli
