// SPDX-License-Identifier: MIT
// What TLS 1.2 has besides, where it is allowed.
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>

#include "tls_relay_fixture.hpp"

namespace openclaw {
namespace {

// Begs for new handshakes of TLS 1.2 as OpenSSL's own client does not: one after the other.
class Beggar {
 public:
  explicit Beggar(SSL* ssl) : cipher_(EVP_CIPHER_CTX_new()) {
    std::array<unsigned char, 48> master{};
    SSL_SESSION_get_master_key(SSL_get_session(ssl), master.data(), master.size());
    std::string seed(64, '\0');
    auto* random = reinterpret_cast<unsigned char*>(seed.data());
    SSL_get_server_random(ssl, random, 32);
    SSL_get_client_random(ssl, random + 32, 32);
    std::array<unsigned char, 40> keys{};
    EVP_KDF* kdf = EVP_KDF_fetch(nullptr, "TLS1-PRF", nullptr);
    EVP_KDF_CTX* context = EVP_KDF_CTX_new(kdf);
    std::string digest = "SHA256";
    std::string text = "key expansion" + seed;
    const std::array<OSSL_PARAM, 4> params = {
        OSSL_PARAM_construct_utf8_string("digest", digest.data(), 0),
        OSSL_PARAM_construct_octet_string("secret", master.data(), master.size()),
        OSSL_PARAM_construct_octet_string("seed", text.data(), text.size()),
        OSSL_PARAM_construct_end()};
    EXPECT_EQ(EVP_KDF_derive(context, keys.data(), keys.size(), params.data()), 1);
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    // The client's key, the server's, and the fixed parts of their nonces.
    std::copy_n(keys.begin(), key_.size(), key_.begin());
    std::copy_n(keys.begin() + 32, 4, nonce_.begin());
  }
  Beggar(const Beggar&) = delete;
  Beggar& operator=(const Beggar&) = delete;
  ~Beggar() { EVP_CIPHER_CTX_free(cipher_); }

  // A ClientHello without content, as it goes over the wire.
  std::string beg() {
    ++number_;
    for (unsigned i = 0; i < 8; ++i) {
      nonce_[4 + i] = static_cast<unsigned char>(number_ >> (8 * (7 - i)));
    }
    const std::string sequence(reinterpret_cast<const char*>(&nonce_[4]), 8);
    const std::string with = sequence + std::string("\x16\x03\x03\x00\x04", 5);
    const std::array<unsigned char, 4> hello = {1, 0, 0, 0};
    std::array<unsigned char, 20> out{};
    int size = 0;
    EVP_EncryptInit_ex(cipher_, EVP_aes_128_gcm(), nullptr, key_.data(), nonce_.data());
    EVP_EncryptUpdate(cipher_, nullptr, &size, reinterpret_cast<const unsigned char*>(with.data()),
                      static_cast<int>(with.size()));
    EVP_EncryptUpdate(cipher_, out.data(), &size, hello.data(), static_cast<int>(hello.size()));
    EVP_EncryptFinal_ex(cipher_, &out[4], &size);
    EVP_CIPHER_CTX_ctrl(cipher_, EVP_CTRL_AEAD_GET_TAG, 16, &out[4]);
    return std::string("\x16\x03\x03\x00\x1c", 5) + sequence +
           std::string(reinterpret_cast<const char*>(out.data()), out.size());
  }

 private:
  EVP_CIPHER_CTX* cipher_;
  std::array<unsigned char, 16> key_{};
  std::array<unsigned char, 12> nonce_{};
  std::uint64_t number_ = 0;  // of the last record; the end of the handshake was the first
};

class TlsOlderRelayTest : public TlsRelayTest {
 protected:
  TlsOlderRelayTest() {
    settings_.allow_tls_12 = true;
    connect();
    SSL_set_max_proto_version(client_->ssl(), TLS1_2_VERSION);
    SSL_set_cipher_list(client_->ssl(), "ECDHE-ECDSA-AES128-GCM-SHA256");
  }
};

TEST_F(TlsOlderRelayTest, WhoBegsForANewHandshakeIsRefusedAndSoonLeft) {
  shake_hands();
  Beggar beggar(client_->ssl());
  std::string some;
  for (int i = 0; i < 40; ++i) some += beggar.beg();
  ASSERT_GT(::send(client_->fd(), some.data(), some.size(), 0), 0);
  for (int i = 0; i < 200; ++i) loop_.poll();
  ASSERT_TRUE(relay_);
  client_->hear();
  EXPECT_EQ(ERR_GET_REASON(ERR_peek_last_error()), 0);
  std::string flood;
  for (int i = 0; i < 500; ++i) flood += beggar.beg();
  ASSERT_GT(::send(client_->fd(), flood.data(), flood.size(), 0), 0);
  EXPECT_TRUE(is_over_within(2'000));
  EXPECT_EQ(server_hears(), "<end>");
}

TEST_F(TlsOlderRelayTest, NoTicketIsGiven) {
  shake_hands();
  EXPECT_STREQ(SSL_get_version(client_->ssl()), "TLSv1.2");
  EXPECT_EQ(SSL_SESSION_has_ticket(SSL_get_session(client_->ssl())), 0);
}

}  // namespace
}  // namespace openclaw
