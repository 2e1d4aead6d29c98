// SPDX-License-Identifier: MIT
// What ssh complains of, with the remedy.
#pragma once
#include <string>

#include "cli/ssh_target.hpp"

namespace openclaw::cli {

// Its own words, then what to do, for a tunnel that did not come about or came to its end. Empty
// when it said nothing.
std::string ssh_complaint(const std::string& said, const SshTarget& target);

// Why a tunnel that is open leads nowhere; empty when ssh did not say so.
std::string forward_complaint(const std::string& said, const SshTarget& target,
                              std::uint16_t far_port);

}  // namespace openclaw::cli
