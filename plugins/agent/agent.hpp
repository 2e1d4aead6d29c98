// SPDX-License-Identifier: MIT
// The plugin: the queue of runs, the methods agent, agent.wait, agents.list and models.list.
#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <openclaw/plugin.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model_policy.hpp"
#include "providers.hpp"
#include "run.hpp"

namespace agent {

class Agent final : public oc::Plugin, public RunMediator {
 public:
  explicit Agent(oc::Host h);
  int start() override;
  void stop(oc::Stopping stopping) override;

  // Methods
  void agent(oc::Request request, std::string_view params);
  void wait(oc::Request request, std::string_view params);
  void agents_list(oc::Request request, std::string_view params);
  void models_list(oc::Request request, std::string_view params);

  // oc.agent/1
  int run(const oc_accepted& accepted, std::string_view model, std::string_view thinking);
  [[nodiscard]] bool running(const std::string& run_id) const { return runs_.contains(run_id); }
  void abort(const std::string& session_key, const std::string& run_id,
             const std::string& stop_reason, const std::function<void(const std::string&)>& done);
  [[nodiscard]] const std::string& default_model() const { return policy_.primary(); }

  // RunMediator
  const oc_messaging* messaging(void** state) override;  // found at the start; never nullptr
  oc_iface provider(const std::string& name) override { return providers_.find(name); }
  std::string no_provider(const std::string& name) override;
  std::string api(const std::string& name) override;
  void ended(AgentRun& run) override;

 private:
  struct Waiter {
    std::uint64_t id = 0;
    std::function<void(const RunEnd*)> tell;  // nullptr: the gateway stops before the run's end
    std::shared_ptr<oc::Sub> timeout;         // may be empty
  };
  // What the method `agent` was asked.
  struct Asked {
    oc::Request request;
    std::string session;
    std::string owner;
    std::string run_id;
    std::string text;
    std::string model;  // with the provider, when one was named beside it
    std::string thinking;
  };
  static void read_asked(Asked& asked, std::string_view params);  // any thread
  void accept(const std::shared_ptr<Asked>& asked);
  void journal_answered();
  void tell_waiters(const std::string& run_id, const RunEnd* end);
  void let_stop();
  void await(const std::string& run_id, Waiter waiter);
  void give_up(const std::string& run_id, std::uint64_t id);
  void wait_for(const std::shared_ptr<oc::Request>& request, const std::string& run_id,
                std::uint64_t timeout_ms);
  void accepted(const std::shared_ptr<oc::Request>& request, int err, const oc_accepted& run,
                std::string_view model, std::string_view thinking);
  void answer_final(oc::Request& request, const RunEnd& end);
  void answer_known(oc::Request& request, const oc_accepted& run);
  void resume_interrupted();
  void next_in(const std::string& session_key);
  void remember(const std::string& run_id, const RunEnd& end);
  void tell_unspoken();
  [[nodiscard]] Candidates candidates(std::string_view model, std::string_view thinking) const;
  [[nodiscard]] std::string thinking_default(const ModelRow* row) const;
  [[nodiscard]] std::vector<ModelRow> catalogue(std::string_view view) const;
  [[nodiscard]] std::string row_json(const ModelRow& row) const;

  const ModelPolicy policy_;
  const Providers providers_;
  const std::map<std::string, std::string> apis_;  // of models.providers, by id; may be empty
  oc_iface messaging_{nullptr, nullptr};
  bool closed_ = false;                       // nothing is begun any more
  int asking_ = 0;                            // answers of the journal that requests wait for
  std::optional<oc::Stopping> stopping_;      // until they have come, and what ends is written
  std::set<std::shared_ptr<Asked>> reading_;  // on the thread pool
  std::map<std::string, std::unique_ptr<AgentRun>> runs_;  // by run id, until their end
  std::map<std::string, std::deque<std::string>> queues_;  // session key -> run ids, first works
  std::map<std::string, std::vector<Waiter>> waiters_;     // by run id
  std::map<std::string, RunEnd> finished_;                 // the latest, for agent.wait
  std::deque<std::string> finished_order_;
  std::uint64_t next_waiter_ = 1;
  std::vector<std::unique_ptr<AgentRun>> leaving_;  // whole until the calls that ended them return
  oc::Sub sweep_;
  oc::Sub first_turn_;
};

}  // namespace agent
