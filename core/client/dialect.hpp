// SPDX-License-Identifier: MIT
// The simple dialect: requests {method, params, id}, answers {id, result | error}, events
// {event, data}. Its requests become what the method table takes; answers and events of the
// protocol become what its clients expect. No I/O, any thread.
#pragma once
#include <string>
#include <string_view>

#include "core/client/frame.hpp"

namespace openclaw {

// Whether a socket whose first frame is `first` (as the protocol reads it) speaks the simple
// dialect: it has no `type`, and its method is "auth" or, where no secret is needed, any but the
// protocol's own "connect".
bool opens_simple(const Frame& first, bool needs_no_secret);

// Whether a request of the simple dialect is `auth`.
bool asks_auth(const Frame& frame);

// The parameters that the method table takes in the place of `params`; empty: those. `fresh_id`
// gives a name that was never used.
std::string simple_params(std::string_view method, std::string_view params,
                          std::string (*fresh_id)());

// The payload of an answer as simple clients see it; empty: as it is.
std::string simple_result(std::string_view method, std::string_view payload);

// The whole frame of an event of the protocol in the simple dialect; empty when it has none.
std::string simple_event(std::string_view name, std::string_view payload);

// The short form of a session key: "agent:main:demo" is "demo" to a client that asked for "demo".
std::string_view short_session_key(std::string_view key);

}  // namespace openclaw
