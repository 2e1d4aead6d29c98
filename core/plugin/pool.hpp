// SPDX-License-Identifier: MIT
// Objects that a plugin holds by address. An object given back keeps its memory and rests for a
// while before it is given out again, so that a plugin that uses it once too often is caught by the
// object's own mark instead of reading freed memory.
#pragma once
#include <cstddef>
#include <deque>
#include <memory>

namespace openclaw {

template <class T>
class Pool {
 public:
  T* take() {
    if (resting_.size() > kRest) {
      T* again = resting_.front();
      resting_.pop_front();
      *again = T{};
      return again;
    }
    all_.push_back(std::make_unique<T>());
    return all_.back().get();
  }
  void give_back(T* object) { resting_.push_back(object); }

 private:
  static constexpr std::size_t kRest = 64;
  std::deque<std::unique_ptr<T>> all_;
  std::deque<T*> resting_;
};

}  // namespace openclaw
