// SPDX-License-Identifier: MIT
// The text of the zone by which the gateway is found: DNS-SD over unicast DNS (RFC 6763). No I/O;
// any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wide_area {

struct ZoneFacts {
  std::string domain;     // with a dot at its end
  std::string host_name;  // of the machine, up to its first dot
  std::string display_name;
  std::string ipv4;
  std::string ipv6;  // empty: none
  std::uint16_t port = 0;
  std::string tls_sha256;      // empty: no TLS
  bool direct = false;         // it listens beyond the loopback
  std::string tailnet_name;    // empty: not known
  std::uint16_t ssh_port = 0;  // 0: not told
  std::string cli_path;        // empty: not told
};

// With the hash of its content in the first line, which does not depend on the serial.
std::string zone_text(const ZoneFacts& facts, std::uint32_t serial);

// Of a zone's text; nothing when it has none.
std::optional<std::uint32_t> zone_serial(std::string_view text);
std::string zone_hash(std::string_view text);

// The one for a changed zone: YYYYMMDD01 of that day (UTC), or one more than there was, by the
// arithmetic of serials (RFC 1982).
std::uint32_t next_serial(std::optional<std::uint32_t> before, std::int64_t wall_ms);

// FNV-1a over the 16-bit units of UTF-16, as eight hex digits.
std::string content_hash(std::string_view utf8);

}  // namespace wide_area
