// SPDX-License-Identifier: MIT
#include <utility>

#include "cli/agent_run.hpp"
#include "cli/commands.hpp"
#include "cli/scopes.hpp"
#include "cli/session.hpp"
#include "core/ids.hpp"

namespace openclaw::cli {
namespace {

constexpr std::int64_t kDefaultSeconds = 600;
constexpr std::int64_t kMostSeconds = 86'400;
constexpr std::chrono::seconds kConnectWait{10};
// The gateway ends a run at its limit; its word about that is worth waiting for.
constexpr std::chrono::seconds kLastWord{5};

constexpr const char* kLevels = "off minimal low medium high xhigh adaptive max";

bool is_level(std::string_view word) {
  const std::string levels = ' ' + std::string(kLevels) + ' ';
  return word.find(' ') == word.npos && levels.find(' ' + std::string(word) + ' ') != levels.npos;
}

std::string run_params(const Arguments& arguments, const std::string& id, std::int64_t seconds) {
  JsonWriter out;
  out.object().key("message").value(std::string_view(*arguments.value("message")));
  for (const auto& [option, member] :
       {std::pair{"agent", "agentId"}, std::pair{"session-key", "sessionKey"},
        std::pair{"session-id", "sessionId"}, std::pair{"thinking", "thinking"}}) {
    if (const auto text = arguments.value(option)) out.key(member).value(std::string_view(*text));
  }
  out.key("deliver").value(false).key("timeout").value(seconds);
  out.key("idempotencyKey").value(std::string_view(id));
  return out.end().take();
}

int run_agent(const Arguments& arguments) {
  const std::string message = arguments.value("message").value_or("");
  if (message.empty()) {
    return fail("error: what should the agent hear? Give it with --message <text>.");
  }
  if (const auto level = arguments.value("thinking"); level && !is_level(*level)) {
    return fail("error: invalid --thinking \"" + *level + "\"; use one of: " + kLevels);
  }
  const auto seconds = arguments.number("timeout", kDefaultSeconds, 1, kMostSeconds);
  if (!seconds) return fail(seconds.error().message);
  // To name a session by its id is an administrator's right.
  const char* scope = arguments.has("session-id") ? scope::kAdmin : scope::kWrite;
  auto client = open_session(arguments, {Mode::command, {scope}}, Clock::now() + kConnectWait);
  if (!client) return fail("Agent run failed: " + client.error().message);
  if (const auto caught = (*client)->catch_interrupts(); !caught) {
    return fail("Agent run failed: " + caught.error().message);
  }
  const std::string id = random_uuid();
  AgentRun agent(**client, id, !arguments.has("json"));
  const int status = agent.run(run_params(arguments, id, *seconds),
                               Clock::now() + std::chrono::seconds(*seconds) + kLastWord);
  (*client)->close();
  return status;
}

}  // namespace

Command agent_command() {
  Command command{"agent", "Say something to an agent and print its answer as it comes"};
  command.detail = "Ctrl-C aborts the run.";
  command.options = {
      {"message", "<text>", "What the agent hears", 'm'},
      {"agent", "<id>", "Which agent (default: the one of the configuration)"},
      {"session-key", "<key>", "Session to speak in (default: the main one)"},
      {"session-id", "<id>", "The same by its id"},
      {"thinking", "<level>", "How hard the model thinks, from off to max", '\0', kLevels},
      {"json", nullptr, "Print the outcome as JSON, without the text as it comes"}};
  for (const Option& option : target_options()) command.options.push_back(option);
  command.options.push_back({"timeout", "<s>", "Longest run in seconds (default: 600)"});
  command.options.push_back({"help", nullptr, "Show this help", 'h'});
  command.run = run_agent;
  return command;
}

}  // namespace openclaw::cli
