// SPDX-License-Identifier: MIT
// The addresses of this machine's own interfaces.
#pragma once
#include <optional>

#include "core/net/address.hpp"

namespace openclaw {

// Whether one of them has this address now; nothing where that cannot be found out.
std::optional<bool> is_own_address(const Address& address);

}  // namespace openclaw
