// SPDX-License-Identifier: MIT
// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. No I/O.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace openclaw {

inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// The length (1 to 4) of the well-formed sequence at the start of `text`; 0 when there is none.
std::size_t utf8_sequence(std::string_view text);

// The number of code points; a byte that belongs to no sequence counts as one.
std::size_t utf8_count(std::string_view text);

// The start of `text` that takes at most `bytes` and does not cut a sequence in two.
std::string_view utf8_clip(std::string_view text, std::size_t bytes);

// So much of a client's own key as an answer repeats.
inline std::string_view shown_key(std::string_view key) { return utf8_clip(key, 256); }

// Appends a code point; surrogates and values above U+10FFFF become U+FFFD.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace openclaw
