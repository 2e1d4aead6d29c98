// SPDX-License-Identifier: MIT
// The platform of a node: what decides over its list of commands.
#include <algorithm>
#include <array>

#include "policy.hpp"

namespace nodes {
namespace {

struct Family {
  std::string_view platform;
  std::string_view name;
  bool may_be_missing;
};

constexpr std::array<Family, 9> kDeviceFamilies = {{{"ios", "iphone", true},
                                                    {"ios", "ipad", true},
                                                    {"ios", "ios", true},
                                                    {"watchos", "apple watch", false},
                                                    {"watchos", "watchos", false},
                                                    {"android", "android", true},
                                                    {"macos", "mac", false},
                                                    {"windows", "windows", false},
                                                    {"linux", "linux", false}}};

bool is_known(std::string_view platform) {
  return std::any_of(kDeviceFamilies.begin(), kDeviceFamilies.end(),
                     [platform](const Family& one) { return one.platform == platform; });
}

bool bears_out(std::string_view platform, std::string_view family, bool may_be_missing) {
  return std::any_of(kDeviceFamilies.begin(), kDeviceFamilies.end(), [=](const Family& one) {
    if (one.platform != platform) return false;
    return one.name == family || (family.empty() && one.may_be_missing && may_be_missing);
  });
}

bool digits(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(end);
  return end > 0;
}

// "26", "26.1", "26.1.2".
bool is_version(std::string_view text) {
  for (int parts = 0; parts < 3; ++parts) {
    if (!digits(text)) return false;
    if (text.empty()) return true;
    if (text.front() != '.') return false;
    text.remove_prefix(1);
  }
  return false;
}

// "16", "16 (sdk 36)".
bool is_android_version(std::string_view text) {
  constexpr std::string_view kSdk = " (sdk ";
  if (!digits(text)) return false;
  if (text.empty()) return true;
  if (!text.starts_with(kSdk)) return false;
  text.remove_prefix(kSdk.size());
  return digits(text) && text == ")";
}

// Apps say "macos 26.1" and their family beside it.
std::string_view by_label(std::string_view label, std::string_view family) {
  const std::size_t space = label.find(' ');
  if (space == std::string_view::npos) return "unknown";
  const std::string_view name = label.substr(0, space);
  const std::string_view version = label.substr(space + 1);
  const std::string_view platform = name == "ipados" ? "ios" : name;
  const bool fits = platform == "android" ? is_android_version(version) : is_version(version);
  const bool labelled =
      platform == "ios" || platform == "watchos" || platform == "macos" || platform == "android";
  return labelled && fits && bears_out(platform, family, false) ? platform : "unknown";
}

std::string_view by_family(std::string_view family) {
  constexpr std::array<std::array<std::string_view, 2>, 8> kTokens = {{{"iphone", "ios"},
                                                                       {"ipad", "ios"},
                                                                       {"apple watch", "watchos"},
                                                                       {"watchos", "watchos"},
                                                                       {"android", "android"},
                                                                       {"mac", "macos"},
                                                                       {"windows", "windows"},
                                                                       {"linux", "linux"}}};
  for (const auto& [token, platform] : kTokens) {
    if (family.find(token) != std::string_view::npos) return platform;
  }
  return family == "ios" ? "ios" : "unknown";
}

}  // namespace

std::string platform_id(const Face& face) {
  const std::string platform = lower(trimmed(part(face, "platform")));
  const std::string family = lower(trimmed(part(face, "deviceFamily")));
  if (platform.empty()) return std::string(by_family(family));
  if (is_known(platform)) return bears_out(platform, family, true) ? platform : "unknown";
  return std::string(by_label(platform, family));
}

void name_desktop(Face& face) {
  struct Desktop {
    std::string_view said, platform, family;
  };
  constexpr std::array<Desktop, 5> kDesktops = {{{"darwin", "macos", "Mac"},
                                                 {"macos", "macos", "Mac"},
                                                 {"linux", "linux", "Linux"},
                                                 {"win32", "windows", "Windows"},
                                                 {"windows", "windows", "Windows"}}};
  if (part(face, "clientId") != "node-host" || part(face, "clientMode") != "node") return;
  const std::string family = trimmed(part(face, "deviceFamily"));
  for (const Desktop& one : kDesktops) {
    if (part(face, "platform") != one.said) continue;
    if (!family.empty() && lower(family) != lower(one.family)) return;
    set_part(face, "platform", one.platform);
    if (family.empty()) set_part(face, "deviceFamily", one.family);
    return;
  }
}

}  // namespace nodes
