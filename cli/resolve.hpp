// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <vector>

#include "cli/clock.hpp"
#include "core/error.hpp"

namespace openclaw::cli {

// The addresses of a host, in the order in which they are to be tried; never empty. Returns by the
// deadline, also where the name servers are silent. The error is for people.
Result<std::vector<std::string>> resolve(const std::string& host, Deadline deadline);

}  // namespace openclaw::cli
