// SPDX-License-Identifier: MIT
// The head of an HTTP request, checked byte by byte before a library reads it: what two servers
// could read differently is refused here. Pure functions, any thread.
#pragma once
#include <optional>
#include <string_view>

#include "core/http/message.hpp"

namespace openclaw {

// Offset behind the empty line that ends the head at the start of `bytes`; npos: not there yet.
std::size_t find_head_end(std::string_view bytes);

// Bytes that will never become a head, however many follow: a line that ends in LF alone, or a
// first byte of another protocol, such as TLS.
bool cannot_be_head(std::string_view bytes);

// `head` reaches from the request line to the empty line. A reply refuses it.
std::optional<HttpReply> refuse_head(std::string_view head);

// What a head says that refuse_head() let pass. The peer is left empty.
HttpRequest read_head(std::string_view head);

}  // namespace openclaw
