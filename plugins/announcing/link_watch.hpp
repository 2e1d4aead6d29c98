// SPDX-License-Identifier: MIT
// Tells when the machine's network interfaces or their addresses have changed. On the loop.
#pragma once
#include <functional>
#include <openclaw/plugin.hpp>

namespace announcing {

class LinkWatch {
 public:
  LinkWatch(const oc::Host& host, std::function<void()> changed)
      : host_(host), changed_(std::move(changed)) {}
  ~LinkWatch() { close(); }
  LinkWatch(const LinkWatch&) = delete;
  LinkWatch& operator=(const LinkWatch&) = delete;

  // Where the kernel tells nothing, nothing is told. Once is enough.
  void open();
  void close();

 private:
  void read();

  const oc::Host& host_;
  const std::function<void()> changed_;
  int fd_ = -1;
  oc_sub* watch_ = nullptr;
  oc::Sub settled_;  // changes come in crowds
};

}  // namespace announcing
