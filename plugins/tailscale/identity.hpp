// SPDX-License-Identifier: MIT
// Says who has sent a request for a WebSocket: whom its headers name, when Tailscale knows the same
// person at the address that it comes from.
#pragma once
#include <openclaw/iface/draft/client-identity.h>
#include <openclaw/plugin.hpp>

#include <map>
#include <string>
#include <vector>

#include "named_user.hpp"
#include "settings.hpp"
#include "tool.hpp"
#include "whois_cache.hpp"

namespace tailscale {

class Identity {
 public:
  Identity(oc::Host host, Programs& programs, const Settings& settings);
  using Done = void (*)(void* arg, const oc_identity* identity);
  // As oc_client_identity.identify.
  int identify(const oc_identity_ask& ask, Done done, void* arg);
  // Answers whoever waits, and nobody any more.
  void stop();

 private:
  struct Asker {
    NamedUser named;
    Done done;
    void* arg;
  };
  static void answer(const Asker& asker, const std::optional<Person>& person);
  static void refuse(const Asker& asker, const std::string& why);
  void look_up(const std::string& address);
  void on_answer(const std::string& address, const Tool::Answer& answer);

  oc::Host host_;
  const Settings& settings_;
  Tool tool_;
  WhoisCache known_;
  std::map<std::string, std::vector<Asker>> asking_;  // address -> who waits for its answer
  bool stopped_ = false;
};

}  // namespace tailscale
