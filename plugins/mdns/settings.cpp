// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <fstream>
#include <iterator>
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

bool exists(const char* path) {
  struct stat found {};
  return stat(path, &found) == 0;
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

std::string own_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
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

bool is_containers(std::string_view control_groups) {
  for (const char* word : {"/docker/", "cri-containerd-", "containerd/", "/kubepods", "/lxc"}) {
    if (control_groups.find(word) != std::string_view::npos) return true;
  }
  return false;
}

bool in_container() {
  if (!blank(own_environment, "FLY_MACHINE_ID") && !blank(own_environment, "FLY_APP_NAME")) {
    return true;
  }
  for (const char* mark : {"/.dockerenv", "/run/.containerenv", "/var/run/.containerenv"}) {
    if (exists(mark)) return true;
  }
  std::ifstream file("/proc/1/cgroup");
  const std::string groups{std::istreambuf_iterator<char>(file), {}};
  return is_containers(groups);
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

std::string own_program() {
  std::array<char, PATH_MAX> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0 || static_cast<std::size_t>(length) >= path.size()) return {};
  return {path.data(), static_cast<std::size_t>(length)};
}

std::string system_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return {};
  return name.data();
}

}  // namespace mdns
