// SPDX-License-Identifier: MIT
#include "cli/globals.hpp"

#include <algorithm>
#include <cstdlib>
#include <openclaw/ascii.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

bool may_name_a_profile(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return oc::is_letter_or_digit(c) || c == '_' || c == '-';
  });
}

bool is_default(std::string_view name) {
  constexpr std::string_view kDefault = "default";
  return std::equal(name.begin(), name.end(), kDefault.begin(), kDefault.end(),
                    [](char a, char b) { return (a | 0x20) == b; });
}

// What the variable holds in the end.
std::string set_if_unset(const char* name, const std::string& value) {
  const char* old = std::getenv(name);
  if (old != nullptr && *old != '\0') return old;
  ::setenv(name, value.c_str(), 1);
  return value;
}

// A profile is a state directory of its own, with the configuration in it.
void use_profile(const std::string& name) {
  ::setenv("OPENCLAW_PROFILE", name.c_str(), 1);
  const std::string home = find_home();
  if (home.empty()) return;
  const std::string state_dir = set_if_unset(
      "OPENCLAW_STATE_DIR", home + "/.openclaw" + (is_default(name) ? "" : "-" + name));
  set_if_unset("OPENCLAW_CONFIG_PATH", state_dir + "/openclaw.json");
}

struct Globals {
  std::optional<std::string> profile;
  bool dev = false;
  bool plain = false;
};

// Reads one option at `at`; false when it is none of ours.
Result<bool> take(std::vector<char*>& argv, std::size_t at, Globals& globals) {
  const std::string_view word = argv[at];
  const auto erase = [&argv, at](std::ptrdiff_t count) {
    const auto from = argv.begin() + static_cast<std::ptrdiff_t>(at);
    argv.erase(from, from + count);
  };
  if (word == "--dev" || word == "--no-color") {
    globals.dev = globals.dev || word == "--dev";
    globals.plain = globals.plain || word == "--no-color";
    erase(1);
    return true;
  }
  constexpr std::string_view kProfile = "--profile";
  if (word.starts_with("--profile=")) {
    globals.profile = word.substr(kProfile.size() + 1);
    erase(1);
  } else if (word == kProfile && at + 1 < argv.size() && *argv[at + 1] != '-') {
    globals.profile = argv[at + 1];
    erase(2);
  } else if (word == kProfile) {
    globals.profile = "";
  } else {
    return false;
  }
  if (globals.profile->empty()) return invalid_request("--profile requires a value");
  if (may_name_a_profile(*globals.profile)) return true;
  return invalid_request("Invalid --profile (use letters, numbers, \"_\", \"-\" only)");
}

// `gateway run --dev` means the profile as well: nothing of another one may be read before.
bool runs_dev(const std::vector<char*>& argv) {
  if (argv.empty()) return false;
  const auto first =
      std::find_if(argv.begin() + 1, argv.end(), [](const char* word) { return *word != '-'; });
  if (first == argv.end() || std::string_view(*first) != "gateway") return false;
  return std::any_of(first, argv.end(),
                     [](const char* word) { return std::string_view(word) == "--dev"; });
}

}  // namespace

Status take_globals(std::vector<char*>& argv) {
  Globals globals;
  for (std::size_t at = 1; at < argv.size() && *argv[at] == '-';) {
    const auto taken = take(argv, at, globals);
    if (!taken) return taken.error();
    if (!*taken) ++at;
  }
  globals.dev = globals.dev || runs_dev(argv);
  if (globals.dev && globals.profile.value_or("dev") != "dev") {
    return invalid_request("Cannot combine --dev with --profile");
  }
  if (globals.dev) set_if_unset("OPENCLAW_GATEWAY_PORT", "19001");
  if (globals.dev) globals.profile = "dev";
  if (globals.plain) ::setenv("NO_COLOR", "1", 1);
  if (globals.profile) use_profile(*globals.profile);
  return Done{};
}

}  // namespace openclaw::cli
