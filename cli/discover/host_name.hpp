// SPDX-License-Identifier: MIT
// Names of hosts and of domains. No I/O.
#pragma once
#include <string>
#include <string_view>

namespace openclaw::cli {

// Letters, digits and hyphens in parts of 1 to 63, no hyphen at either end of one; 253 in all. It
// may end in a dot. Whatever passes may stand in a command line.
bool is_host_name(std::string_view text);

// With a dot at the end; empty when it is no host name.
std::string normal_domain(std::string_view text);

}  // namespace openclaw::cli
