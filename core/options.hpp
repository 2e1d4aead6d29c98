// SPDX-License-Identifier: MIT
// What the command line of `openclaw gateway run` says; unset members leave the word to the
// configuration and the environment.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/config/env.hpp"
#include "core/error.hpp"

namespace openclaw {

struct RunOptions {
  std::optional<std::uint16_t> port;
  std::optional<std::string> bind;       // a mode, see core/net/bind.hpp
  std::optional<std::string> auth_mode;  // "none", "token", "password"
  std::optional<std::string> token;
  std::optional<std::string> password;
  std::optional<std::string> tailscale;  // "off", "serve", "funnel"
  bool tailscale_reset_on_exit = false;  // whatever gateway.tailscale.resetOnExit says
  std::optional<std::string> ws_log;     // a style, see core/log/ws_log.hpp
  // Who listens on a port, a line each, "- pid 7 user: program (address)"; unset: nobody knows.
  std::function<std::string(std::uint16_t port)> who_has;
  // The variables that a process started now with the same command line would see, without those of
  // the configuration; unset: those of this process. [any thread]
  std::function<Environment()> fresh_environment;
  bool allow_unconfigured = false;
  bool verbose = false;
};

// The port that run_gateway() would listen on, or why it would refuse to start. Changes nothing.
Result<std::uint16_t> port_to_run_on(const RunOptions& options);
// The same for the configuration that a new profile gets.
Result<std::uint16_t> port_without_config(const RunOptions& options);
// Tells it on stderr; the exit status for it.
int refuse_to_run(const Error& error);

// Runs the gateway until a signal ends it; the result is the exit status. Errors go to stderr.
int run_gateway(const RunOptions& options);

}  // namespace openclaw
