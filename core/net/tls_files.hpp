// SPDX-License-Identifier: MIT
// Where TLS finds its certificate and its key, and their making where there are none. Blocks; any
// thread.
#pragma once
#include <string>

#include "core/error.hpp"

namespace openclaw {

struct TlsSettings {
  bool enabled = false;
  std::string certificate;    // gateway.tls.certPath, or our own place
  std::string key;            // gateway.tls.keyPath, or our own place
  std::string authorities;    // gateway.tls.caPath; empty: none
  bool may_make = false;      // what is missing is made
  bool allow_tls_12 = false;  // gateway.tls.minVersion
};

// Makes the key and the certificate, mode 0600 in directories of mode 0700, where they are missing
// and may be made. A key that is there gets a new certificate; a certificate alone is no use. The
// value says in words what was made; empty: nothing.
Result<std::string> make_missing_tls_files(const TlsSettings& settings);

// Whether there is something to make.
bool may_make_tls_files(const TlsSettings& settings);

// What stands in files that are used: changes when one of them, or a link on the way, does.
std::string stamp_of_tls_files(const TlsSettings& settings);

}  // namespace openclaw
