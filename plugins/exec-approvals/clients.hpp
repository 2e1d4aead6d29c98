// SPDX-License-Identifier: MIT
// Who is connected: who asks, and who could decide.
#pragma once
#include <openclaw/iface/draft/clients.h>

#include <openclaw/plugin.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "approval.hpp"

namespace approvals {

class Clients {
 public:
  explicit Clients(oc::Host host) : host_(host) {}
  // 0, or -ENOSYS: the gateway does not tell who is connected.
  int open();

  [[nodiscard]] Person person_of(const oc_caller& caller) const;
  // The connections that show approvals to somebody, may see this one, and are not `except`.
  [[nodiscard]] std::vector<std::string> reviewers(const Approval& approval,
                                                   std::string_view except) const;

 private:
  oc::Host host_;
  const oc_clients* ops_ = nullptr;
};

// Whether `list`, separated by commas, has `word`.
bool has_word(std::string_view list, std::string_view word);
// Whether a client shows approvals: by what it announces, or because it is known to.
bool shows_approvals(const oc_client& client);

}  // namespace approvals
