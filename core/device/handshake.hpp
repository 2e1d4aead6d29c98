// SPDX-License-Identifier: MIT
// The part of the handshake for clients with a device block: the block, then the secret, which may
// be the device's own token. Whether the device is paired is decided behind it.
#pragma once
#include <variant>

#include "core/client/handshake.hpp"

namespace openclaw {

std::variant<DeviceEntry, Refusal> judge_device(const ConnectParams& params,
                                                const HttpRequest& upgrade,
                                                const HandshakePolicy& policy,
                                                const SecretVerdict& verdict,
                                                const Circumstances& now);

}  // namespace openclaw
