// SPDX-License-Identifier: MIT
// openclaw/mailbox.hpp - what one thread leaves for another, in C++17. Header only; any thread.
#ifndef OPENCLAW_MAILBOX_HPP
#define OPENCLAW_MAILBOX_HPP

#include <deque>
#include <mutex>
#include <utility>

namespace oc {

template <class T>
class Mailbox {
 public:
  // True when it was empty: then the other side has to be woken.
  bool put(T item) {
    const std::lock_guard<std::mutex> lock(mutex_);
    items_.push_back(std::move(item));
    return items_.size() == 1;
  }

  // All that is there, in the order in which it came.
  std::deque<T> take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(items_, {});
  }

 private:
  std::mutex mutex_;
  std::deque<T> items_;
};

}  // namespace oc

#endif
