// SPDX-License-Identifier: MIT
// The plugin's table: its methods and the interface it serves to other plugins.
#include <openclaw/iface/draft/agent.h>
#include <openclaw/iface/methods.h>

#include <array>
#include <cerrno>
#include <openclaw/json.hpp>
#include <openclaw/text.hpp>

#include "agent.hpp"
#include "params.hpp"

namespace agent {
namespace {

constexpr const char* kRead = "operator.read";
constexpr const char* kWrite = "operator.write";
constexpr std::uint32_t kListed = OC_METHOD_ADVERTISED;
constexpr std::uint32_t kGated = OC_METHOD_ADVERTISED | OC_METHOD_STARTUP_GATED;

// False spares the reading of much text: a message that resets begins with a slash, which JSON may
// escape.
bool may_reset(std::string_view params) {
  for (const char* slash : {"\"/", "\"\\/", "\"\\u002"}) {
    if (params.find(slash) != std::string_view::npos) return true;
  }
  return false;
}

// A message that resets the session is the owner's to send.
const char* agent_scope(void*, oc_str params) {
  if (params.n > oc::kMuchText && !may_reset(oc::view(params))) return kWrite;
  const oc::Json in = oc::parse(oc::view(params));
  const std::string_view message = oc::text(in.get(), "message");
  const bool resets = message == "/new" || message == "/reset" || message.substr(0, 5) == "/new " ||
                      message.substr(0, 7) == "/reset ";
  return resets ? "operator.admin" : kWrite;
}

constexpr std::array<oc_method, 4> kMethods = {{
    {"agent", "operator", nullptr, kGated, kAgentParams, oc::handler<&Agent::agent>, agent_scope},
    {"agent.wait", "operator", kWrite, kGated, kAgentWaitParams, oc::handler<&Agent::wait>,
     nullptr},
    {"agents.list", "operator", kRead, kListed, kAgentsListParams, oc::handler<&Agent::agents_list>,
     nullptr},
    {"models.list", "operator", kRead, kGated, kModelsListParams, oc::handler<&Agent::models_list>,
     nullptr},
}};
constexpr oc_methods kMethodTable = {sizeof(oc_methods), sizeof(oc_method), kMethods.data(),
                                     kMethods.size()};

Agent& self(void* state) { return *static_cast<Agent*>(static_cast<oc::Plugin*>(state)); }

int run(void* state, const oc_accepted* accepted, const oc_run_options* options) {
  if (!accepted || accepted->size < sizeof *accepted) return -EINVAL;
  const bool chosen = options && options->size >= sizeof *options;
  const oc_str model = chosen ? options->model : oc_str{nullptr, 0};
  const oc_str thinking = chosen ? options->thinking : oc_str{nullptr, 0};
  return self(state).host.guard(
      [&] { return self(state).run(*accepted, oc::view(model), oc::view(thinking)); });
}

int running(void* state, oc_str run_id) {
  return self(state).running(std::string(oc::view(run_id))) ? 1 : 0;
}

int abort_runs(void* state, oc_str session_key, oc_str run_id, const char* stop_reason,
               void (*done)(void*, oc_str), void* arg) {
  if (!stop_reason || !done) return -EINVAL;
  const auto tell = [done, arg](const std::string& ids) { done(arg, oc::str(ids)); };
  return self(state).host.guard([&] {
    self(state).abort(std::string(oc::view(session_key)), std::string(oc::view(run_id)),
                      stop_reason, tell);
    return 0;
  });
}

oc_str default_model(void* state) { return oc::str(self(state).default_model()); }

constexpr oc_agent kAgent = {sizeof(oc_agent), run, running, abort_runs, default_model};
constexpr oc_service kServices[] = {
    {OC_METHODS, &kMethodTable}, {OC_AGENT, &kAgent}, {nullptr, nullptr}};
constexpr const char* kAfter[] = {"messaging", "provider-echo", "provider-openai", nullptr};
// Of the providers no more than what they speak: their keys are not the agent's.
constexpr const char* kReads[] = {"agents.defaults.model", "agents.defaults.models",
                                  "agents.defaults.thinkingDefault", "models.providers.*.api",
                                  nullptr};
constexpr const char* kConfigSchema =
    R"({"type":"object","additionalProperties":false,"properties":{
      "model":{"type":"string","pattern":"^[^/]+/.+$"}}})";

}  // namespace
}  // namespace agent

OC_PLUGIN_READS(agent::Agent, "agent", "1.0",
                "Answers messages: runs, their queue and their events", agent::kServices,
                agent::kAfter, agent::kConfigSchema, agent::kReads)
