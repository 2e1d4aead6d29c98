// SPDX-License-Identifier: MIT
#include "cli/env_files.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/config/dotenv.hpp"
#include "core/file.hpp"
#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kMaxBytes = 1024 * 1024;

bool may_be_set(std::string_view name, bool trusted) {
  if (name.starts_with("LD_") || name.starts_with("DYLD_")) return false;
  const bool access = name == "OPENCLAW_GATEWAY_TOKEN" || name == "OPENCLAW_GATEWAY_PASSWORD" ||
                      name == "OPENCLAW_GATEWAY_PORT";
  if (trusted || access) return true;
  return !name.starts_with("OPENCLAW_") && name != "HOME" && name != "PATH";
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
