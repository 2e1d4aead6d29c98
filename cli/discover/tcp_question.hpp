// SPDX-License-Identifier: MIT
// A question to a name server by TCP, where its answer is too long for a packet. Blocks until its
// time is over.
#pragma once
#include <sys/socket.h>

#include <chrono>
#include <string>

namespace openclaw::cli {

// The answer as it came, unread; empty: there was none.
std::string ask_by_tcp(const sockaddr_storage& server, socklen_t size, const std::string& query,
                       std::chrono::steady_clock::time_point deadline);

}  // namespace openclaw::cli
