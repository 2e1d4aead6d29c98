// SPDX-License-Identifier: MIT
// The address by which a client reaches the canvas. No I/O.
#pragma once
#include <string>
#include <string_view>

namespace canvas {

// By the host and port that the client called the gateway by: a name or an address that leads
// there, through whatever proxy or tunnel. Empty when it named none.
std::string surface_url(std::string_view host, bool secure, std::string_view capability);

}  // namespace canvas
