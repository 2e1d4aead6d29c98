// SPDX-License-Identifier: MIT
// The gateways that announce themselves, as far as a probe cares for them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/config/config.hpp"

namespace openclaw::cli {

struct FoundGateway {
  std::string json;  // the product's object
  std::string host;  // where it can be reached; may be empty
  std::uint16_t ssh_port = 0;
};

// Not where OPENCLAW_DISABLE_BONJOUR says so: who is not to be announced does not ask either.
bool may_discover();
// The domain that is asked besides "local.", with its dot; empty: none.
std::string discovery_domain(const Config& config);
// Takes the budget at most. Nothing of it is to be trusted with a secret.
std::vector<FoundGateway> discover_gateways(const std::string& domain, std::int64_t budget_ms);

}  // namespace openclaw::cli
