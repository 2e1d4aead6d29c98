// SPDX-License-Identifier: MIT
// An accepted connection as long as it speaks HTTP: reads one request after the other, checks it,
// has it served and writes the answer. An upgrade that is let pass ends it: the descriptor goes on.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/http/exchange.hpp"
#include "core/http/message.hpp"
#include "core/loop.hpp"

namespace openclaw {

class HttpConnection {
 public:
  struct Deadlines {  // in milliseconds
    std::uint64_t head_ms = 15'000;
    std::uint64_t body_ms = 30'000;
    std::uint64_t idle_ms = 5'000;    // between two requests
    std::uint64_t write_ms = 30'000;  // without a byte that the peer takes
  };
  struct World {
    Loop& loop;
    ServerMediator& mediator;
    // The request may become a WebSocket: takes over the descriptor, and what was read behind it.
    std::function<void(HttpConnection&, int fd, HttpRequest request, std::string behind)> upgrade;
    // The connection has ended, with or without an answer.
    std::function<void(HttpConnection&)> ended;
    Deadlines deadlines = {};
  };
  // Owns `fd`, which is non-blocking. Both functions of `world` may destroy the connection.
  HttpConnection(int fd, const World& world, Ingress ingress = {});
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  ~HttpConnection();

  // Nothing is done for it now: nothing was asked for, everything is answered, or the answer is
  // held back.
  [[nodiscard]] bool gives_way() const {
    return held_ || state_ == State::kIdle || state_ == State::kHead ||
           (state_ == State::kDraining && all_sent());
  }
  [[nodiscard]] const std::string& peer() const { return ingress_.peer; }

 private:
  enum class State { kIdle, kHead, kBody, kServing, kDraining };
  // These may destroy the connection, so each is the last thing its caller does. step() says
  // whether another step may follow.
  void on_ready(unsigned ready);
  void on_deadline();
  void read_some();
  void advance();
  bool step();
  bool take_head();
  bool take_body();
  bool accept(HttpRequest request);
  bool serve();
  bool finish_answer();
  bool refuse(HttpReply reply);
  void drain();
  void hold(std::uint64_t delay_ms);

  bool expect_body();
  void wake();
  bool push();
  [[nodiscard]] bool all_sent() const { return sent_ == out_.size(); }
  void arm();
  void await(State state, std::uint64_t ms);

  int fd_;
  const World& world_;
  State state_ = State::kIdle;
  Ingress ingress_;
  std::string in_;  // read and not yet used
  std::string out_;
  std::size_t sent_ = 0;  // of out_
  HttpRequest request_;   // while its body arrives
  std::uint64_t body_length_ = 0;
  std::shared_ptr<HttpExchange> exchange_;  // while it is served
  std::string held_text_;                   // a refusal that is held back
  bool held_ = false;                       // nothing is answered for a while
  bool in_serve_ = false;
  bool shut_ = false;
  unsigned watched_ = 0;
  Watch watch_;
  Timer deadline_;
  Timer settle_;
};

}  // namespace openclaw
