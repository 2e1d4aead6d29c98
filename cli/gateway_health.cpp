// SPDX-License-Identifier: MIT
#include <chrono>
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/scopes.hpp"
#include "cli/session.hpp"
#include "core/json/indent.hpp"

namespace openclaw::cli {
namespace {

Result<Answer> ask(const Arguments& arguments) {
  const auto deadline = read_deadline(arguments);
  if (!deadline) return deadline.error();
  auto client = open_session(arguments, {Mode::command, {scope::kRead}}, *deadline);
  if (!client) return client.error();
  auto answer = (*client)->call("health", "", false, *deadline);
  (*client)->close();
  return answer;
}

int run_health(const Arguments& arguments) {
  const auto started = Clock::now();
  const auto answer = ask(arguments);
  if (!answer || !answer->ok) {
    const Error& error = answer ? answer->error : answer.error();
    return fail("Gateway health failed: " + error.message);
  }
  if (arguments.has("json")) {
    std::puts(indent_json(answer->payload).c_str());
    return 0;
  }
  const auto taken =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started).count();
  std::printf("Gateway Health\nOK (%lldms)\n", static_cast<long long>(taken));
  return 0;
}

}  // namespace

Command gateway_health_command() {
  Command command{"health", "Ask the gateway for its health"};
  command.options = client_options({{"json", nullptr, "Print the answer as JSON"}});
  command.run = run_health;
  return command;
}

}  // namespace openclaw::cli
