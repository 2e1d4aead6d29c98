// SPDX-License-Identifier: MIT
#include "cli/service_unit.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <openclaw/text.hpp>
#include <sstream>
#include <system_error>

#include "core/config/env.hpp"
#include "core/file.hpp"

namespace openclaw::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostUnitBytes = 256UL * 1024;
constexpr std::string_view kStem = "openclaw-gateway";

// systemd knows nothing of OPENCLAW_HOME.
std::string user_units() {
  const char* home = std::getenv("HOME");
  return std::string(home != nullptr ? home : "") + "/.config/systemd/user";
}

std::string unit_name() {
  std::string profile = process_environment("OPENCLAW_PROFILE");
  if (oc::lower(profile) == "default") profile.clear();
  return std::string(kStem) + (profile.empty() ? "" : "-" + profile) + ".service";
}

std::string value_of(const std::string& text, std::string_view key) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == '=') {
      return line.substr(key.size() + 1);
    }
  }
  return {};
}

}  // namespace

ServiceUnit find_service() {
  const std::string name = unit_name();
  ServiceUnit unit;
  unit.file = user_units() + "/" + name;
  const auto text = read_file(unit.file, kMostUnitBytes);
  unit.installed = text && text->has_value();
  if (!unit.installed) return unit;
  unit.command = value_of(**text, "ExecStart");
  // Enabling makes a link, which may lead nowhere for us.
  struct stat found {};
  const std::string link = user_units() + "/default.target.wants/" + name;
  unit.enabled = ::lstat(link.c_str(), &found) == 0;
  return unit;
}

std::vector<std::string> other_services(const ServiceUnit& own) {
  std::vector<std::string> found;
  for (const std::string& folder :
       {user_units(), std::string("/etc/systemd/system"), std::string("/etc/systemd/user"),
        std::string("/usr/lib/systemd/system"), std::string("/usr/lib/systemd/user")}) {
    std::error_code failed;
    fs::directory_iterator entry(folder, failed);
    for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
      const std::string name = entry->path().filename().string();
      const std::string path = entry->path().string();
      if (name.starts_with(kStem) && name.ends_with(".service") && path != own.file) {
        found.push_back(path);
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace openclaw::cli
