// SPDX-License-Identifier: MIT
#include <openssl/ec.h>

#include <array>
#include <utility>

#include "core/net/tls_certificate.hpp"
#include "core/net/tls_types.hpp"

namespace openclaw {
namespace {

constexpr int kSerialBits = 159;
constexpr long kEarlierSeconds = 60 * 60;  // for clocks that are a little late
constexpr long kValidSeconds = 3650L * 24 * 60 * 60;
constexpr const char* kName = "openclaw-gateway";

Error cannot_make(const char* what) {
  return unavailable("OpenSSL cannot make a " + std::string(what) + ": " + take_openssl_reason());
}

// A name as a certificate can hold it: what else could stand between commas is left out.
bool is_host_name(const std::string& name) {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
  return !name.empty() && name.size() <= 253 &&
         name.find_first_not_of(kLetters) == std::string::npos;
}

bool set_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, TlsFree<BN_free>> number(BN_new());
  return number && BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_name(X509* certificate) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(kName);
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1;
}

bool add_extension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, TlsFree<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool add_extensions(X509* certificate, const std::string& host_name) {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  if (is_host_name(host_name) && host_name != "localhost") names += ",DNS:" + host_name;
  const std::array<std::pair<int, std::string>, 5> wanted = {{
      {NID_basic_constraints, "critical,CA:FALSE"},
      {NID_key_usage, "critical,digitalSignature"},
      {NID_ext_key_usage, "serverAuth"},
      {NID_subject_key_identifier, "hash"},
      {NID_subject_alt_name, names},
  }};
  for (const auto& [nid, value] : wanted) {
    if (!add_extension(certificate, nid, value)) return false;
  }
  return true;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size > 0 ? size : 0)};
}

}  // namespace

Result<std::string> make_key() {
  const PkeyPtr key(EVP_EC_gen("P-256"));
  // Its memory is wiped when it goes.
  const BioPtr out(BIO_new(BIO_s_secmem()));
  if (!key || !out ||
      PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1) {
    return cannot_make("private key");
  }
  return text_of(out.get());
}

Result<std::string> make_certificate(std::string_view key_pem, const std::string& host_name) {
  bool locked = false;
  const PkeyPtr key = read_private_key(key_pem, locked);
  const X509Ptr certificate(X509_new());
  const BioPtr out(BIO_new(BIO_s_mem()));
  const bool made = key && certificate && out &&
                    X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                    set_serial(certificate.get()) && set_name(certificate.get()) &&
                    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kEarlierSeconds) &&
                    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kValidSeconds) &&
                    X509_set_pubkey(certificate.get(), key.get()) == 1 &&
                    add_extensions(certificate.get(), host_name) &&
                    X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0 &&
                    PEM_write_bio_X509(out.get(), certificate.get()) == 1;
  if (!made) return cannot_make("certificate");
  return text_of(out.get());
}

}  // namespace openclaw
