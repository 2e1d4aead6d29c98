// SPDX-License-Identifier: MIT
// SHA-256 fingerprints of certificates, as people write them.
#pragma once
#include <string>
#include <string_view>

namespace openclaw::cli {

// 64 lower-case hex digits; empty when it is no fingerprint. With or without colons between the
// bytes, "sha256:" in front, and in letters of either case.
std::string read_fingerprint(std::string_view text);

}  // namespace openclaw::cli
