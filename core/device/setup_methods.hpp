// SPDX-License-Identifier: MIT
// device.pair.setupCode and device.pair.setupStatus. What touches the network or draws runs on the
// thread pool.
#pragma once
#include <functional>
#include <string>

#include "core/client/auth.hpp"
#include "core/device/setup_url.hpp"

namespace openclaw {

class Devices;
class Loop;
class MethodTable;

struct SetupFacts {
  SetupPlaces places;                                   // as they are at the start
  std::function<std::string()> tailnet_name = nullptr;  // SetupPlaces.tailnet_name by now
  AuthMode auth_mode = AuthMode::kToken;
};

// The text of a setup code: what the client needs to know of `url` and of the code's token.
std::string setup_code_text(const std::string& url, const std::string& token,
                            std::int64_t expires_ms);

// The loop and the devices must outlive the table.
void add_setup_methods(MethodTable& methods, Loop& loop, Devices& devices, SetupFacts facts);

}  // namespace openclaw
