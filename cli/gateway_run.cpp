// SPDX-License-Identifier: MIT
#include <cstdio>

#include "cli/commands.hpp"
#include "core/bind.hpp"
#include "core/options.hpp"

namespace openclaw::cli {
namespace {

constexpr std::string_view kBadPort =
    "Invalid --port. Use a port number from 1 to 65535, for example 18789.";

int run(const Arguments& arguments) {
  RunOptions options;
  options.bind = arguments.value("bind");
  options.auth_mode = arguments.value("auth");
  options.token = arguments.value("token");
  options.password = arguments.value("password");
  options.allow_unconfigured = arguments.has("allow-unconfigured");
  options.verbose = arguments.has("verbose");
  if (arguments.has("port")) {
    const auto port = arguments.number("port", 18789, 1, 65535);
    if (!port) return fail(std::string(kBadPort));
    options.port = static_cast<std::uint16_t>(*port);
  }
  if (options.bind && !parse_bind_mode(*options.bind)) {
    return fail("Invalid --bind (use \"loopback\", \"lan\", \"tailnet\", \"auto\", or \"custom\")");
  }
  const std::string mode = options.auth_mode.value_or("token");
  if (mode != "none" && mode != "token" && mode != "password") {
    return fail("Invalid --auth (use \"none\", \"token\", or \"password\")");
  }
  if (options.password) {
    std::fputs(
        "Warning: --password can be exposed via process listings. Prefer "
        "OPENCLAW_GATEWAY_PASSWORD.\n",
        stderr);
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
       "config, or loopback)"},
      {"auth", "<mode>", "What clients must present: none, token or password"},
      {"token", "<token>", "Token that clients must present (default: gateway.auth.token)"},
      {"password", "<password>", "Password that clients must present, with --auth password"},
      {"allow-unconfigured", nullptr, "Start although no config says gateway.mode=local"},
      {"verbose", nullptr, "Log more"},
      {"help", nullptr, "Show this help", 'h'}};
  command.run = run;
  return command;
}

}  // namespace openclaw::cli
