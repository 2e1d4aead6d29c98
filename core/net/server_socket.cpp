// SPDX-License-Identifier: MIT
#include <algorithm>
#include <openclaw/text.hpp>

#include "core/net/server_impl.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kAssemblyKept = 64 * 1024;  // capacity kept between messages
constexpr std::size_t kMaxCloseReason = 120;      // bytes, the wire's figure
constexpr int kCloseGraceSeconds = 1;
// A close frame: libwebsockets 4.1 knows this kind of write and leaves it out of its public list.
constexpr auto kWriteClose = static_cast<lws_write_protocol>(4);

}  // namespace

void WsSocket::open(HttpRequest request) {
  in_callback_ = true;
  events_ = server_.mediator.opened(*this, std::move(request));
  in_callback_ = false;
}

int WsSocket::receive(std::string_view piece) {
  if (closing_ || dead_) return after_callback();
  in_callback_ = true;
  const bool last = lws_is_final_fragment(wsi_) && lws_remaining_packet_payload(wsi_) == 0;
  // What the frame still announces counts: nothing is gathered that will not be taken.
  const std::size_t announced = piece.size() + lws_remaining_packet_payload(wsi_);
  if (assembled_.size() + announced > events_->message_limit()) {
    close(LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, {});
  } else if (last && assembled_.empty()) {
    events_->message(piece);
  } else {
    assembled_.append(piece);
    if (last) {
      events_->message(assembled_);
      assembled_.clear();
      if (assembled_.capacity() > kAssemblyKept) assembled_.shrink_to_fit();
    }
  }
  in_callback_ = false;
  return after_callback();
}

int WsSocket::writable() {
  while (!dead_ && queue_head_ < queue_.size() && !lws_partial_buffered(wsi_)) {
    const Outgoing next = std::move(queue_[queue_head_++]);
    queued_ -= next.body->size() + next.tail.size();
    if (next.body.use_count() == 1) server_.slack.freed(next.body->size());
    write({*next.body, next.tail});
  }
  if (queue_head_ == queue_.size()) {
    queue_.clear();
    queue_.shrink_to_fit();
    queue_head_ = 0;
  } else {
    lws_callback_on_writable(wsi_);
  }
  return after_callback();
}

// What the library's callback returns. Sends the close frame when everything before it is out; the
// peer's own close frame, or the end of the grace, then ends the connection. (The library would
// send one too, but only for a callback that received something.)
int WsSocket::after_callback() {
  if (dead_) return -1;
  if (!closing_ || goodbye_said_ || must_queue()) return 0;
  std::string payload;
  payload += static_cast<char>(close_code_ >> 8U);
  payload += static_cast<char>(close_code_ & 0xFFU);
  payload += close_reason_;
  say_goodbye(payload);
  return dead_ ? -1 : 0;
}

void WsSocket::say_goodbye(std::string_view payload) {
  goodbye_said_ = true;
  unsigned char* out = server_.scratch.reserve(payload.size());
  payload.copy(reinterpret_cast<char*>(out), payload.size());
  if (lws_write(wsi_, out, payload.size(), kWriteClose) < 0) dead_ = true;
  lws_set_timeout(wsi_, PENDING_TIMEOUT_USER_REASON_BASE, kCloseGraceSeconds);
}

// A close that answers ours is the end; one that comes first is answered with its own code.
int WsSocket::peer_closed(std::string_view payload) {
  if (goodbye_said_) return -1;
  closing_ = true;
  const std::string_view code = payload.substr(0, std::min<std::size_t>(payload.size(), 2));
  const auto byte = [code](std::size_t at) { return static_cast<unsigned>(code[at]) & 0xFFU; };
  const unsigned number = code.size() < 2 ? 1000U : (byte(0) << 8U) | byte(1);
  // A single byte is half a code, and no code at all is a good end.
  const bool valid =
      code.size() != 1 && ((number >= 1000 && number <= 1014 && (number < 1004 || number > 1006)) ||
                           (number >= 3000 && number <= 4999));
  say_goodbye(valid ? code : std::string_view("\x03\xEA", 2));
  return -1;
}

void WsSocket::gone() {
  dead_ = true;
  if (events_) events_->closed();
}

bool WsSocket::must_queue() const { return !queue_.empty() || lws_partial_buffered(wsi_); }

void WsSocket::send(std::initializer_list<std::string_view> parts) {
  if (closing_ || dead_) return;
  if (!must_queue()) return write(parts);
  std::string whole;
  for (const std::string_view part : parts) whole += part;
  enqueue(std::make_shared<const std::string>(std::move(whole)), {});
}

void WsSocket::send_shared(const SharedText& body, std::string_view tail) {
  if (closing_ || dead_) return;
  if (!must_queue()) return write({*body, tail});
  enqueue(body, tail);
}

void WsSocket::enqueue(SharedText body, std::string_view tail) {
  queued_ += body->size() + tail.size();
  queue_.push_back(Outgoing{std::move(body), std::string(tail)});
  lws_callback_on_writable(wsi_);
  if (events_) events_->congested();
}

void WsSocket::write(std::initializer_list<std::string_view> parts) {
  std::size_t n = 0;
  for (const std::string_view part : parts) n += part.size();
  unsigned char* out = server_.scratch.reserve(n);
  auto* end = reinterpret_cast<char*>(out);
  for (const std::string_view part : parts) end += part.copy(end, part.size());
  if (lws_write(wsi_, out, n, LWS_WRITE_TEXT) >= 0) return;
  dead_ = true;
  if (!in_callback_) lws_set_timeout(wsi_, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

void WsSocket::close(std::uint16_t code, std::string_view reason) {
  if (closing_ || dead_) return;
  closing_ = true;
  close_code_ = code;
  close_reason_ = oc::clip(reason, kMaxCloseReason);
  // A peer that does not take its goodbye in time is cut off.
  lws_set_timeout(wsi_, PENDING_TIMEOUT_USER_REASON_BASE, kCloseGraceSeconds);
  lws_callback_on_writable(wsi_);
  if (!in_callback_) after_callback();
}

void WsSocket::abandon(std::uint16_t code, std::string_view reason) {
  for (std::size_t i = queue_head_; i < queue_.size(); ++i) {
    const SharedText& body = queue_[i].body;
    if (body.use_count() == 1) server_.slack.freed(body->size());
  }
  queue_.clear();
  queue_.shrink_to_fit();
  queue_head_ = 0;
  queued_ = 0;
  close(code, reason);
}

void WsSocket::pause(bool paused) {
  if (!dead_) lws_rx_flow_control(wsi_, paused ? 0 : 1);
}

}  // namespace openclaw
