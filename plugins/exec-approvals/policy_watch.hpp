// SPDX-License-Identifier: MIT
// Tells when exec-approvals.json has been changed on the disk, by whomever.
#pragma once
#include <functional>
#include <openclaw/plugin.hpp>
#include <string>

namespace approvals {

class PolicyWatch {
 public:
  explicit PolicyWatch(oc::Host host) : host_(host) {}
  ~PolicyWatch() { stop(); }
  PolicyWatch(const PolicyWatch&) = delete;
  PolicyWatch& operator=(const PolicyWatch&) = delete;

  // Calls `changed` a moment after the last of several changes. 0 or a negative errno.
  int start(const std::string& folder, std::function<void()> changed);
  void stop();

 private:
  void drain();

  oc::Host host_;
  int fd_ = -1;
  oc_sub* watch_ = nullptr;
  std::function<void()> changed_;
  oc::Sub soon_;
};

}  // namespace approvals
