// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <cstdio>

#include "cli/commands.hpp"
#include "cli/dev_profile.hpp"
#include "cli/env_files.hpp"
#include "cli/force.hpp"
#include "cli/listeners.hpp"
#include "cli/process_facts.hpp"
#include "core/file.hpp"
#include "core/log/ws_log.hpp"
#include "core/net/bind.hpp"
#include "core/options.hpp"
#include "core/paths.hpp"
#include "core/supervisor.hpp"

namespace openclaw::cli {
namespace {

constexpr std::string_view kBadPort =
    "Invalid --port. Use a port number from 1 to 65535, for example 18789.";

// From the flag or from the file's first line.
std::string read_password(const Arguments& arguments, RunOptions& options) {
  const auto file = arguments.value("password-file");
  if (file && options.password) return "Use either --password or --password-file.";
  if (options.password) {
    std::fputs(
        "Warning: --password can be exposed via process listings. Prefer --password-file or "
        "OPENCLAW_GATEWAY_PASSWORD.\n",
        stderr);
  }
  if (!file) return {};
  constexpr std::size_t kMost = 64UL * 1024;
  const auto text = read_file(*file, kMost);
  if (!text) return text.error().message;
  if (!text->has_value()) return "Cannot read the password file " + *file + ": it is not there.";
  options.password = (*text)->substr(0, (*text)->find_first_of("\r\n"));
  if (options.password->empty()) return "The password file " + *file + " is empty.";
  return {};
}

// What a word is not that must be one of a few; empty when all are good.
std::string bad_word(const Arguments& arguments, const RunOptions& options) {
  if (arguments.has("reset") && !is_dev(arguments.has("dev"))) return "Use --reset with --dev.";
  if (options.bind && !parse_bind_mode(*options.bind)) {
    return "Invalid --bind (use \"loopback\", \"lan\", \"tailnet\", \"auto\", or \"custom\")";
  }
  if (options.ws_log && !parse_ws_log_style(*options.ws_log)) {
    return "Invalid --ws-log (use \"auto\", \"full\", \"compact\")";
  }
  const std::string mode = options.auth_mode.value_or("token");
  if (mode != "none" && mode != "token" && mode != "password" && mode != "trusted-proxy") {
    return "Invalid --auth (use \"none\", \"token\", \"password\", or \"trusted-proxy\")";
  }
  const std::string tailscale = options.tailscale.value_or("off");
  if (tailscale != "off" && tailscale != "serve" && tailscale != "funnel") {
    return "Invalid --tailscale (use \"off\", \"serve\", or \"funnel\")";
  }
  return {};
}

bool has_config() {
  const Result<Paths> paths = find_paths();
  return paths && ::access(paths->config_file.c_str(), F_OK) == 0;
}

// What has to be done before there can be a gateway. A process that takes the place of an earlier
// one finds it done.
Status prepare(const Arguments& arguments, const RunOptions& options) {
  if (restarted_in_place()) return Done{};
  const bool dev = is_dev(arguments.has("dev"));
  if (arguments.has("reset")) {
    if (Status allowed = may_reset_dev(); !allowed) return allowed;
  }
  if (arguments.has("force")) {
    const bool new_profile = dev && (arguments.has("reset") || !has_config());
    // Nobody is ended for a gateway that would not start.
    const auto port = new_profile ? port_without_config(options) : port_to_run_on(options);
    if (!port) return port.error();
    if (const std::string problem = free_port(*port); !problem.empty()) return unavailable(problem);
  }
  if (!dev) return Done{};
  if (arguments.has("reset")) {
    if (Status reset = reset_dev(); !reset) return reset;
  }
  return make_dev();
}

std::string who_has(std::uint16_t port) {
  std::string out;
  for (const Listener& listener : find_listeners(port, 0)) {
    if (listener.pid == 0) continue;
    const ProcessFacts process = read_process(listener.pid);
    out += "- pid " + std::to_string(listener.pid) + " " + process.user + ": " + listener.command +
           " (" + listener.address + ")\n";
  }
  return out;
}

int run_gateway_run(const Arguments& arguments) {
  RunOptions options;
  options.who_has = who_has;
  options.fresh_environment = fresh_environment;
  options.bind = arguments.value("bind");
  options.auth_mode = arguments.value("auth");
  options.token = arguments.value("token");
  options.password = arguments.value("password");
  options.tailscale = arguments.value("tailscale");
  options.tailscale_reset_on_exit = arguments.has("tailscale-reset-on-exit");
  options.allow_unconfigured = arguments.has("allow-unconfigured");
  options.verbose = arguments.has("verbose");
  options.ws_log = arguments.has("compact") ? "compact" : arguments.value("ws-log");
  if (arguments.has("port")) {
    const auto port = arguments.number("port", 18789, 1, 65535);
    if (!port) return fail(std::string(kBadPort));
    options.port = static_cast<std::uint16_t>(*port);
  }
  if (const std::string problem = bad_word(arguments, options); !problem.empty()) {
    return fail(problem);
  }
  if (const std::string problem = read_password(arguments, options); !problem.empty()) {
    return fail(problem);
  }
  if (const Status ready = prepare(arguments, options); !ready) {
    return refuse_to_run(ready.error());
  }
  return run_gateway(options);
}

}  // namespace

Command gateway_run_command() {
  Command command{"run", "Run the gateway in the foreground"};
  command.detail = "SIGTERM or Ctrl-C ends it. The log goes to stderr.";
  command.options = {
      {"port", "<port>", "Port to listen on (default: gateway.port of the config, or 18789)"},
      {"bind", "<mode>",
       "Where to listen: loopback, lan, tailnet, auto or custom (default: gateway.bind of the "
       "config, or loopback)",
       '\0', "loopback lan tailnet auto custom"},
      {"auth", "<mode>", "What clients must present: none, token or password", '\0',
       "none token password trusted-proxy"},
      {"token", "<token>", "Token that clients must present (default: gateway.auth.token)"},
      {"password", "<password>", "Password that clients must present, with --auth password"},
      {"password-file", "<file>", "File whose first line is the password"},
      {"tailscale", "<mode>", "Tailscale exposure: off, serve or funnel (needs its plugin)", '\0',
       "off serve funnel"},
      {"tailscale-reset-on-exit", nullptr, "With --tailscale: take the exposure back at the end"},
      {"force", nullptr, "End whoever listens on the port before starting"},
      {"allow-unconfigured", nullptr, "Start although no config says gateway.mode=local"},
      {"dev", nullptr, "Use the profile dev, and make its config and workspace where missing"},
      {"reset", nullptr, "With --dev: wipe its config, credentials, sessions and workspace first"},
      {"verbose", nullptr, "Log more, and each frame of a client"},
      {"ws-log", "<style>",
       "With --verbose, how frames are logged: auto, full or compact (default: auto)", '\0',
       "auto full compact"},
      {"compact", nullptr, "The same as --ws-log compact"},
      {"help", nullptr, "Show this help", 'h'}};
  command.run = run_gateway_run;
  return command;
}

}  // namespace openclaw::cli
