// SPDX-License-Identifier: MIT
// Brings reports from the thread to the loop for as long as somebody is there to read them. The
// thread keeps it alive; the plugin closes it.
#pragma once
#include <deque>
#include <mutex>
#include <openclaw/plugin.hpp>
#include <utility>

#include "messages.hpp"

namespace mdns {

class Bridge {
 public:
  // fn(arg) is called on the loop when there is something to take.
  Bridge(const oc::Host& host, void (*fn)(void*), void* arg)
      : host_(host.raw()), self_(host.self()), fn_(fn), arg_(arg) {}

  // [any thread]
  void tell(Report report) {
    const std::lock_guard lock(mutex_);
    if (!open_) return;
    reports_.push_back(std::move(report));
    if (reports_.size() == 1) host_->post(self_, fn_, arg_);
  }
  std::deque<Report> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(reports_, {});
  }
  // Behind this the gateway is not called any more.
  void close() {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }

 private:
  std::mutex mutex_;
  bool open_ = true;
  const oc_host* const host_;
  oc_self* const self_;
  void (*const fn_)(void*);
  void* const arg_;
  std::deque<Report> reports_;
};

}  // namespace mdns
