// SPDX-License-Identifier: MIT
// Why the gateway is not shown, in words for its user, with what helps. No I/O.
#pragma once
#include <string>

#include "answers.hpp"

namespace tailscale {

// The port is taken, though no route that is shown has it.
std::string conflict_words(int port);
// It has a route of somebody else.
std::string foreign_words(const Route& route);
// `mode` needs root; what was said without sudo, and what sudo said.
std::string root_words(const std::string& mode, const std::string& before,
                       const std::string& by_sudo);

}  // namespace tailscale
