// SPDX-License-Identifier: MIT
// Certificates: what one says of itself, and one of our own making. Blocks where it touches files;
// any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"

struct x509_st;

namespace openclaw {

struct CertificateFacts {
  std::string fingerprint;         // SHA-256 of the DER form, in small hex digits
  std::int64_t not_before_ms = 0;  // milliseconds since 1970
  std::int64_t not_after_ms = 0;
};

CertificateFacts describe_certificate(const x509_st& certificate);
// Of the first certificate in a PEM file. The error names the file.
Result<CertificateFacts> read_certificate(const std::string& path);

// A private key on P-256, PEM.
Result<std::string> make_key();
// A certificate that the key signs itself, PEM: for localhost, the loopback addresses and
// `host_name`, from an hour ago for ten years.
Result<std::string> make_certificate(std::string_view key_pem, const std::string& host_name);

// Whether it runs out within 30 days, has run out or is not valid yet, in words; else empty.
std::string certificate_warning(const CertificateFacts& facts, std::int64_t now_ms);

}  // namespace openclaw
