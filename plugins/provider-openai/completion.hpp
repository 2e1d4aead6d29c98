// SPDX-License-Identifier: MIT
// One completion: asked, asked again where that may help and nothing has been said yet, streamed to
// the sink, ended once.
#pragma once
#include <openclaw/iface/http-client.h>
#include <openclaw/iface/model-provider.h>

#include <cstdint>
#include <memory>
#include <openclaw/plugin.hpp>
#include <string>
#include <string_view>

#include "chat_stream.hpp"
#include "failure.hpp"
#include "secrets.hpp"
#include "settings.hpp"
#include "sse.hpp"

namespace openai {

// What a completion needs from its surroundings.
class CompletionMediator {
 public:
  virtual ~CompletionMediator() = default;
  virtual const oc_http_client* http(void** state) = 0;  // nullptr: nobody serves it
  // It is over and may be destroyed from inside this call.
  virtual void over(oc_completion* completion) = 0;
};

}  // namespace openai

struct oc_completion {
 public:
  struct Listener {
    oc_model_sink sink{};
    void* arg = nullptr;
  };
  struct Question {
    std::string body;
    std::string problem;  // why it cannot be asked; empty when it can
  };
  oc_completion(oc::Host host, openai::CompletionMediator& mediator,
                const openai::Settings& settings, Question question, Listener listener);
  ~oc_completion();
  oc_completion(const oc_completion&) = delete;
  oc_completion& operator=(const oc_completion&) = delete;

  // Its sink hears nothing before the loop's next turn.
  void begin();

 private:
  void attempt();
  int fetch(const oc_http_client& client, void* state, std::uint32_t total_ms);
  void on_head(const oc_fetch_head& head);
  void on_body(std::string_view piece);
  void on_done();
  void on_failed(const oc_fetch_failure& failure);
  void on_event(const openai::SseEvent& event);
  bool give_pieces();
  void conclude();
  bool give_tool_calls();
  void missed(const openai::Failure& failure);
  bool again(const openai::Failure& failure);
  void fail(const openai::Failure& failure);
  [[nodiscard]] openai::Failure refusal() const;
  [[nodiscard]] std::string for_people(const openai::Failure& failure) const;
  template <class F>
  bool tell(F call);

  oc::Host host_;
  openai::CompletionMediator& mediator_;
  const openai::Settings& settings_;
  const openai::Secrets secrets_;
  const Question question_;
  Listener listener_;
  const std::uint64_t deadline_ms_;
  oc_fetch* fetch_ = nullptr;
  oc::Sub timer_;  // the first turn, the next attempt, or the last words of the connection
  int attempts_ = 0;
  bool ended_ = false;
  // Of this attempt.
  int status_ = 0;
  std::string retry_after_;
  std::string refusal_;  // the begin of the body, as long as no event has come
  openai::SseParser parser_;
  openai::ChatStream stream_;
  bool event_stream_ = false;  // the head says so
  bool streaming_ = false;     // the first event has come
  bool answered_ = false;      // the first byte of an answer has come: it is not asked again
  std::shared_ptr<int> alive_;
};
