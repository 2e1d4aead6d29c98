// SPDX-License-Identifier: MIT
// What a device is told that may not come in, yet or at all.
#pragma once
#include "core/client/handshake.hpp"
#include "core/device/book.hpp"

namespace openclaw {

// PAIRING_REQUIRED with its request, for a verdict that is kPending.
Refusal pairing_required(const Admission& admission, const Verdict& verdict);
// More devices or requests than the gateway keeps.
Refusal too_many_devices();
// Names and scopes that are more than the gateway keeps of a device.
Refusal description_too_long();
// The store did not take what was to be kept, or the device was removed meanwhile.
Refusal pairing_changed();

// The refusals of a device token and of a setup code.
Error device_token_mismatch();
Error device_scope_mismatch();
Error setup_code_invalid();

}  // namespace openclaw
