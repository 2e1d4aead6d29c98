// SPDX-License-Identifier: MIT
#include "core/net/turns.hpp"

#include <algorithm>

namespace openclaw {

bool Turns::take(const void* who, Callback fn) {
  ask();
  if (left_ == 0 || !waiting_.empty()) {
    waiting_.emplace_back(who, std::move(fn));
    return false;
  }
  --left_;
  ++taken_;
  return true;
}

void Turns::leave(const void* who) {
  const auto is_it = [who](const auto& one) { return one.first == who; };
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(), is_it), waiting_.end());
}

// What is posted while the loop runs what was posted comes a turn later.
void Turns::ask() {
  if (std::exchange(asked_, true)) return;
  loop_.post([self = std::weak_ptr<Turns*>(self_)] {
    if (const auto alive = self.lock()) (*alive)->next();
  });
}

void Turns::next() {
  asked_ = false;
  // Some of those may have been taken in this very turn.
  left_ = most_ - std::exchange(taken_, 0);
  while (left_ > 0 && !waiting_.empty()) {
    const Callback fn = std::move(waiting_.front().second);
    waiting_.pop_front();
    --left_;
    fn();
  }
  if (left_ < most_) ask();
}

}  // namespace openclaw
