// SPDX-License-Identifier: MIT
// The value of Strict-Transport-Security, as RFC 6797 has it. A pure function, any thread.
#pragma once
#include <string_view>

namespace openclaw {

// True for a value that browsers obey: directives, each at most once, of which one is max-age with
// a number of seconds; includeSubDomains has no value.
bool is_strict_transport(std::string_view value);

}  // namespace openclaw
