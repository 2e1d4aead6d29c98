// SPDX-License-Identifier: MIT
#pragma once
#include <string>

#include "core/net/tls_certificate.hpp"

namespace openclaw {

// What health, status and /readyz say of TLS while it is on, as JSON.
std::string tls_state_json(const CertificateFacts& certificate, const std::string& warning);

}  // namespace openclaw
