// SPDX-License-Identifier: MIT
#include "random_id.hpp"

#include "base64url.hpp"

namespace approvals {

std::string random_token(std::size_t bytes) { return base64url(oc::random_bytes(bytes)); }

}  // namespace approvals
