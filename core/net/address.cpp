// SPDX-License-Identifier: MIT
#include "core/net/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace openclaw {
namespace {

constexpr unsigned kAllBits = 128;
constexpr unsigned kMappedBits = 96;  // ::ffff:0:0/96
constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  const std::string copy(text);
  Address out;
  if (::inet_pton(AF_INET6, copy.c_str(), out.bytes_.data()) == 1) return out;
  std::copy(kMapped.begin(), kMapped.end(), out.bytes_.begin());
  if (::inet_pton(AF_INET, copy.c_str(), out.bytes_.data() + kMapped.size()) == 1) return out;
  return std::nullopt;
}

bool Address::is_v4() const { return std::equal(kMapped.begin(), kMapped.end(), bytes_.begin()); }

std::string Address::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  const char* made =
      is_v4() ? ::inet_ntop(AF_INET, bytes_.data() + kMapped.size(), out.data(), out.size())
              : ::inet_ntop(AF_INET6, bytes_.data(), out.data(), out.size());
  return made ? made : "";
}

Address Address::first_bits(unsigned bits) const {
  Address out = *this;
  for (unsigned i = bits; i < kAllBits; ++i) {
    const unsigned keep = ~(0x80U >> (i % 8U));
    out.bytes_[i / 8U] = static_cast<std::uint8_t>(out.bytes_[i / 8U] & keep);
  }
  return out;
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto first = Address::parse(text.substr(0, slash));
  if (!first) return std::nullopt;
  if (slash == std::string_view::npos) return AddressRange(*first, kAllBits);
  const bool v4 = text.substr(0, slash).find(':') == std::string_view::npos;
  const std::string_view digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, err] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const unsigned most = v4 ? kAllBits - kMappedBits : kAllBits;
  if (err != std::errc{} || end != digits.data() + digits.size() || bits > most) {
    return std::nullopt;
  }
  if (v4) bits += kMappedBits;
  // Cut so short, a mapped address is no IPv4 network any more, but all of them.
  if (first->is_v4() && bits < kMappedBits) return std::nullopt;
  return AddressRange(first->first_bits(bits), bits);
}

bool AddressRange::holds_loopback() const {
  const Address v4 = *Address::parse("127.0.0.0");
  const Address v6 = *Address::parse("::1");
  // A range lies in 127/8, or has all of it.
  return holds(v4) || holds(v6) || first_.first_bits(kMappedBits + 8) == v4;
}

bool AddressRange::is_everything() const {
  return bits_ == 0 || (bits_ == kMappedBits && first_.is_v4());
}

bool AddressRange::holds(const Address& address) const {
  return address.first_bits(bits_) == first_;
}

std::string peer_address(int fd) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  if (::getpeername(fd, address, &length) != 0) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* number =
      storage.ss_family == AF_INET6
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_addr)
          : &reinterpret_cast<const sockaddr_in*>(&storage)->sin_addr;
  return ::inet_ntop(storage.ss_family, number, text.data(), text.size()) ? text.data() : "";
}

}  // namespace openclaw
