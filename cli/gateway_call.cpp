// SPDX-License-Identifier: MIT
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/scopes.hpp"
#include "cli/session.hpp"
#include "core/json/indent.hpp"

namespace openclaw::cli {
namespace {

// The method is not known before; each of them is served with these.
std::vector<std::string> every_scope() {
  return {scope::kAdmin,     scope::kRead,    scope::kWrite,      scope::kApprovals,
          scope::kQuestions, scope::kPairing, scope::kTalkSecrets};
}

// The text of --params, checked; empty when it was not given.
Result<std::string> read_params(const Arguments& arguments) {
  const std::string params = arguments.value("params").value_or("{}");
  const auto tree = parse_json(params);
  if (!tree) return invalid_request("--params: " + tree.error().message);
  if (!cJSON_IsObject(tree->get())) {
    return invalid_request("--params must be a JSON object, for example '{\"limit\":10}'");
  }
  return params;
}

Result<Answer> call(const Arguments& arguments) {
  const auto params = read_params(arguments);
  if (!params) return params.error();
  const auto deadline = read_deadline(arguments);
  if (!deadline) return deadline.error();
  auto client = open_session(arguments, {Mode::command, every_scope()}, *deadline);
  if (!client) return client.error();
  auto answer =
      (*client)->call(arguments.words().front(), *params, arguments.has("expect-final"), *deadline);
  (*client)->close();
  return answer;
}

int run_call(const Arguments& arguments) {
  const auto answer = call(arguments);
  if (!answer || !answer->ok) {
    const Error& error = answer ? answer->error : answer.error();
    return fail("Gateway call failed: " + error.message);
  }
  if (!arguments.has("json")) std::printf("Gateway call: %s\n", arguments.words().front().c_str());
  const std::string payload = answer->payload.empty() ? "null" : answer->payload;
  std::puts(indent_json(payload).c_str());
  return 0;
}

}  // namespace

Command gateway_call_command() {
  Command command{"call", "Call a method of the gateway and print its answer"};
  command.detail = "For example: openclaw gateway call sessions.list --params '{\"limit\":5}'";
  command.words = "<method>";
  command.word_count = 1;
  command.options = client_options(
      {{"params", "<json>", "Parameters of the method, a JSON object (default: {})"},
       {"json", nullptr, "Print the answer alone, as JSON"},
       {"expect-final", nullptr, "Wait for the outcome when the first answer is \"accepted\""}});
  command.run = run_call;
  return command;
}

}  // namespace openclaw::cli
