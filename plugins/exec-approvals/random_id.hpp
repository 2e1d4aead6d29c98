// SPDX-License-Identifier: MIT
// Ids and tokens that nobody guesses. Any thread.
#pragma once
#include <cstddef>
#include <openclaw/random.hpp>
#include <string>

namespace approvals {

using oc::random_uuid;
// So many random bytes in base64url.
std::string random_token(std::size_t bytes);

}  // namespace approvals
