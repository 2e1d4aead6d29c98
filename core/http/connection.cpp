// SPDX-License-Identifier: MIT
#include "core/http/connection.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <openclaw/descriptor.hpp>
#include <utility>

#include "core/http/field.hpp"
#include "core/http/head.hpp"
#include "core/http/upgrade.hpp"
#include "core/net/address.hpp"

namespace openclaw {
namespace {

constexpr std::uint64_t kDrainMs = 1'000;
constexpr std::size_t kMostHeadBytes = 16 * 1024;  // of one head, as the product's runtime
constexpr std::size_t kReadBytes = 16 * 1024;

std::uint64_t content_length(const HttpRequest& request) {
  const std::string_view text = request.header("content-length");
  std::uint64_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

}  // namespace

HttpConnection::HttpConnection(int fd, const World& world, Ingress ingress)
    : fd_(fd), world_(world), ingress_(std::move(ingress)) {
  if (ingress_.peer.empty()) ingress_.peer = peer_address(fd);
  await(State::kHead, world_.deadlines.head_ms);
  arm();
}

HttpConnection::~HttpConnection() {
  if (exchange_) std::exchange(exchange_, nullptr)->leave();
  watch_.reset();
  if (fd_ >= 0) ::close(fd_);
}

// Enters a state that may last so long.
void HttpConnection::await(State state, std::uint64_t ms) {
  state_ = state;
  deadline_ = Timer(world_.loop, ms, 0, [this] { on_deadline(); });
}

void HttpConnection::on_deadline() {
  const bool body = state_ == State::kBody;
  if (!body && state_ != State::kHead) return world_.ended(*this);
  const char* why = body ? "Request body timeout" : "The request did not arrive in time";
  if (refuse(error_reply(408, why, "invalid_request_error"))) advance();
}

// What to wait for: more requests than fit are left to the kernel while one is served.
void HttpConnection::arm() {
  unsigned wanted = 0;
  if (state_ != State::kServing || in_.size() < kMostHeadBytes) wanted |= Watch::kRead;
  if (!all_sent()) wanted |= Watch::kWrite;
  if (wanted == watched_) return;
  watched_ = wanted;
  if (watch_) return watch_.change(wanted);
  watch_ = Watch(world_.loop, fd_, wanted, [this](unsigned ready) { on_ready(ready); });
}

void HttpConnection::on_ready(unsigned ready) {
  if ((ready & Watch::kWrite) && !all_sent()) {
    if (!push()) return world_.ended(*this);
    if (all_sent()) return advance();
    arm();
  }
  if (ready & Watch::kRead) read_some();
}

void HttpConnection::read_some() {
  std::array<char, kReadBytes> piece{};
  const ssize_t n = ::recv(fd_, piece.data(), piece.size(), 0);
  if (n < 0 && oc::would_wait()) return;
  if (n <= 0) return world_.ended(*this);
  if (state_ == State::kDraining) return;
  in_.append(piece.data(), static_cast<std::size_t>(n));
  advance();
}

void HttpConnection::advance() {
  while (step()) {
  }
}

bool HttpConnection::step() {
  switch (state_) {
    case State::kIdle:
      if (in_.empty()) break;
      await(State::kHead, world_.deadlines.head_ms);
      return true;
    case State::kHead: return take_head();
    case State::kBody: return take_body();
    case State::kServing: return finish_answer();
    case State::kDraining: drain(); return false;
  }
  arm();
  return false;
}

bool HttpConnection::take_head() {
  const std::size_t end = find_head_end(in_);
  if (end == std::string::npos && cannot_be_head(in_)) {
    return refuse(bad_request("This is no HTTP request"));
  }
  if (end == std::string::npos && in_.size() <= kMostHeadBytes) {
    arm();
    return false;
  }
  if (end > kMostHeadBytes) {
    return refuse(error_reply(431, "The request's headers are too large", "invalid_request_error"));
  }
  const std::string_view head = std::string_view(in_).substr(0, end);
  if (auto reply = refuse_head(head)) return refuse(std::move(*reply));
  HttpRequest request = read_head(head);
  request.peer = ingress_.peer;
  request.tls = ingress_.tls;
  request.front = ingress_.front;
  world_.mediator.attribute(request);
  in_.erase(0, end);
  return accept(std::move(request));
}

bool HttpConnection::accept(HttpRequest request) {
  const bool upgrade = asks_upgrade(request);
  auto reply = upgrade ? refuse_upgrade_form(request) : std::nullopt;
  if (upgrade && !reply) reply = world_.mediator.refuse_upgrade(request);
  if (reply) return refuse(std::move(*reply));
  if (upgrade) {
    watch_.reset();
    deadline_.reset();
    world_.upgrade(*this, std::exchange(fd_, -1), std::move(request), std::move(in_));
    return false;
  }
  const std::string_view expect = request.header("expect");
  if (!expect.empty() && !same_http_name(expect, "100-continue")) {
    return refuse(error_reply(417, "Expectation Failed", "invalid_request_error"));
  }
  request_ = std::move(request);
  body_length_ = content_length(request_);
  return body_length_ == 0 ? serve() : expect_body();
}

bool HttpConnection::expect_body() {
  if (auto reply = world_.mediator.refuse_body(request_, body_length_)) {
    return refuse(std::move(*reply));
  }
  await(State::kBody, world_.deadlines.body_ms);
  if (!request_.header("expect").empty() && in_.empty()) {
    out_ += "HTTP/1.1 100 Continue\r\n\r\n";
    push();
  }
  return true;
}

bool HttpConnection::take_body() {
  const std::size_t room = body_length_ - request_.body.size();
  const std::size_t n = std::min(in_.size(), room);
  request_.body.append(in_, 0, n);
  in_.erase(0, n);
  if (n == room) return serve();
  arm();
  return false;
}

bool HttpConnection::serve() {
  state_ = State::kServing;
  deadline_.reset();
  exchange_ = std::make_shared<HttpExchange>(
      std::move(request_), [this] { wake(); }, world_.mediator.strict_transport());
  request_ = {};
  in_serve_ = true;
  const std::shared_ptr<HttpExchange> exchange = exchange_;
  world_.mediator.serve(exchange);
  in_serve_ = false;
  if (const std::uint64_t delay_ms = exchange->take_delay()) hold(delay_ms);
  return finish_answer();
}

// Requests that come meanwhile wait behind the answer.
void HttpConnection::hold(std::uint64_t delay_ms) {
  held_ = true;
  settle_ = Timer(world_.loop, delay_ms, 0, [this] {
    held_ = false;
    out_ += std::exchange(held_text_, {});
    if (!push()) return world_.ended(*this);
    advance();
  });
}

// Whoever answers may be anywhere, so all that can end the connection waits for a turn of its own.
void HttpConnection::wake() {
  if (in_serve_) return;
  if (push() && !exchange_->complete()) {
    if (!all_sent() || !exchange_->sent()) return arm();
  }
  settle_ = Timer(world_.loop, 0, 0, [this] { advance(); });
}

bool HttpConnection::finish_answer() {
  if (held_) {
    arm();
    return false;
  }
  if (!push()) {
    world_.ended(*this);
    return false;
  }
  if (!exchange_->complete() || !all_sent()) {
    arm();
    const std::shared_ptr<HttpExchange> exchange = exchange_;
    if (all_sent() && exchange->sent()) exchange->tell_room();
    return false;
  }
  const bool last = exchange_->last();
  std::exchange(exchange_, nullptr)->leave();
  await(last ? State::kDraining : State::kIdle, last ? kDrainMs : world_.deadlines.idle_ms);
  return true;
}

// Sends what can be sent. False: the peer is gone.
bool HttpConnection::push() {
  if (exchange_) out_ += exchange_->take();
  const std::size_t before = sent_;
  while (!all_sent()) {
    const ssize_t n = ::send(fd_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (n < 0 && !oc::would_wait()) return false;
    if (n < 0) break;
    sent_ += static_cast<std::size_t>(n);
  }
  const bool moved = sent_ != before;
  if (all_sent()) {
    out_.clear();
    sent_ = 0;
    if (state_ == State::kServing) deadline_.reset();
  } else if (state_ == State::kServing && (moved || !deadline_)) {
    await(State::kServing, world_.deadlines.write_ms);
  }
  return true;
}

bool HttpConnection::refuse(HttpReply reply) {
  reply.close = true;
  await(State::kDraining, reply.delay_ms + kDrainMs);
  std::string text = format_reply(reply, ReplyForm::kWhole, world_.mediator.strict_transport());
  if (reply.delay_ms > 0) {
    held_text_ = std::move(text);
    hold(reply.delay_ms);
    return true;
  }
  out_ += text;
  if (push()) return true;
  world_.ended(*this);
  return false;
}

// What the peer still sends is read and thrown away for a while: closing over unread bytes would
// take the answer from it.
void HttpConnection::drain() {
  if (!held_ && all_sent() && !std::exchange(shut_, true)) ::shutdown(fd_, SHUT_WR);
  arm();
}

}  // namespace openclaw
