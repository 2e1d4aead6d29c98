// SPDX-License-Identifier: MIT
// Secrets in a command line: an approval is shown to several people on several screens, and kept.
#pragma once
#include <string>
#include <string_view>

namespace approvals {

// `text` with what looks like a secret masked: values of names that end in KEY, TOKEN, SECRET or
// PASSWORD, bearer tokens, passwords of URLs, and the tokens of well-known services.
std::string without_secrets(std::string_view text);

}  // namespace approvals
