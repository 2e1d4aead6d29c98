// SPDX-License-Identifier: MIT
// The decision about a socket of the simple dialect: by the same secret, the same limits and the
// same rules for web pages as `connect`.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/client/handshake.hpp"

namespace openclaw {

// The close code behind a refusal.
inline constexpr std::uint16_t kConnectFailed = 4008;

// Whether this client needs no secret: in mode none, or where nothing was configured and the owner
// has left it so, a program or page of this machine that calls it by a loopback name.
bool stands_open(const HttpRequest& upgrade, const HandshakePolicy& policy);

// `params` are those of `auth`; nothing when the client asks without it.
HandshakeOutcome judge_simple(std::optional<std::string_view> params, const HttpRequest& upgrade,
                              const HandshakePolicy& policy, const Circumstances& now);

}  // namespace openclaw
