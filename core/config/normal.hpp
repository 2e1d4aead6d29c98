// SPDX-License-Identifier: MIT
// Spellings that owners use and the product does not know, turned into those it does. No I/O.
#pragma once
#include <string>
#include <vector>

#include "core/json/json.hpp"

namespace openclaw {

// An address in `gateway.bind` becomes the mode that it means, with `gateway.customBindHost` where
// that is "custom"; `gateway.discovery` becomes `discovery`, whose own keys count before it. Each
// is told in `warnings` with the canonical spelling. A number is never taken for a port.
void normalise_config(cJSON* root, std::vector<std::string>& warnings);

// Whether `text` is an IPv4 address of four plain decimal numbers.
bool is_plain_ipv4(const std::string& text);

}  // namespace openclaw
