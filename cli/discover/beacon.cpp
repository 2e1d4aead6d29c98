// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <openclaw/text.hpp>

#include "cli/discover.hpp"
#include "cli/discover/host_name.hpp"
#include "cli/display.hpp"
#include "core/json/json.hpp"

namespace openclaw::cli {
namespace {

void add_some(JsonWriter& out, const char* key, const std::string& value) {
  if (!value.empty()) out.key(key).value(value);
}

void add_port(JsonWriter& out, const char* key, std::uint16_t port) {
  if (port != 0) out.key(key).value(std::int64_t{port});
}

void add_line(std::string& out, const char* name, const std::string& value) {
  if (!value.empty()) out += std::string("  ") + name + ": " + printable(value) + '\n';
}

std::string ssh_line(const Beacon& beacon) {
  const std::uint16_t port = beacon.said_port("sshPort");
  if (port == 0 || beacon.ws_url().empty()) return {};
  return "ssh -N -L 18789:127.0.0.1:" + std::to_string(beacon.port) + " <user>@" + beacon.host +
         " -p " + std::to_string(port);
}

std::string tls_line(const Beacon& beacon) {
  if (!beacon.tls()) return {};
  const std::string fingerprint = beacon.said("gatewayTlsSha256");
  return fingerprint.empty() ? "enabled" : "sha256 " + fingerprint;
}

}  // namespace

std::string Beacon::said(std::string_view key) const {
  const auto found =
      std::find_if(txt.begin(), txt.end(), [key](const auto& one) { return one.first == key; });
  return found == txt.end() ? "" : found->second;
}

std::uint16_t Beacon::said_port(std::string_view key) const {
  const std::string text = said(key);
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : std::uint16_t{0};
}

bool Beacon::tls() const {
  const std::string word = oc::lower(said("gatewayTls"));
  return word == "1" || word == "true" || word == "yes";
}

std::string Beacon::display_name() const {
  const std::string name = said("displayName");
  return name.empty() ? instance : name;
}

// The host is somebody's word, and the address goes into commands: only a host name will do.
std::string Beacon::ws_url() const {
  if (port == 0 || !is_host_name(host)) return {};
  return std::string(tls() ? "wss://" : "ws://") + host + ':' + std::to_string(port);
}

std::string beacon_json(const Beacon& beacon) {
  JsonWriter out;
  out.object().key("instanceName").value(beacon.instance);
  out.key("displayName").value(beacon.display_name());
  add_some(out, "host", beacon.host);
  add_port(out, "port", beacon.port);
  if (!beacon.txt.empty()) {
    out.key("txt").object();
    for (const auto& [key, value] : beacon.txt) out.key(key).value(value);
    out.end();
  }
  for (const char* key : {"lanHost", "tailnetDns", "cliPath", "role", "transport"}) {
    add_some(out, key, beacon.said(key));
  }
  add_port(out, "gatewayPort", beacon.said_port("gatewayPort"));
  add_port(out, "sshPort", beacon.said_port("sshPort"));
  if (!beacon.said("gatewayTls").empty()) out.key("gatewayTls").value(beacon.tls());
  add_some(out, "gatewayTlsFingerprintSha256", beacon.said("gatewayTlsSha256"));
  out.key("domain").value(beacon.domain).key("wsUrl");
  const std::string url = beacon.ws_url();
  url.empty() ? out.null() : out.value(url);
  out.end();
  return out.take();
}

std::string beacon_text(const Beacon& beacon) {
  const std::string name = beacon.display_name();
  std::string out =
      "- " + printable(name.empty() ? "Gateway" : name) + ' ' + printable(beacon.domain) + '\n';
  add_line(out, "tailnet", beacon.said("tailnetDns"));
  add_line(out, "lan", beacon.said("lanHost"));
  add_line(out, "host", beacon.host);
  add_line(out, "ws", beacon.ws_url());
  add_line(out, "role", beacon.said("role"));
  add_line(out, "transport", beacon.said("transport"));
  add_line(out, "tls", tls_line(beacon));
  add_line(out, "ssh", ssh_line(beacon));
  return out;
}

}  // namespace openclaw::cli
