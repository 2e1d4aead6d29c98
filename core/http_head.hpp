// SPDX-License-Identifier: MIT
// The head of an HTTP request, checked byte by byte before a library reads it: what two servers
// could read differently is refused here. Pure functions, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/http_message.hpp"

namespace openclaw {

// Offset behind the empty line that ends the head at the start of `bytes`; npos: not there yet.
std::size_t find_head_end(std::string_view bytes);

// Bytes that will never become a head, however many follow: a line that ends in LF alone, or a
// first byte of another protocol, such as TLS.
bool cannot_be_head(std::string_view bytes);

// `head` reaches from the request line to the empty line. A reply refuses it.
std::optional<HttpReply> refuse_head(std::string_view head);

// WebSocket subprotocols are named by the client, and the first is echoed whatever it is; the
// library knows only names that it was told of. So it is given the offer under this name.
inline constexpr std::string_view kOfferedProtocolHeader = "x-openclaw-subprotocol";
// A checked head with the offer of subprotocols renamed.
std::string rename_offered_protocol(std::string_view head);
// The first name of an offer such as "a, b"; empty when it is none.
std::string_view first_protocol(std::string_view offer);

}  // namespace openclaw
