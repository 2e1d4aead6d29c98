// SPDX-License-Identifier: MIT
#include "core/net/tls_context.hpp"

#include <openssl/ssl.h>
#include <sys/stat.h>

#include <optional>
#include <string_view>
#include <utility>

#include "core/file.hpp"
#include "core/net/tls_types.hpp"

namespace openclaw {
namespace {

constexpr const char* kCiphersOf12 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* kGroups = "X25519:P-256:P-384";
constexpr std::string_view kHttp = "http/1.1";

Error wrong(const char* key, const std::string& what) {
  return invalid_request(std::string("gateway.tls.") + key + ": " + what);
}

// It fits paths that are given, and our own place.
constexpr const char* kCertificateRemedy =
    "Put it there, set the key to where it is, or set gateway.tls.autoGenerate to true to have it "
    "made.";

// Nothing is made beside a certificate, since the key of that one is another.
std::string remedy_for_key(const TlsSettings& settings) {
  std::string out = "It is the key of the certificate " + settings.certificate + ". Put it there";
  return out + (settings.may_make ? ", or move the certificate away to have both made."
                                  : ", or set the key to where it is.");
}

Result<std::string> read_text(const char* key, const std::string& path, const std::string& remedy) {
  Result<std::optional<std::string>> text = read_file(path, kMostTlsFileBytes);
  if (!text) {
    return wrong(key, text.error().message + ". Set gateway.tls." + key +
                          " to a file that the gateway's user may read.");
  }
  if (*text) return std::move(**text);
  return wrong(key, "there is no file " + path + ". " + remedy);
}

// The certificate itself first, then those between it and its authority.
Result<X509Ptr> use_chain(SSL_CTX* context, const std::string& path) {
  const Result<std::string> text = read_text("certPath", path, kCertificateRemedy);
  if (!text) return text.error();
  const BioPtr bio = bio_of(*text);
  X509Ptr leaf(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!leaf) {
    ERR_clear_error();
    return wrong("certPath", path + " holds no certificate in PEM form.");
  }
  if (SSL_CTX_use_certificate(context, leaf.get()) != 1) {
    return wrong("certPath", "OpenSSL refuses the certificate in " + path + " (" +
                                 take_openssl_reason() + "). Use another one.");
  }
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    if (SSL_CTX_add0_chain_cert(context, next) != 1) X509_free(next);
  }
  ERR_clear_error();
  return leaf;
}

Status use_key(SSL_CTX* context, X509* leaf, const TlsSettings& settings) {
  Result<std::string> text = read_text("keyPath", settings.key, remedy_for_key(settings));
  if (!text) return text.error();
  bool locked = false;
  const PkeyPtr key = read_private_key(*text, locked);
  OPENSSL_cleanse(text->data(), text->size());
  ERR_clear_error();
  if (locked) {
    return wrong("keyPath", "the key in " + settings.key +
                                " is locked by a passphrase. Write it without one: openssl pkey "
                                "-in <file> -out <new file>");
  }
  if (!key) return wrong("keyPath", settings.key + " holds no private key in PEM form.");
  const bool fits = X509_check_private_key(leaf, key.get()) == 1;
  ERR_clear_error();
  if (!fits) {
    return wrong("keyPath", "the key in " + settings.key + " is not that of the certificate in " +
                                settings.certificate + ". Give the two that belong together.");
  }
  if (SSL_CTX_use_PrivateKey(context, key.get()) == 1) return Done{};
  return wrong("keyPath", "OpenSSL refuses the key in " + settings.key + " (" +
                              take_openssl_reason() + "). Use another one.");
}

// As far as there are certificates for it: the authority itself need not be among them, and is not
// shown, since clients know it or do not trust it.
Status complete_chain(SSL_CTX* context, const std::string& path) {
  const long built = SSL_CTX_build_cert_chain(
      context, SSL_BUILD_CHAIN_FLAG_UNTRUSTED | SSL_BUILD_CHAIN_FLAG_NO_ROOT |
                   SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR | SSL_BUILD_CHAIN_FLAG_CLEAR_ERROR);
  if (built > 0) return Done{};
  return wrong("caPath", "OpenSSL refuses a certificate in " + path + " (" + take_openssl_reason() +
                             "). Use another one.");
}

// They complete the chain that clients are shown, where the certificate's own file does not.
Status use_authorities(SSL_CTX* context, const std::string& path) {
  if (path.empty()) return Done{};
  const Result<std::string> text =
      read_text("caPath", path, "Put it there, correct the path, or remove the key.");
  if (!text) return text.error();
  const BioPtr bio = bio_of(*text);
  int count = 0;
  while (const X509Ptr next{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), next.get());
    ++count;
  }
  ERR_clear_error();
  if (count > 0) return complete_chain(context, path);
  return wrong("caPath", path +
                             " holds no certificate in PEM form. Remove the key where the "
                             "certificate needs none between it and its authority.");
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* in, unsigned in_size, void*) {
  std::string_view offered(reinterpret_cast<const char*>(in), in_size);
  while (!offered.empty()) {
    const auto size = static_cast<unsigned char>(offered.front());
    offered.remove_prefix(1);
    if (offered.substr(0, size) == kHttp) {
      *out = reinterpret_cast<const unsigned char*>(offered.data());
      *out_size = size;
      return SSL_TLSEXT_ERR_OK;
    }
    offered.remove_prefix(std::min<std::size_t>(size, offered.size()));
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

bool set_up(SSL_CTX* context, bool allow_tls_12) {
  // A connection that ends without a goodbye ends; HTTP and WebSockets say themselves where a
  // message ends.
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // The chain is as it was loaded, and not looked for in each handshake.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_NO_AUTO_CHAIN);
  // It would take any number of records that carry no data in one go, and nobody else a turn.
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  // A ticket of TLS 1.2 would open what was said in its session to who gets hold of this process's
  // memory later.
  if (allow_tls_12) SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context, allow_tls_12 ? 0 : 1);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  const int lowest = allow_tls_12 ? TLS1_2_VERSION : TLS1_3_VERSION;
  return SSL_CTX_set_min_proto_version(context, lowest) == 1 &&
         SSL_CTX_set_cipher_list(context, kCiphersOf12) == 1 &&
         SSL_CTX_set1_groups_list(context, kGroups) == 1;
}

std::string advice_on(const X509* leaf, const std::string& key_path) {
  std::string out;
  struct stat found {};
  constexpr mode_t kTooMuch = S_IWGRP | S_IRWXO;
  if (::stat(key_path.c_str(), &found) == 0 && (found.st_mode & kTooMuch) != 0) {
    out = "others may read or change the private key " + key_path + "; chmod 600 it";
  }
  constexpr int kEnoughBits = 2048;
  const EVP_PKEY* key = X509_get0_pubkey(leaf);
  const int bits = EVP_PKEY_get_bits(key);
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && bits > kEnoughBits) {
    out += (out.empty() ? "the private key " : "; the private key ") + key_path + " is RSA of " +
           std::to_string(bits) +
           " bits, which makes connecting slow for all; a key on P-256 takes a fraction of it";
  }
  return out;
}

}  // namespace

Result<std::shared_ptr<const TlsContext>> TlsContext::load(const TlsSettings& settings) {
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context || !set_up(context.get(), settings.allow_tls_12)) {
    return unavailable("gateway.tls: OpenSSL cannot start (" + take_openssl_reason() + ")");
  }
  const Result<X509Ptr> leaf = use_chain(context.get(), settings.certificate);
  if (!leaf) return leaf.error();
  if (Status used = use_key(context.get(), leaf->get(), settings); !used) return used.error();
  if (Status used = use_authorities(context.get(), settings.authorities); !used) {
    return used.error();
  }
  auto out = std::make_shared<TlsContext>(context);
  out->facts_ = describe_certificate(**leaf);
  out->advice_ = advice_on(leaf->get(), settings.key);
  return std::shared_ptr<const TlsContext>(std::move(out));
}

ssl_st* TlsContext::new_connection(int fd) const {
  SSL* ssl = SSL_new(context_.get());
  if (ssl && SSL_set_fd(ssl, fd) == 1) {
    SSL_set_accept_state(ssl);
    return ssl;
  }
  SSL_free(ssl);
  ERR_clear_error();
  return nullptr;
}

}  // namespace openclaw
