// SPDX-License-Identifier: MIT
#include "core/ids.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

#include "core/base64.hpp"

namespace openclaw {
namespace {

std::vector<unsigned char> random_bytes(std::size_t n) {
  std::vector<unsigned char> bytes(n);
  std::size_t have = 0;
  while (have < n) {
    const ssize_t got = getrandom(bytes.data() + have, n - have, 0);
    if (got > 0) {
      have += static_cast<std::size_t>(got);
    } else if (errno != EINTR) {
      std::abort();  // a guessable secret would be worse than no gateway
    }
  }
  return bytes;
}

std::string hex(const std::vector<unsigned char>& bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

}  // namespace

std::string random_hex(std::size_t bytes) { return hex(random_bytes(bytes)); }

std::string random_token() {
  const std::vector<unsigned char> bytes = random_bytes(32);
  return base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string random_uuid() {
  std::vector<unsigned char> bytes = random_bytes(16);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
  std::string text = hex(bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

}  // namespace openclaw
