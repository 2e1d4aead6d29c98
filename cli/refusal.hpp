// SPDX-License-Identifier: MIT
// What to do when a gateway does not take the token or the password.
#pragma once
#include <string>

#include "cli/target.hpp"

namespace openclaw::cli {

// Says by name which secret was sent, which others there are, and how to set the right one; no
// secret itself. Begins with a line break.
std::string secret_remedy(const Target& target);

}  // namespace openclaw::cli
