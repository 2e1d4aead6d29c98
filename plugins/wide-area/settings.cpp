// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <openclaw/json.hpp>
#include <openclaw/text.hpp>

#include <charconv>

#include "names.hpp"

namespace wide_area {
namespace {

std::uint16_t parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, err] = std::from_chars(text.data(), text.data() + text.size(), port);
  return err == std::errc{} && end == text.data() + text.size() ? port : std::uint16_t{0};
}

void settle_domain(std::string_view configured, const std::string& variable, Settings& out) {
  const bool by_config = !configured.empty();
  const std::string_view wanted = by_config ? configured : oc::trimmed(variable);
  out.domain = normal_domain(wanted);
  if (!out.domain.empty()) return;
  out.problem =
      wanted.empty()
          ? "discovery.wideArea.enabled is true, but no domain was configured; set "
            "discovery.wideArea.domain to enable unicast DNS-SD"
          : std::string(by_config ? "discovery.wideArea.domain" : "OPENCLAW_WIDE_AREA_DOMAIN") +
                " is \"" + std::string(oc::clip(wanted, 100)) +
                "\", which is no DNS name; set it to one, such as openclaw.internal, to "
                "enable unicast DNS-SD";
}

}  // namespace

Settings read_settings(std::string_view wide_area, std::string_view mdns_mode,
                       const Variables& variables, const std::string& program) {
  Settings out;
  const oc::Json tree = oc::parse(wide_area);
  const std::string_view domain = oc::trimmed(oc::text(tree.get(), "domain"));
  out.enabled = oc::flag(tree.get(), "enabled", !domain.empty());
  if (!out.enabled) return out;
  settle_domain(domain, variables.domain, out);
  out.tailnet_name = oc::trimmed(variables.tailnet_dns);
  if (out.tailnet_name.ends_with('.')) out.tailnet_name.pop_back();
  if (mdns_mode != "\"full\"") return out;
  out.ssh_port = parse_port(oc::trimmed(variables.ssh_port));
  out.cli_path = oc::trimmed(variables.cli_path);
  if (out.cli_path.empty()) out.cli_path = program;
  return out;
}

}  // namespace wide_area
