// SPDX-License-Identifier: MIT
// A paired device that asks for more scopes on its open connection, and waits for what the owner
// decides.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/methods.hpp"
#include "core/device/devices.hpp"

namespace openclaw {

class ScopeUpgrades {
 public:
  explicit ScopeUpgrades(Devices& devices) : devices_(devices) {}

  void ask(const RequestRef& request, const Names& scopes);
  void wait(const RequestRef& request, const std::string& id);
  // A request to be paired was "approved" or "rejected".
  void resolved(const std::string& id, std::string_view decision);
  // Answers those who wait for requests that nobody has decided on in time, and forgets decisions
  // that are as old.
  void expire(std::int64_t now_ms);

 private:
  struct Asked {
    std::string device_id;
    std::string decision = {};  // empty: none yet
    std::int64_t decided_ms = 0;
    std::vector<RequestRef> waiting = {};
  };
  void note(const std::string& id, const std::string& device_id);
  void forget_oldest_decision();
  void answer(const RequestRef& request, const std::string& id, const Asked& asked) const;

  Devices& devices_;
  std::map<std::string, Asked> asked_;
};

void add_upgrade_methods(MethodTable& methods, ScopeUpgrades& upgrades);

}  // namespace openclaw
