// SPDX-License-Identifier: MIT
#include "cli/session.hpp"

#include "core/config/start.hpp"
#include "core/paths.hpp"

namespace openclaw::cli {

namespace {

constexpr std::int64_t kMostTimeoutMs = 24LL * 60 * 60 * 1000;

}  // namespace

std::vector<Option> client_options(std::vector<Option> own, const char* timeout) {
  for (const Option& option : target_options()) own.push_back(option);
  own.push_back({"timeout", "<ms>", timeout});
  own.push_back({"help", nullptr, "Show this help", 'h'});
  return own;
}

Result<Deadline> read_deadline(const Arguments& arguments, std::int64_t fallback_ms) {
  const auto ms = arguments.number("timeout", fallback_ms, 1, kMostTimeoutMs);
  if (!ms) return ms.error();
  return Clock::now() + std::chrono::milliseconds(*ms);
}

Result<Config> load_config() {
  const auto paths = find_paths();
  if (!paths) return paths.error();
  auto config = Config::load(paths->config_file);
  if (config) export_variables(*config);
  return config;
}

Result<std::unique_ptr<GatewayClient>> open_session(const Arguments& arguments,
                                                    const Identity& identity, Deadline deadline) {
  const auto config = load_config();
  if (!config) return config.error();
  const auto target = find_target(arguments, *config);
  if (!target) return target.error();
  return GatewayClient::connect(*target, identity, deadline);
}

}  // namespace openclaw::cli
