// SPDX-License-Identifier: MIT
// What the command line of `openclaw gateway run` says; unset members leave the word to the
// configuration and the environment.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace openclaw {

struct RunOptions {
  std::optional<std::uint16_t> port;
  std::optional<std::string> bind;       // a mode, see core/net/bind.hpp
  std::optional<std::string> auth_mode;  // "none", "token", "password"
  std::optional<std::string> token;
  std::optional<std::string> password;
  std::string tailscale = "off";      // "off", "serve", "funnel"
  std::optional<std::string> ws_log;  // a style, see core/log/ws_log.hpp
  // Who listens on a port, a line each, "- pid 7 user: program (address)"; unset: nobody knows.
  std::function<std::string(std::uint16_t port)> who_has;
  bool allow_unconfigured = false;
  bool verbose = false;
};

// The port that run_gateway() would listen on; the default when nothing good is configured.
std::uint16_t run_port(const RunOptions& options);

// Runs the gateway until a signal ends it; the result is the exit status. Errors go to stderr.
int run_gateway(const RunOptions& options);

}  // namespace openclaw
