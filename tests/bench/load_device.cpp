// SPDX-License-Identifier: MIT
#include "load_device.hpp"

#include <openssl/evp.h>

#include <array>
#include <chrono>

#include "load_client.hpp"

namespace bench {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kSignatureBytes = 64;

std::string base64url(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  unsigned bits = 0;
  unsigned count = 0;
  for (std::size_t i = 0; i < size; ++i) {
    bits = bits << 8U | bytes[i];
    for (count += 8; count >= 6; count -= 6) out += kAlphabet[bits >> (count - 6) & 63U];
  }
  if (count > 0) out += kAlphabet[bits << (6 - count) & 63U];
  return out;
}

std::string hex(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    out += kDigits[bytes[i] >> 4U];
    out += kDigits[bytes[i] & 15U];
  }
  return out;
}

std::string_view nonce_of(std::string_view challenge) {
  constexpr std::string_view kMark = R"("nonce":")";
  const std::size_t at = challenge.find(kMark);
  if (at == std::string_view::npos) die("no nonce", challenge);
  const std::size_t from = at + kMark.size();
  return challenge.substr(from, challenge.find('"', from) - from);
}

}  // namespace

struct Device::Key {
  EVP_PKEY* pair = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  std::string id;
  std::string public_key;
};

Device::Device() {
  auto key = std::make_unique<Key>();
  std::array<unsigned char, kKeyBytes> raw{};
  std::size_t size = raw.size();
  if (EVP_PKEY_get_raw_public_key(key->pair, raw.data(), &size) != 1) die("no key");
  std::array<unsigned char, kKeyBytes> digest{};
  EVP_Digest(raw.data(), raw.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  key->id = hex(digest.data(), digest.size());
  key->public_key = base64url(raw.data(), raw.size());
  key_ = std::move(key);
}

Device::~Device() { EVP_PKEY_free(key_->pair); }

std::string Device::block(std::string_view head, std::string_view token,
                          std::string_view challenge) const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::string at =
      std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  const std::string nonce(nonce_of(challenge));
  const std::string text = "v3|" + key_->id + '|' + std::string(head) + '|' + at + '|' +
                           std::string(token) + '|' + nonce + "|linux|";
  std::array<unsigned char, kSignatureBytes> signature{};
  std::size_t size = signature.size();
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key_->pair);
  if (EVP_DigestSign(context, signature.data(), &size,
                     reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1) {
    die("no signature");
  }
  EVP_MD_CTX_free(context);
  return R"({"id":")" + key_->id + R"(","publicKey":")" + key_->public_key + R"(","signature":")" +
         base64url(signature.data(), size) + R"(","signedAt":)" + at + R"(,"nonce":")" + nonce +
         "\"}";
}

}  // namespace bench
