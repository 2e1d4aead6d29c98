// SPDX-License-Identifier: MIT
// One run: from an accepted message to the answer that is written. A state machine that asks the
// provider and tells every step.
#pragma once
#include <openclaw/iface/draft/agent.h>
#include <openclaw/iface/model-provider.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <openclaw/plugin.hpp>
#include <string>
#include <vector>

#include "live_text.hpp"
#include "run_events.hpp"
#include "run_result.hpp"

namespace agent {

// What a run needs from its surroundings.
class RunMediator {
 public:
  virtual ~RunMediator() = default;
  virtual const oc_messaging* messaging(void** state) = 0;
  // The provider by the part of a model reference before the slash; ops nullptr: none.
  virtual oc_iface provider(const std::string& name) = 0;
  // Why there is none, with the remedy.
  virtual std::string no_provider(const std::string& name) = 0;
  // The api that it is spoken to by; its own name where none is configured.
  virtual std::string api(const std::string& name) = 0;
  // The run is over, its answer written or given up; it may be destroyed from inside this call.
  virtual void ended(class AgentRun& run) = 0;
};

// One model that may answer.
struct Candidate {
  std::string provider;
  std::string model;
  std::string thinking;     // as oc_model_request has it
  std::string params_json;  // the same
};

// The models of a run in their order; or why it has none.
struct Candidates {
  std::vector<Candidate> models;
  std::string problem;
};

class AgentRun {
 public:
  AgentRun(oc::Host host, RunMediator& mediator, RunFacts facts, Candidates candidates);
  ~AgentRun();
  AgentRun(const AgentRun&) = delete;
  AgentRun& operator=(const AgentRun&) = delete;

  // Begins; does nothing when it has begun before.
  void start();
  // Stops without an end: the journal keeps it as accepted. What still comes back is ignored.
  void halt();
  void abort(const std::string& stop_reason);
  [[nodiscard]] const RunFacts& facts() const { return facts_; }
  [[nodiscard]] const RunEnd& end() const { return end_; }
  [[nodiscard]] bool settled() const { return state_ == State::kEnding; }

 private:
  enum class State { kWaiting, kReading, kAnswering, kEnding, kHalted };
  void read(int err, std::string_view messages);
  void ask();
  bool fits(std::string_view delta);
  void on_text(std::string_view delta);
  void on_thinking(std::string_view delta);
  void on_done(const char* stop_reason, const oc_model_usage* usage);
  void on_failed(const oc_model_failure& failure);
  void fail(std::string_view message, const char* kind);
  bool fall_back(std::string_view message, const char* kind, bool retryable);
  void settle(RunEnd end);
  void written(int err);
  [[nodiscard]] std::string message_members() const;

  oc::Host host_;
  RunMediator& mediator_;
  RunFacts facts_;
  RunEvents events_;
  const Candidates candidates_;
  std::size_t at_ = 0;     // the candidate that works
  std::string messages_;   // the transcript, as long as another may be asked
  std::string failures_;   // of those before it
  std::string exhausted_;  // what the last model said, when no other could be asked
  oc::Sub next_;
  State state_ = State::kWaiting;
  const oc_model_provider* provider_ = nullptr;
  void* provider_state_ = nullptr;
  oc_completion* completion_ = nullptr;
  LiveText live_;
  std::string text_;
  std::string thought_;
  std::string tool_;  // the last that the model asked for
  oc_model_usage usage_{};
  RunEnd end_;
  std::string failure_kind_;
  std::int64_t started_at_ = 0;
  // What is still under way finds the run by it, or finds it gone.
  std::shared_ptr<AgentRun*> alive_ = std::make_shared<AgentRun*>(this);
};

}  // namespace agent
