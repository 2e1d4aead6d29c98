// SPDX-License-Identifier: MIT
#include "agent.hpp"

#include <algorithm>
#include <cerrno>
#include <openclaw/json.hpp>
#include <utility>

namespace agent {
namespace {

constexpr std::size_t kRemembered = 1000;
constexpr std::size_t kLongestReference = 512;
constexpr const char* kUsualModel = "echo/echo";
constexpr const char* kApis = "models.providers.*.api";

ModelPolicy read_policy(oc::Host host) {
  const oc::Json own = oc::parse(host.config());
  return ModelPolicy({host.config_at("agents.defaults.model"),
                      host.config_at("agents.defaults.models"),
                      host.config_at("agents.defaults.thinkingDefault"),
                      oc::text(own.get(), "model", kUsualModel)});
}

std::map<std::string, std::string> read_apis(std::string_view json) {
  const oc::Json tree = oc::parse(json);
  std::map<std::string, std::string> out;
  const cJSON* api = nullptr;
  cJSON_ArrayForEach(api, tree.get()) {
    out[api->string] = cJSON_IsString(api) ? api->valuestring : "";
  }
  return out;
}

}  // namespace

Agent::Agent(oc::Host h)
    : Plugin(h), policy_(read_policy(h)), providers_(h), apis_(read_apis(h.config_at(kApis))) {}

int Agent::start() {
  messaging_ = host.find(OC_MESSAGING);
  if (!messaging_.ops) {
    host.log(OC_LOG_ERROR, "the plugin \"messaging\" is needed and not there");
    return -ENOSYS;
  }
  host.snapshot("health.heartbeatSeconds", "0");
  resume_interrupted();
  first_turn_ = host.after(0, [this] { tell_unspoken(); });
  return 0;
}

// Behind the start of the last plugin: it may serve what the others do not.
void Agent::tell_unspoken() {
  for (const auto& [id, api] : apis_) {
    if (!providers_.find(id).ops) host.log(OC_LOG_WARN, no_provider(id));
  }
}

std::string Agent::no_provider(const std::string& name) {
  const auto configured = apis_.find(name);
  if (configured != apis_.end()) {
    const std::string& api = configured->second;
    return "models.providers." + name +
           (api.empty() ? std::string(" names no api") : " has the api \"" + api + '"') +
           ", and no plugin here speaks to it; set api to \"openai-completions\" where the server "
           "offers that, or load a plugin that serves it (plugins.load.paths)";
  }
  std::string ids;
  for (const std::string& id : providers_.ids()) ids += (ids.empty() ? "" : ", ") + id;
  return "no plugin serves the model provider \"" + name + "\"; configure models.providers." +
         name + ", or use a model of one of: " + ids;
}

std::string Agent::api(const std::string& name) {
  const auto configured = apis_.find(name);
  return configured == apis_.end() || configured->second.empty() ? name : configured->second;
}

// What a crash interrupted was acknowledged, so it is answered now.
void Agent::resume_interrupted() {
  void* state = nullptr;
  const oc_messaging* ops = messaging(&state);
  ops->unfinished(
      state, [](void* arg, const oc_accepted* run) { static_cast<Agent*>(arg)->run(*run, {}, {}); },
      [](void*, int) {}, this);
}

// Runs that work now stay in the journal as accepted, and go on after the next start.
void Agent::stop(oc::Stopping stopping) {
  closed_ = true;
  stopping_.emplace(std::move(stopping));
  for (const auto& asked : std::exchange(reading_, {})) {
    asked->request.fail("UNAVAILABLE", "the gateway is stopping");
  }
  queues_.clear();
  // Those whose end is being written are told of it.
  std::set<std::string> unanswered;
  for (const auto& [id, waiters] : waiters_) unanswered.insert(id);
  for (const auto& [id, run] : runs_) {
    if (run->settled()) {
      unanswered.erase(id);
    } else {
      run->halt();
    }
  }
  for (const std::string& id : unanswered) tell_waiters(id, nullptr);
  first_turn_.reset();
  sweep_.reset();
  let_stop();
}

void Agent::let_stop() {
  if (!stopping_) return;
  const auto ends = [](const auto& run) { return run.second->settled(); };
  if (asking_ == 0 && std::none_of(runs_.begin(), runs_.end(), ends)) stopping_.reset();
}

void Agent::journal_answered() {
  --asking_;
  let_stop();
}

const oc_messaging* Agent::messaging(void** state) {
  *state = messaging_.state;
  return static_cast<const oc_messaging*>(messaging_.ops);
}

std::string Agent::thinking_default(const ModelRow* row) const {
  if (!row || !row->reasoning) return {};
  return policy_.thinking_default().empty() ? "low" : policy_.thinking_default();
}

Candidates Agent::candidates(std::string_view model, std::string_view thinking) const {
  if (model.size() > kLongestReference) {
    return {{}, "the reference of a model has at most 512 bytes; write provider/model"};
  }
  Choice choice =
      policy_.choose(model, [this](std::string_view id) { return providers_.that_list(id); });
  const std::vector<ModelRow> rows = providers_.models();
  Candidates out{{}, std::move(choice.problem)};
  for (const ModelRef& ref : choice.models) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&ref](const ModelRow& one) {
      return one.provider == ref.provider && one.id == ref.model;
    });
    const std::string level = thinking.empty()
                                  ? thinking_default(row == rows.end() ? nullptr : &*row)
                                  : std::string(thinking);
    out.models.push_back({ref.provider, ref.model, level, policy_.params_of(ref.text())});
  }
  return out;
}

int Agent::run(const oc_accepted& accepted, std::string_view model, std::string_view thinking) {
  if (closed_) return -ECANCELED;
  RunFacts facts;
  facts.run_id = oc::view(accepted.run_id);
  if (runs_.contains(facts.run_id)) return -EALREADY;
  facts.session_key = oc::view(accepted.session_key);
  facts.session_id = oc::view(accepted.session_id);
  facts.agent_id = oc::view(accepted.agent_id);
  std::deque<std::string>& queue = queues_[facts.session_key];
  queue.push_back(facts.run_id);
  const bool first = queue.size() == 1;
  auto run = std::make_unique<AgentRun>(host, *this, std::move(facts), candidates(model, thinking));
  AgentRun& started = *run;
  runs_[started.facts().run_id] = std::move(run);
  if (first) started.start();
  return 0;
}

void Agent::remember(const std::string& run_id, const RunEnd& end) {
  if (finished_.insert_or_assign(run_id, end).second) finished_order_.push_back(run_id);
  while (finished_order_.size() > kRemembered) {
    finished_.erase(finished_order_.front());
    finished_order_.pop_front();
  }
}

void Agent::ended(AgentRun& run) {
  const std::string run_id = run.facts().run_id;
  const std::string session_key = run.facts().session_key;
  const RunEnd& end = run.end();
  remember(run_id, end);
  // The run calls us from inside itself: it stays whole until the loop's next turn.
  const auto node = runs_.extract(run_id);
  if (!node.empty()) leaving_.push_back(std::move(node.mapped()));
  if (!closed_) sweep_ = host.after(0, [this] { leaving_.clear(); });
  tell_waiters(run_id, &end);
  std::erase(queues_[session_key], run_id);
  next_in(session_key);
  let_stop();
}

void Agent::tell_waiters(const std::string& run_id, const RunEnd* end) {
  const auto waiting = waiters_.extract(run_id);
  if (waiting.empty()) return;
  for (const Waiter& waiter : waiting.mapped()) waiter.tell(end);
}

void Agent::next_in(const std::string& session_key) {
  const auto at = queues_.find(session_key);
  if (at == queues_.end()) return;
  if (at->second.empty()) {
    queues_.erase(at);
    return;
  }
  const auto next = runs_.find(at->second.front());
  if (next != runs_.end()) next->second->start();
}

void Agent::await(const std::string& run_id, Waiter waiter) {
  waiters_[run_id].push_back(std::move(waiter));
}

void Agent::give_up(const std::string& run_id, std::uint64_t id) {
  const auto at = waiters_.find(run_id);
  if (at == waiters_.end()) return;
  std::erase_if(at->second, [id](const Waiter& waiter) { return waiter.id == id; });
  if (at->second.empty()) waiters_.erase(at);
}

void Agent::abort(const std::string& session_key, const std::string& run_id,
                  const std::string& stop_reason,
                  const std::function<void(const std::string&)>& done) {
  std::vector<AgentRun*> found;
  for (const auto& [id, run] : runs_) {
    const bool wanted = run->facts().session_key == session_key && !run->settled();
    if (wanted && (run_id.empty() || run_id == id)) found.push_back(run.get());
  }
  if (found.empty()) return done("[]");
  struct Group {
    std::string ids = "[";
    std::size_t left = 0;
  };
  auto group = std::make_shared<Group>();
  group->left = found.size();
  for (AgentRun* run : found) {
    const std::string& id = run->facts().run_id;
    // An end that could not be written is none.
    const auto tell = [group, done, id](const RunEnd* end) {
      if (end && end->status == "aborted") {
        if (group->ids.size() > 1) group->ids += ',';
        group->ids += oc::quoted(id);
      }
      if (--group->left == 0) done(group->ids + ']');
    };
    await(id, {0, tell, nullptr});
  }
  for (AgentRun* run : found) run->abort(stop_reason);
}

}  // namespace agent
