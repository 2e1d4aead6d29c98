// SPDX-License-Identifier: MIT
// Gateways that announce themselves: on the local network by mDNS, and in a domain by unicast
// DNS-SD. Whatever they say comes from strangers: no secret goes to a gateway for its announcement
// alone, and nothing of it reaches a terminal unchecked.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/config/config.hpp"

namespace openclaw::cli {

struct Beacon {
  std::string instance;
  std::string domain;      // "local." or another one, with its dot
  std::string host;        // a DNS name without the dot at its end; empty: not told, or none
  std::uint16_t port = 0;  // 0: not told
  std::vector<std::pair<std::string, std::string>> txt;  // in its order, each key once

  // A member of `txt`; empty when there is none.
  [[nodiscard]] std::string said(std::string_view key) const;
  [[nodiscard]] std::uint16_t said_port(std::string_view key) const;  // 0: none
  [[nodiscard]] bool tls() const;
  [[nodiscard]] std::string display_name() const;
  // ws[s]://host:port; empty when it cannot be reached by what it says.
  [[nodiscard]] std::string ws_url() const;
};

struct DiscoverPlan {
  std::int64_t budget_ms = 2000;
  std::string wide_area_domain = {};  // with the dot at its end; empty: only "local."
  [[nodiscard]] std::vector<std::string> domains() const;
};

// Each gateway once, ordered by the name that people see; never more than 256, of which no domain
// takes another's share. Takes the budget at most. `notes` gets a line for whatever kept it from
// asking, or from being answered.
std::vector<Beacon> discover(const DiscoverPlan& plan, std::vector<std::string>* notes = nullptr);

// discovery.wideArea.domain, or else OPENCLAW_WIDE_AREA_DOMAIN, with a dot at its end; empty when
// there is none, or when it is no DNS name, and then `note` says so. Without a configuration only
// the variable counts.
std::string wide_area_domain(const Config* config, std::string& note);
std::string wide_area_domain(const Config& config);

// The product's object, with `wsUrl`.
std::string beacon_json(const Beacon& beacon);
// Lines for a terminal.
std::string beacon_text(const Beacon& beacon);

}  // namespace openclaw::cli
