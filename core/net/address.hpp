// SPDX-License-Identifier: MIT
// IP addresses as values, and ranges of them.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace openclaw {

class Address {
 public:
  // "192.0.2.1" or "2001:db8::1", without brackets, port or zone. An IPv4 address that is mapped
  // into IPv6 is the IPv4 address.
  static std::optional<Address> parse(std::string_view text);
  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] std::string text() const;
  // The first so many of its 128 bits; those of an IPv4 address are the last 32.
  [[nodiscard]] Address first_bits(unsigned bits) const;
  bool operator==(const Address&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

class AddressRange {
 public:
  // An address, or "address/bits". A mapped IPv4 address has at least 96.
  static std::optional<AddressRange> parse(std::string_view text);
  [[nodiscard]] bool holds(const Address& address) const;
  // Any of this machine's own loopback addresses.
  [[nodiscard]] bool holds_loopback() const;
  // Every address, or every IPv4 address.
  [[nodiscard]] bool is_everything() const;

 private:
  AddressRange(const Address& first, unsigned bits) : first_(first), bits_(bits) {}
  Address first_;
  unsigned bits_;
};

// Where the other end of a socket is; empty when that is no IP address.
std::string peer_address(int fd);

}  // namespace openclaw
