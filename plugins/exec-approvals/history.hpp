// SPDX-License-Identifier: MIT
// Approvals on the disk: each from its request to its verdict, and the list of what was decided.
#pragma once
#include <cstdint>
#include <functional>
#include <openclaw/plugin.hpp>
#include <openclaw/store.hpp>
#include <string>
#include <string_view>

#include "approval.hpp"

namespace approvals {

class History {
 public:
  using Written = std::function<void(int err)>;

  explicit History(oc::Host host) : host_(host) {}
  // Closes what the last run has left open.
  int open();
  // `done` gets -EEXIST when there has been one of this id. With a verdict: all at once.
  void add(const Approval& approval, const Verdict* verdict, Written done);
  void decide(const std::string& id, const Verdict& verdict, Written done);
  // Drops what is older than 30 days, and the oldest of more than 10,000.
  void prune();
  // approval.history
  void page(oc::Request request, std::string_view params) const;

 private:
  oc::Host host_;
  oc::Store store_;
};

}  // namespace approvals
