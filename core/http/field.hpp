// SPDX-License-Identifier: MIT
// The pieces that the head of an HTTP message is made of. Pure functions, any thread.
#pragma once
#include <string>
#include <string_view>

namespace openclaw {

inline constexpr std::string_view kHttpLineEnd = "\r\n";

// A name as RFC 9110 5.6.2 has it: at least one character, no spaces, no separators.
bool is_http_token(std::string_view text);
// `lower` is in lower case; `text` may be in any.
bool same_http_name(std::string_view text, std::string_view lower);
// Letters of ASCII in lower case, the rest as it is.
// Without spaces and tabs at its ends.
std::string_view trimmed_field(std::string_view text);
// True when a list such as "keep-alive, Upgrade" names `lower`.
bool field_lists(std::string_view list, std::string_view lower);
// The next line without its end; `rest` keeps what is behind it.
std::string_view take_http_line(std::string_view& rest);

}  // namespace openclaw
