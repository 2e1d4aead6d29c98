// SPDX-License-Identifier: MIT
#include "cli/probe_discovery.hpp"

#include "cli/discover.hpp"
#include "core/json/json.hpp"
#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

void text_or_null(JsonWriter& out, const char* key, const std::string& text) {
  out.key(key);
  text.empty() ? out.null() : out.value(std::string_view(text));
}

void port_or_null(JsonWriter& out, const char* key, std::uint16_t port) {
  out.key(key);
  port == 0 ? out.null() : out.value(std::int64_t{port});
}

// The product's probe tells less of a gateway than its `gateway discover`.
std::string short_json(const Beacon& beacon) {
  JsonWriter out;
  out.object().key("instanceName").value(std::string_view(beacon.instance));
  text_or_null(out, "displayName", beacon.said("displayName"));
  text_or_null(out, "domain", beacon.domain);
  text_or_null(out, "host", beacon.host);
  text_or_null(out, "lanHost", beacon.said("lanHost"));
  text_or_null(out, "tailnetDns", beacon.said("tailnetDns"));
  port_or_null(out, "gatewayPort", beacon.said_port("gatewayPort"));
  port_or_null(out, "sshPort", beacon.said_port("sshPort"));
  text_or_null(out, "wsUrl", beacon.ws_url());
  return out.end().take();
}

}  // namespace

bool may_discover() {
  const std::string off = trimmed_variable("OPENCLAW_DISABLE_BONJOUR");
  return off != "1" && off != "true" && off != "yes" && off != "on";
}

std::string discovery_domain(const Config& config) { return wide_area_domain(config); }

std::vector<FoundGateway> discover_gateways(const std::string& domain, std::int64_t budget_ms) {
  std::vector<FoundGateway> found;
  for (const Beacon& beacon : discover({budget_ms, domain})) {
    // What its text alone says of a host is no reason to go there.
    const std::string host = beacon.ws_url().empty() ? "" : beacon.host;
    found.push_back({short_json(beacon), host, beacon.said_port("sshPort")});
  }
  return found;
}

}  // namespace openclaw::cli
