// SPDX-License-Identifier: MIT
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/probe.hpp"

namespace openclaw::cli {
namespace {

constexpr std::int64_t kDefaultBudgetMs = 3000;
constexpr std::int64_t kMostBudgetMs = 10LL * 60 * 1000;

int run(const Arguments& arguments) {
  for (const char* option : {"ssh", "ssh-identity", "ssh-auto"}) {
    if (!arguments.has(option)) continue;
    return fail("--" + std::string(option) +
                " is not supported by this build. Open the tunnel yourself:\n"
                "  ssh -N -L 18790:127.0.0.1:18789 user@host\n"
                "and probe its end: openclaw gateway probe --url ws://127.0.0.1:18790");
  }
  const auto budget = arguments.number("timeout", kDefaultBudgetMs, 1, kMostBudgetMs);
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
      "Looks at the gateway of this machine, at gateway.remote.url, and at --url.\n"
      "The exit status is 1 when none of them lets this command in.";
  command.options = {
      {"json", nullptr, "Print as JSON"},
      {"url", "<url>", "One more address to look at, ws://host:port"},
      {"token", "<token>", "Token, for all of them"},
      {"password", "<password>", "Password, for all of them"},
      {"timeout", "<ms>", "Longest wait for all together in milliseconds (default: 3000)"},
      {"ssh", "<target>", "Not in this build; it says what to do instead"},
      {"ssh-identity", "<path>", "Likewise"},
      {"ssh-auto", nullptr, "Likewise"},
      {"help", nullptr, "Show this help", 'h'}};
  command.run = run;
  return command;
}

}  // namespace openclaw::cli
