// SPDX-License-Identifier: MIT
// Text from a peer, made fit to be passed on: the gateway takes UTF-8 and nothing else.
#pragma once
#include <string>
#include <string_view>

namespace openai {

// Bytes that are no UTF-8 become U+FFFD, one for each that cannot begin or go on with a character.
std::string sound_utf8(std::string_view text);

}  // namespace openai
