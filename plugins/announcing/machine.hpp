// SPDX-License-Identifier: MIT
// What the plugins that announce the gateway tell of this machine. [any thread]
#pragma once
#include <sys/socket.h>

#include <string>

namespace announcing {

std::string own_environment(const char* name);  // empty: not set
// The file of the running program; empty when it cannot be told.
std::string own_program();
std::string system_name();
// An address of IPv4 or IPv6 as inet_ntop writes it, without a zone; empty: it is neither.
std::string text_of(const sockaddr* address);

}  // namespace announcing
