// SPDX-License-Identifier: MIT
// openclaw/random.hpp - names that nobody can guess, in C++17. Header only; any thread.
#ifndef OPENCLAW_RANDOM_HPP
#define OPENCLAW_RANDOM_HPP

#include <sys/random.h>

#include <cerrno>
#include <cstddef>
#include <string>
#include <system_error>

namespace oc {

// Throws when the system has none to give.
inline std::string random_bytes(std::size_t count) {
  std::string out(count, '\0');
  if (::getrandom(out.data(), out.size(), 0) != static_cast<ssize_t>(out.size())) {
    throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  return out;
}

// A UUID of version 4 (RFC 9562).
inline std::string random_uuid() {
  constexpr const char *kDigits = "0123456789abcdef";
  std::string bytes = random_bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += kDigits[static_cast<unsigned char>(bytes[i]) >> 4U];
    out += kDigits[static_cast<unsigned char>(bytes[i]) & 0x0FU];
  }
  return out;
}

}  // namespace oc

#endif
