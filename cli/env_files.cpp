// SPDX-License-Identifier: MIT
#include "cli/env_files.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/config/dotenv.hpp"
#include "core/file.hpp"
#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kMaxBytes = 1024 * 1024;

// Libraries read the environment too: a list of what is harmful would never be whole.
bool may_be_set(std::string_view name, bool trusted) {
  if (name.starts_with("LD_") || name.starts_with("DYLD_")) return false;
  if (trusted) return true;
  if (name.starts_with("OPENCLAW_")) {
    return name == "OPENCLAW_GATEWAY_TOKEN" || name == "OPENCLAW_GATEWAY_PASSWORD" ||
           name == "OPENCLAW_GATEWAY_PORT";
  }
  constexpr std::array<std::string_view, 4> kSecrets{"_KEY", "_TOKEN", "_SECRET", "_PASSWORD"};
  return std::any_of(kSecrets.begin(), kSecrets.end(),
                     [name](std::string_view end) { return name.ends_with(end); });
}

void read_env_file(const std::string& path, bool trusted) {
  const auto text = read_file(path, kMaxBytes);
  if (!text) {
    std::fprintf(stderr, "%s\n", text.error().message.c_str());
    return;
  }
  if (!text->has_value()) return;
  for (const auto& [name, value] : read_dotenv(**text)) {
    if (may_be_set(name, trusted)) ::setenv(name.c_str(), value.c_str(), 0);
  }
}

}  // namespace

void read_env_files() {
  read_env_file(".env", false);
  if (const auto paths = find_paths()) read_env_file(paths->state_dir + "/.env", true);
}

}  // namespace openclaw::cli
