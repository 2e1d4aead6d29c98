// SPDX-License-Identifier: MIT
// Which characters names are made of, as ECMAScript 5.1 has it (section 7.6). No I/O, any thread.
#pragma once

namespace openclaw {

// Categories Lu, Ll, Lt, Lm, Lo and Nl.
bool is_unicode_letter(char32_t c);

// A letter, or of the categories Mn, Mc, Nd and Pc, or one of the joiners U+200C and U+200D.
bool follows_unicode_letter(char32_t c);

}  // namespace openclaw
