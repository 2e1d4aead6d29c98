// SPDX-License-Identifier: MIT
// What all TLS connections of one certificate share: TLS 1.3 (1.2 where it is allowed, with forward
// secrecy and authenticated ciphers alone), http/1.1, no renegotiation, no compression.
#pragma once
#include <memory>
#include <string>

#include "core/error.hpp"
#include "core/net/tls_certificate.hpp"
#include "core/net/tls_files.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace openclaw {

class TlsContext {
 public:
  // Blocks: reads the files. [any thread] The error names the key of the configuration, the file
  // and the remedy.
  static Result<std::shared_ptr<const TlsContext>> load(const TlsSettings& settings);
  explicit TlsContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}

  // A server's side on a connected socket, which stays the caller's; null without memory. The
  // caller frees it; it may outlive this.
  [[nodiscard]] ssl_st* new_connection(int fd) const;
  [[nodiscard]] const CertificateFacts& certificate() const { return facts_; }
  // What is unwise and works all the same; empty: nothing.
  [[nodiscard]] const std::string& advice() const { return advice_; }

 private:
  std::shared_ptr<ssl_ctx_st> context_;
  CertificateFacts facts_;
  std::string advice_;
};

}  // namespace openclaw
