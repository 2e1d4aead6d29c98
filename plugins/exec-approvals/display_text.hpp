// SPDX-License-Identifier: MIT
// Text as a person is shown it who decides: nothing in it is invisible, turns the direction of
// writing around, or is longer than anybody reads. Pure functions, any thread.
#pragma once
#include <cstddef>
#include <openclaw/text.hpp>
#include <string>
#include <string_view>

namespace approvals {

struct Display {
  std::string text;
  bool complete = true;  // false: a limit took something away
};

// One line: whatever is not seen stands as \u{HEX}, line ends too. `text` is UTF-8.
Display display_line(std::string_view text);
// Prose: the same, but line ends stay (as \n).
Display display_prose(std::string_view text);

// The length that JavaScript gives to a text.
std::size_t utf16_length(std::string_view text);
// True when the text has more than so many characters.
bool longer_than(std::string_view text, std::size_t characters);
using oc::trimmed;

}  // namespace approvals
