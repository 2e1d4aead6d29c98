// SPDX-License-Identifier: MIT
#include "cli/peer_check.hpp"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>

#include "cli/known_keys.hpp"
#include "core/digest.hpp"
#include "core/net/address.hpp"

namespace openclaw::cli {
namespace {

constexpr const char* kWhereToCompare =
    "Compare it with the one that `openclaw gateway status` shows on the gateway's machine.";

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Store = std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)>;
using Chain = std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)>;

template <class Encode>
std::string digest_of(Encode encode) {
  unsigned char* bytes = nullptr;
  const int size = encode(&bytes);
  if (size <= 0) return {};
  std::string hex =
      hex_of(sha256({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)}));
  OPENSSL_free(bytes);
  return hex;
}

std::string fingerprint_of(X509* certificate) {
  return digest_of([certificate](unsigned char** to) { return i2d_X509(certificate, to); });
}

// Of the public key with its algorithm (SubjectPublicKeyInfo).
std::string key_of(X509* certificate) {
  return digest_of([certificate](unsigned char** to) {
    return i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), to);
  });
}

std::string how_to_go_on(const std::string& pin_source) {
  if (pin_source.starts_with('/')) {
    return "Either another program has the port, or the gateway does not use that file yet: "
           "restart "
           "it.";
  }
  return std::string("Either the gateway has a new key, or somebody stands in between.\n") +
         kWhereToCompare + "\nIf it is the same, pin it: " +
         (pin_source.starts_with("--") ? pin_source + " <fingerprint>"
                                       : "openclaw config set " + pin_source + " <fingerprint>");
}

Status check_pin(const PeerRules& rules, X509* certificate) {
  const std::string seen = fingerprint_of(certificate);
  const std::string key = key_of(certificate);
  const KnownKeys keys(rules.keys_file);
  if (!seen.empty() && seen == rules.pin) {
    keys.remember(rules.pin, key);
    return Done{};
  }
  if (!key.empty() && keys.of(rules.pin) == key) return Done{};
  return unavailable("the certificate of " + rules.url + " is not the pinned one\n  pinned: " +
                     rules.pin + "\n          (" + rules.pin_source + ")\n  seen:   " + seen +
                     "\nNothing was sent. " + how_to_go_on(rules.pin_source));
}

Status distrust(const PeerRules& rules, X509* certificate, const std::string& why) {
  return unavailable("the certificate of " + rules.url + " is not to be trusted: " + why +
                     "\n  its SHA-256 fingerprint: " + fingerprint_of(certificate) +
                     "\nNothing was sent. " + kWhereToCompare +
                     "\nIf it is the same, pin it: --tls-fingerprint <fingerprint>, or\n"
                     "  openclaw config set gateway.remote.tlsFingerprint <fingerprint>");
}

Status check_authority(const PeerRules& rules, X509* certificate, STACK_OF(X509) * others) {
  const Store store(X509_STORE_new(), X509_STORE_free);
  const Chain chain(X509_STORE_CTX_new(), X509_STORE_CTX_free);
  if (!store || !chain || X509_STORE_set_default_paths(store.get()) != 1 ||
      X509_STORE_CTX_init(chain.get(), store.get(), certificate, others) != 1) {
    return unavailable("cannot load the certificate authorities of this system");
  }
  X509_VERIFY_PARAM* wanted = X509_STORE_CTX_get0_param(chain.get());
  X509_VERIFY_PARAM_set_purpose(wanted, X509_PURPOSE_SSL_SERVER);
  const int named = Address::parse(rules.host)
                        ? X509_VERIFY_PARAM_set1_ip_asc(wanted, rules.host.c_str())
                        : X509_VERIFY_PARAM_set1_host(wanted, rules.host.c_str(), 0);
  if (named != 1) return distrust(rules, certificate, "no certificate can name that host");
  if (X509_verify_cert(chain.get()) == 1) return Done{};
  const int why = X509_STORE_CTX_get_error(chain.get());
  return distrust(rules, certificate, X509_verify_cert_error_string(why));
}

}  // namespace

Status check_peer(const PeerRules& rules, ssl_st* connection) {
  const Certificate certificate(SSL_get1_peer_certificate(connection), X509_free);
  if (!certificate) return unavailable("the gateway at " + rules.url + " shows no certificate");
  if (!rules.problem.empty()) return unavailable(rules.problem);
  if (!rules.pin.empty()) return check_pin(rules, certificate.get());
  return check_authority(rules, certificate.get(), SSL_get_peer_cert_chain(connection));
}

}  // namespace openclaw::cli
