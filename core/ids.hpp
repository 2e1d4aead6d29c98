// SPDX-License-Identifier: MIT
// Random names and secrets, from the kernel's generator. [any thread]
#pragma once
#include <cstddef>
#include <string>

namespace openclaw {

std::string random_uuid();                  // version 4, lower case
std::string random_hex(std::size_t bytes);  // two digits a byte
std::string random_token();                 // 32 bytes, base64url

}  // namespace openclaw
