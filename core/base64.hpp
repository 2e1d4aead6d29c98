// SPDX-License-Identifier: MIT
// Base64 as keys, signatures and tokens have it. Pure functions, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace openclaw {

// The URL alphabet, without padding.
std::string base64url(std::string_view bytes);
// Either alphabet, padded or not; nothing when the text is neither.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace openclaw
