// SPDX-License-Identifier: MIT
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/probe.hpp"

namespace openclaw::cli {
namespace {

constexpr std::int64_t kDefaultProbeMs = 3000;
constexpr std::int64_t kMostProbeMs = 10LL * 60 * 1000;

int run_probe(const Arguments& arguments) {
  const auto budget = arguments.number("timeout", kDefaultProbeMs, 1, kMostProbeMs);
  if (!budget) return fail(budget.error().message);
  const auto report = probe_all(arguments, *budget);
  if (!report) return fail("Gateway probe failed: " + report.error().message);
  const bool json = arguments.has("json");
  std::fputs((json ? probe_json(*report) + "\n" : probe_text(*report)).c_str(), stdout);
  return report->reachable() ? 0 : kFailed;
}

}  // namespace

Command gateway_probe_command() {
  Command command{"probe", "Look which gateways can be reached, and what they say"};
  command.detail =
      "Looks at the gateway of this machine, at gateway.remote.url, at --url, and\n"
      "through an SSH tunnel that is open meanwhile: to --ssh, to\n"
      "gateway.remote.sshTarget, or else to the host of gateway.remote.url.\n"
      "The exit status is 1 when none of them lets this command in.";
  command.options = {
      {"json", nullptr, "Print as JSON"},
      {"url", "<url>", "One more address to look at, ws[s]://host:port"},
      {"token", "<token>", "Token, for all of them"},
      {"password", "<password>", "Password, for all of them"},
      {"tls-fingerprint", "<sha256>", "Fingerprint of the certificate of --url"},
      {"timeout", "<ms>", "Longest wait for all together in milliseconds (default: 3000)"},
      {"ssh", "<target>", "Look through a tunnel to user@host or user@host:port"},
      {"ssh-identity", "<path>", "The private key for it"},
      {"ssh-auto", nullptr, "Tunnel to the first gateway that announces itself"},
      {"help", nullptr, "Show this help", 'h'}};
  command.run = run_probe;
  return command;
}

}  // namespace openclaw::cli
