// SPDX-License-Identifier: MIT
#include "live_text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace agent {
namespace {

// The pace of the protocol's live text.
constexpr std::uint64_t kPauseMs = 75;
// A long text makes long events: two of them in a pause stay below 4 MB a second for each client.
constexpr std::uint64_t kBytesAMs = 2048;

}  // namespace

void LiveText::text(const std::string& all) {
  if (!text_.waits() && !thinking_.waits()) text_first_ = true;
  text_.all = &all;
  came();
}

void LiveText::thinking(const std::string& all) {
  if (!text_.waits() && !thinking_.waits()) text_first_ = false;
  thinking_.all = &all;
  came();
}

void LiveText::came() {
  if (timer_) return;
  const std::uint64_t now = host_.now_ms();
  if (now >= quiet_until_) return flush();
  timer_ = host_.after(quiet_until_ - now, [this] { flush(); });
}

void LiveText::flush() {
  timer_.reset();
  if (!text_.waits() && !thinking_.waits()) return;
  if (text_first_) tell_text();
  tell_thinking();
  tell_text();
  quiet_until_ = host_.now_ms() + std::max(kPauseMs, (text_.told + thinking_.told) / kBytesAMs);
}

void LiveText::drop() {
  timer_.reset();
  text_ = {};
  thinking_ = {};
}

void LiveText::tell_text() {
  if (!text_.waits()) return;
  const std::string_view all = *text_.all;
  events_.delta(all, all.substr(std::exchange(text_.told, all.size())));
}

void LiveText::tell_thinking() {
  if (!thinking_.waits()) return;
  const std::string_view all = *thinking_.all;
  events_.thinking(all, all.substr(std::exchange(thinking_.told, all.size())));
}

}  // namespace agent
