// SPDX-License-Identifier: MIT
// `gateway run --force`: frees the port from whoever listens on it.
#pragma once
#include <cstdint>
#include <string>

namespace openclaw::cli {

// Ends the listeners, politely first, and waits until the port can be had. Says on stderr what it
// does. Never ends this process or its parent. The error is for the operator; empty: the port is
// free.
std::string free_port(std::uint16_t port);

}  // namespace openclaw::cli
