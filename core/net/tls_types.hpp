// SPDX-License-Identifier: MIT
// OpenSSL's objects with owners. Only for tls_*.cpp.
#pragma once
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace openclaw {

// Longest file of certificates or keys, in bytes.
inline constexpr std::size_t kMostTlsFileBytes = 256 * 1024;

template <auto free_it>
struct TlsFree {
  template <class T>
  void operator()(T* object) const {
    free_it(object);
  }
};

using BioPtr = std::unique_ptr<BIO, TlsFree<BIO_free_all>>;
using PkeyPtr = std::unique_ptr<EVP_PKEY, TlsFree<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, TlsFree<X509_free>>;

// Reads from `text`, which it borrows.
inline BioPtr bio_of(std::string_view text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Null when it is none, or needs a passphrase, which nobody is asked for: `locked` says so.
inline PkeyPtr read_private_key(std::string_view pem, bool& locked) {
  locked = false;
  const auto ask_nobody = [](char*, int, int, void* told) {
    *static_cast<bool*>(told) = true;
    return -1;
  };
  return PkeyPtr(PEM_read_bio_PrivateKey(bio_of(pem).get(), nullptr, ask_nobody, &locked));
}

// What went wrong last in this thread, in OpenSSL's words; forgets all of it.
inline std::string take_openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason ? reason : "unknown reason";
}

}  // namespace openclaw
