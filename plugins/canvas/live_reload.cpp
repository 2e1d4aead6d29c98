// SPDX-License-Identifier: MIT
#include "live_reload.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace canvas {
namespace {

constexpr std::uint64_t kSettleMs = 75;
// Something that never settles, such as a log, is told at this interval.
constexpr std::uint64_t kMostWaitMs = 2'000;
// A page that reloads is away for a moment.
constexpr std::uint64_t kRestMs = 30'000;

}  // namespace

LiveReload::LiveReload(oc::Host host, const std::string& root)
    : host_(host), watch_(host, root, [this] { changed(); }) {}

void LiveReload::page_asked() {
  last_page_ms_ = host_.now_ms();
  watch_.start();
  rest();
}

void LiveReload::opened(oc_ws* ws, std::string owner) {
  open_[ws] = std::move(owner);
  watch_.start();
  rest_.reset();
  // What changed behind the reading of the page and before this is not in it.
  if (last_change_ms_ >= last_page_ms_ && last_change_ms_ > 0 && first_change_ms_ == 0) {
    sockets_->send(ws, oc::str("reload"));
  }
}

void LiveReload::closed(oc_ws* ws) {
  open_.erase(ws);
  rest();
}

bool LiveReload::is_full(std::string_view owner) const {
  constexpr std::ptrdiff_t kMost = 8;
  return std::count_if(open_.begin(), open_.end(),
                       [owner](const auto& one) { return one.second == owner; }) >= kMost;
}

void LiveReload::close_of(std::string_view owner) {
  std::vector<oc_ws*> theirs;
  for (const auto& [ws, whose] : open_) {
    if (whose == owner) theirs.push_back(ws);
  }
  for (oc_ws* ws : theirs) sockets_->close(ws, 1008, oc::str("capability ended"));
}

void LiveReload::stop() {
  settle_.reset();
  rest_.reset();
  watch_.stop();
}

void LiveReload::changed() {
  const std::uint64_t now = host_.now_ms();
  last_change_ms_ = now;
  if (first_change_ms_ == 0) first_change_ms_ = now;
  const std::uint64_t waited = std::min(now - first_change_ms_, kMostWaitMs);
  settle_ = host_.after(std::min(kSettleMs, kMostWaitMs - waited), [this] { settled(); });
}

void LiveReload::settled() {
  first_change_ms_ = 0;
  std::vector<oc_ws*> all;
  for (const auto& one : open_) all.push_back(one.first);
  for (oc_ws* ws : all) sockets_->send(ws, oc::str("reload"));
}

void LiveReload::rest() {
  if (!open_.empty()) return;
  rest_ = host_.after(kRestMs, [this] { watch_.stop(); });
}

}  // namespace canvas
