// SPDX-License-Identifier: MIT
// The `agent` and `chat` events of one run, in the protocol's order and shape. Both streams share
// one counter: a chat event carries the number of the agent event it mirrors.
#pragma once
#include <openclaw/iface/model-provider.h>

#include <cstdint>
#include <openclaw/json.hpp>
#include <openclaw/plugin.hpp>
#include <string>
#include <string_view>

namespace agent {

// What a run is about; fixed at its start.
struct RunFacts {
  std::string run_id;
  std::string session_key;
  std::string session_id;
  std::string agent_id;
  std::string provider;  // of the model that works, or worked last
  std::string model;
  std::string asked_provider;  // of the one that was asked first
  std::string asked_model;
};

class RunEvents {
 public:
  RunEvents(oc::Host host, const RunFacts& facts) : host_(host), facts_(facts) {}

  // A phase before the answer begins: "preparing_workspace", "preparing_context", "starting_model".
  void status(std::string_view phase);
  void started(std::int64_t started_at);
  void model();
  // The model that works has failed; `next` is "provider/model", or empty when none is left.
  struct Fallback {
    std::string_view kind;
    std::string_view why;
    std::string_view next;
    int position = 1;  // of the model that failed
  };
  void fallback(const Fallback& step);
  void delta(std::string_view all, std::string_view delta);
  void thinking(std::string_view all, std::string_view delta);
  void usage(std::uint64_t output_tokens);
  void finished(std::string_view text, std::string_view stop_reason, std::int64_t started_at);
  void aborted(std::string_view text, std::string_view stop_reason, std::int64_t started_at);
  // What follows the answer of the abort.
  void abort_settled(std::int64_t started_at);
  void failed(std::string_view error, const Fallback& step, std::int64_t started_at);

  // {"runId",...}: what is known of the answer once it is complete.
  [[nodiscard]] std::string receipt() const;

 private:
  // The members that begin every payload, then `fill`, then seq.
  oc::Object chat(std::string_view state) const;
  void agent(std::string_view stream, std::string_view data, std::string_view lane = {});
  void publish_chat(oc::Object payload, bool drop_if_slow = false);
  [[nodiscard]] std::string message(std::string_view text) const;
  void no_model();

  oc::Host host_;
  const RunFacts& facts_;
  std::uint64_t seq_ = 0;
};

}  // namespace agent
