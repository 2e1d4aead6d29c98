// SPDX-License-Identifier: MIT
// Whether the other end of a TLS connection is the gateway that is meant. By its certificate's
// fingerprint where one is pinned, else by the certificate authorities of this system.
#pragma once
#include <string>

#include "core/error.hpp"

struct ssl_st;

namespace openclaw::cli {

struct PeerRules {
  std::string url;         // as people know it
  std::string host;        // whom the certificate has to name, where no pin is
  std::string pin;         // 64 hex digits, or empty
  std::string problem;     // why the pin is not known, if it has to be
  std::string pin_source;  // "--tls-fingerprint", "gateway.remote.tlsFingerprint", or a file
  std::string keys_file;   // see KnownKeys
};

// To be asked behind the handshake, before anything is sent. The error shows the fingerprints and
// says how to go on.
Status check_peer(const PeerRules& rules, ssl_st* connection);

}  // namespace openclaw::cli
