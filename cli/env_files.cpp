// SPDX-License-Identifier: MIT
#include "cli/env_files.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/config/dotenv.hpp"
#include "core/file.hpp"
#include "core/paths.hpp"
#include "core/process_image.hpp"

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

using Variables = std::map<std::string, std::string>;

void read_env_file(const std::string& path, bool trusted, Variables& variables) {
  const auto text = read_file(path, kMaxBytes);
  if (!text) {
    std::fprintf(stderr, "%s\n", text.error().message.c_str());
    return;
  }
  if (!text->has_value()) return;
  for (const auto& [name, value] : read_dotenv(**text)) {
    if (may_be_set(name, trusted)) variables.emplace(name, value);
  }
}

// Those that --profile and --dev stand for.
bool may_come_from_options(std::string_view name) {
  return name == "OPENCLAW_PROFILE" || name == "OPENCLAW_STATE_DIR" ||
         name == "OPENCLAW_CONFIG_PATH" || name == "OPENCLAW_GATEWAY_PORT";
}

}  // namespace

Variables env_file_variables() {
  Variables variables;
  read_env_file(".env", false, variables);
  if (const auto paths = find_paths()) read_env_file(paths->state_dir + "/.env", true, variables);
  return variables;
}

void read_env_files() {
  for (const auto& [name, value] : env_file_variables()) {
    ::setenv(name.c_str(), value.c_str(), 0);
  }
}

Environment fresh_environment() {
  Variables variables;
  for (const std::string& word : started_environment()) {
    const std::size_t equals = word.find('=');
    if (equals != std::string::npos) {
      variables.emplace(word.substr(0, equals), word.substr(equals + 1));
    }
  }
  variables.merge(env_file_variables());
  return [variables = std::move(variables)](const char* name) -> std::string {
    const auto found = variables.find(name);
    if (found != variables.end()) return found->second;
    return may_come_from_options(name) ? process_environment(name) : "";
  };
}

}  // namespace openclaw::cli
