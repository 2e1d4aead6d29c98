// SPDX-License-Identifier: MIT
// One request and the text of its answer, which its connection takes away piece by piece.
#pragma once
#include <string>
#include <string_view>

#include "core/net/server.hpp"

namespace openclaw {

class HttpExchange final : public Exchange {
 public:
  // `wake` is called whenever there is something to take(). `strict_transport`: see format_reply().
  HttpExchange(HttpRequest request, Callback wake, std::string_view strict_transport = {});

  // What the answer has grown by since the last call.
  [[nodiscard]] std::string take() { return std::exchange(out_, {}); }
  [[nodiscard]] bool complete() const { return complete_; }
  // The connection must end behind the answer.
  [[nodiscard]] bool last() const { return last_; }
  // How long the answer is to be held back before it is taken; told once.
  [[nodiscard]] std::uint64_t take_delay() { return std::exchange(delay_ms_, 0); }
  // All that was taken has been sent. True when somebody waits to be told by tell_room().
  [[nodiscard]] bool sent();
  void tell_room();
  // The connection turns away: the answer is complete, or there is nobody to take it.
  void leave();

  [[nodiscard]] const HttpRequest& request() const override { return request_; }
  void respond(HttpReply reply) override;
  void begin(HttpReply head) override;
  bool write(std::string_view piece) override;
  void end() override;
  void on_gone(Callback fn) override { on_gone_ = std::move(fn); }
  [[nodiscard]] bool all_taken() const override { return !unsent_; }
  void on_room(Callback fn) override { on_room_ = std::move(fn); }

 private:
  enum class Body { kWhole, kChunked, kUntilClose, kSized, kNone };
  [[nodiscard]] bool closed() const { return complete_ || !wake_; }
  [[nodiscard]] bool begun() const { return body_ != Body::kWhole; }
  void cut_off();

  HttpRequest request_;
  const std::string strict_transport_;
  Callback wake_;  // empty once the connection has turned away
  Callback on_gone_;
  Callback on_room_;
  std::string out_;
  Body body_ = Body::kWhole;
  std::uint64_t owed_ = 0;  // bytes of a kSized body that are still to come
  std::uint64_t delay_ms_ = 0;
  bool unsent_ = false;  // something written may wait for the peer
  bool last_ = false;
  bool complete_ = false;
};

}  // namespace openclaw
