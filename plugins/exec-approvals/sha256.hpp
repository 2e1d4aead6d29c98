// SPDX-License-Identifier: MIT
// SHA-256 as lowercase hexadecimal digits. Any thread.
#pragma once
#include <string>
#include <string_view>

namespace approvals {

std::string sha256_hex(std::string_view bytes);

}  // namespace approvals
