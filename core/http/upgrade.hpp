// SPDX-License-Identifier: MIT
// A request that wants to become a WebSocket: whether it may, and how it is put to the library.
// Pure functions, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/http/message.hpp"

namespace openclaw {

// Both headers that RFC 9110 7.8 wants are there. (That they name a WebSocket is checked before.)
bool asks_upgrade(const HttpRequest& request);
// A reply refuses what RFC 6455 4.2.1 does not allow.
std::optional<HttpReply> refuse_upgrade_form(const HttpRequest& request);
// The subprotocol that the answer echoes: the first that was offered. Empty when none was.
std::string_view offered_protocol(const HttpRequest& request);
// A head that asks the library for the same upgrade, without anything that a stranger wrote but
// the checked key.
std::string upgrade_head(const HttpRequest& request);

}  // namespace openclaw
