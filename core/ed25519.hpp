// SPDX-License-Identifier: MIT
// Ed25519 signatures. Any thread.
#pragma once
#include <cstddef>
#include <string_view>

namespace openclaw {

inline constexpr std::size_t kEd25519KeyBytes = 32;
inline constexpr std::size_t kEd25519SignatureBytes = 64;

// False also for a key or a signature of another size.
bool ed25519_verifies(std::string_view public_key, std::string_view message,
                      std::string_view signature);

}  // namespace openclaw
