// SPDX-License-Identifier: MIT
// Which certificate a target has to show, and where it may do without one.
#pragma once
#include "cli/target.hpp"

namespace openclaw::cli {

// Fills the pin: --tls-fingerprint, gateway.remote.tlsFingerprint, or the certificate file of this
// machine's own gateway. Refuses a pin that is none or has nothing to be compared with, and
// ws:// to a public host.
Status secure_target(const Arguments& arguments, const Config& config, Target& target);

// What is said of a pin from `source` that is no fingerprint.
Error bad_pin(const std::string& text, const std::string& source);

// Whether the gateway of this machine is configured to speak TLS.
bool has_local_tls(const Config& config);

}  // namespace openclaw::cli
