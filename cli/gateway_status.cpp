// SPDX-License-Identifier: MIT
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "cli/status.hpp"

namespace openclaw::cli {
namespace {

int run_gateway_status(const Arguments& arguments) {
  if (arguments.has("require-rpc") && arguments.has("no-probe")) {
    return fail("--require-rpc and --no-probe exclude each other; give one of them.");
  }
  const auto facts = gather_status(arguments);
  if (!facts) return fail(facts.error().message);
  const bool json = arguments.has("json");
  std::fputs((json ? status_json(*facts) + "\n" : status_text(*facts)).c_str(), stdout);
  return arguments.has("require-rpc") && !facts->probe.ok ? kFailed : 0;
}

}  // namespace

Command gateway_status_command() {
  Command command{"status", "Show whether the gateway runs and answers"};
  command.detail = "A gateway that is down is an answer, too: the exit status is 0 all the same.";
  command.options = client_options(
      {{"json", nullptr, "Print as JSON"},
       {"require-rpc", nullptr, "Call a method as well; exit status 1 unless it is answered"},
       {"deep", nullptr, "Look for other services that run a gateway as well"},
       {"no-probe", nullptr, "Look at files and the port only, do not connect"}});
  command.run = run_gateway_status;
  return command;
}

}  // namespace openclaw::cli
