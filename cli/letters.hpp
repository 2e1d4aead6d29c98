// SPDX-License-Identifier: MIT
// How terminals draw the letters of Unicode. No locale is asked.
#pragma once
#include <cstddef>

namespace openclaw::cli {

// 0 for marks that stand on the letter before them, 2 for East Asian letters and emoji, else 1.
std::size_t letter_width(char32_t code);

// Control characters, and what changes the direction of writing or breaks the line unseen.
bool is_hidden_letter(char32_t code);

}  // namespace openclaw::cli
