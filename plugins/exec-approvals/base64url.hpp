// SPDX-License-Identifier: MIT
// Base64 for URLs (RFC 4648, 5), without padding. Pure functions, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace approvals {

std::string base64url(std::string_view bytes);
// Nothing for what base64url() does not write.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace approvals
