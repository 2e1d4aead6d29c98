// SPDX-License-Identifier: MIT
// gateway.tls, read. The files themselves are looked at by net/tls.hpp.
#pragma once
#include <string>

#include "core/config/config.hpp"
#include "core/config/env.hpp"
#include "core/error.hpp"
#include "core/net/tls_files.hpp"

namespace openclaw {

// Where the gateway keeps a certificate of its own making, and the key of it.
std::string own_tls_certificate(const std::string& state_dir);
std::string own_tls_key(const std::string& state_dir);

// The error names the key and the remedy. All values are off when TLS is.
Result<TlsSettings> read_tls_settings(const Config& config, const Environment& environment,
                                      const std::string& state_dir);

}  // namespace openclaw
