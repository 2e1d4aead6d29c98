// SPDX-License-Identifier: MIT
// libavahi opens pipes that programs which the gateway starts would keep open. [any thread]
#pragma once
#include <set>

namespace mdns {

// Of this process.
std::set<int> open_descriptors();

// Those that were not open before end with the next exec. One that another thread has opened
// meanwhile does so anyway: the gateway opens no other.
void close_new_on_exec(const std::set<int>& before);

}  // namespace mdns
