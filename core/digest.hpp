// SPDX-License-Identifier: MIT
// SHA-256 and what is built on it. Pure functions, any thread.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace openclaw {

using Sha256 = std::array<unsigned char, 32>;

Sha256 sha256(std::string_view data);
Sha256 hmac_sha256(std::string_view key, std::string_view data);
std::string hex_of(const Sha256& digest);
// Without padding, as tokens on the wire have it.
std::string base64url_of(const Sha256& digest);

}  // namespace openclaw
