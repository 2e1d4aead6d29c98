// SPDX-License-Identifier: MIT
// Where a connection may go without encryption.
#pragma once
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace openclaw::cli {

// To this machine, to private and tailnet addresses, to names in .local and .ts.net. With
// OPENCLAW_ALLOW_INSECURE_PRIVATE_WS=1 (`names_too`) to any other name as well, but never to a
// public address.
bool may_go_plain(std::string_view host, bool names_too);

// The refusal, with the ways around it. `source` is what named the url.
Status check_plain(const std::string& url, const std::string& host, const std::string& source);

}  // namespace openclaw::cli
