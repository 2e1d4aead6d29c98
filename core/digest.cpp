// SPDX-License-Identifier: MIT
// The low-level functions are marked as deprecated because they pass the providers by. That is what
// is wanted here: loading the providers costs two megabytes and most of a millisecond, and every
// start needs a digest.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/digest.hpp"

#include <openssl/sha.h>

#include <algorithm>

#include "core/base64.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kBlock = SHA256_CBLOCK;

std::string_view bytes_of(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// The hash of a block that was mixed with `mask`, and of `data` behind it.
Sha256 masked(std::array<unsigned char, kBlock> block, unsigned char mask, std::string_view data) {
  for (unsigned char& byte : block) byte ^= mask;
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, block.data(), block.size());
  SHA256_Update(&context, data.data(), data.size());
  Sha256 out{};
  SHA256_Final(out.data(), &context);
  return out;
}

}  // namespace

Sha256 sha256(std::string_view data) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, data.data(), data.size());
  Sha256 out{};
  SHA256_Final(out.data(), &context);
  return out;
}

// RFC 2104.
Sha256 hmac_sha256(std::string_view key, std::string_view data) {
  std::array<unsigned char, kBlock> block{};
  const Sha256 short_key = sha256(key);
  const std::string_view fitting = key.size() > kBlock ? bytes_of(short_key) : key;
  std::copy(fitting.begin(), fitting.end(), block.begin());
  const Sha256 inner = masked(block, 0x36, data);
  return masked(block, 0x5c, bytes_of(inner));
}

std::string hex_of(const Sha256& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : digest) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string base64url_of(const Sha256& digest) { return base64url(bytes_of(digest)); }

}  // namespace openclaw
