// SPDX-License-Identifier: MIT
#include "core/control/request.hpp"

#include "core/json/json.hpp"

namespace openclaw {

bool Caller::has_cap(std::string_view cap) const {
  std::string_view rest = caps_joined;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    if (rest.substr(0, comma) == cap) return true;
    if (comma == std::string_view::npos) return false;
    rest.remove_prefix(comma + 1);
  }
  return false;
}

void Request::interim(std::string_view payload) {
  if (answered_ || !sink_) return;
  sink_->answer(*this, Answer{true, false, payload, nullptr});
}

void Request::reply(std::string_view payload) { finish(Answer{true, true, payload, nullptr}); }

void Request::fail(const Error& error, std::string_view payload) {
  finish(Answer{false, true, payload, &error});
}

void Request::finish(const Answer& answer) {
  if (answered_) return;
  answered_ = true;
  if (sink_) sink_->answer(*this, answer);
  sink_ = nullptr;
  on_gone_ = nullptr;
  if (on_answered_) std::exchange(on_answered_, nullptr)(*this);
}

std::string error_json(const Error& error) {
  JsonWriter w;
  w.object().key("code").value(error.code).key("message").value(error.message);
  if (error.retryable) w.key("retryable").value(*error.retryable);
  if (error.retry_after_ms) w.key("retryAfterMs").value(*error.retry_after_ms);
  if (!error.details_json.empty()) w.key("details").raw(error.details_json);
  w.end();
  return w.take();
}

}  // namespace openclaw
