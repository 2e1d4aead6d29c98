// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <array>
#include <charconv>
#include <openclaw/json.hpp>
#include <openclaw/text.hpp>

#include "names.hpp"

namespace mdns {
namespace {

constexpr std::int64_t kLookSeconds = 60;

enum class Said { kNothing, kTrue, kFalse };

Said said(std::string_view text) {
  const std::string word = oc::lower(oc::trimmed(text));
  if (word == "1" || word == "true" || word == "yes" || word == "on") return Said::kTrue;
  if (word == "0" || word == "false" || word == "no" || word == "off") return Said::kFalse;
  return Said::kNothing;
}

bool blank(const Environment& environment, const char* name) {
  return oc::trimmed(environment(name)).empty();
}

std::uint16_t port_of(const std::string& text, std::uint16_t fallback) {
  const std::string_view word = oc::trimmed(text);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), port);
  return error == std::errc{} && end == word.data() + word.size() && port > 0 ? port : fallback;
}

}  // namespace

std::string_view mode_name(Mode mode) {
  constexpr std::array<std::string_view, 4> kNames = {"off", "auto", "minimal", "full"};
  return kNames.at(static_cast<std::size_t>(mode));
}

Choice chosen_mode(const Asked& asked, const Environment& environment,
                   const std::function<bool()>& in_container) {
  if (asked.mode == "\"off\"") return {};
  const Mode mode = asked.mode == "\"full\""      ? Mode::kFull
                    : asked.mode == "\"minimal\"" ? Mode::kMinimal
                                                  : Mode::kAuto;
  const auto off = [mode](const char* why) { return Choice{Mode::kOff, why, mode != Mode::kAuto}; };
  if (asked.the_plugins == "false") return off("plugins.entries.bonjour.enabled is false");
  const Said disabled = said(environment("OPENCLAW_DISABLE_BONJOUR"));
  if (disabled == Said::kTrue) return off("OPENCLAW_DISABLE_BONJOUR is set");
  if (disabled == Said::kNothing && in_container()) {
    return off("this is a container; OPENCLAW_DISABLE_BONJOUR=0 announces it all the same");
  }
  return {mode, {}, false};
}

Extras read_extras(const Environment& environment, const std::string& own_program) {
  Extras extras;
  extras.host_label = host_label(environment("OPENCLAW_MDNS_HOSTNAME"));
  extras.label_refused = extras.host_label.empty() && !blank(environment, "OPENCLAW_MDNS_HOSTNAME");
  extras.tailnet_name = oc::trimmed(environment("OPENCLAW_TAILNET_DNS"));
  if (!extras.tailnet_name.empty() && extras.tailnet_name.back() == '.') {
    extras.tailnet_name.pop_back();
  }
  extras.ssh_port = port_of(environment("OPENCLAW_SSH_PORT"), extras.ssh_port);
  extras.cli_path = oc::trimmed(environment("OPENCLAW_CLI_PATH"));
  if (extras.cli_path.empty()) extras.cli_path = own_program;
  return extras;
}

std::uint64_t look_pause_ms(std::string_view own_config) {
  const oc::Json own = oc::parse(own_config);
  const auto seconds = oc::integer(own.get(), "checkSeconds", kLookSeconds);
  return static_cast<std::uint64_t>(seconds) * 1000;
}

}  // namespace mdns
