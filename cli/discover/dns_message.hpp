// SPDX-License-Identifier: MIT
// DNS messages as far as DNS-SD needs them, read by libresolv. What comes from the network may be
// anything. No I/O.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace openclaw::cli {

// A name as its parts, of any bytes.
using DnsName = std::vector<std::string>;

// "a.b.c." in its parts; names that are written down have no escapes here.
DnsName dns_name(std::string_view text);
// Large and small letters of ASCII are the same.
bool same_name(const DnsName& a, const DnsName& b);

enum class DnsType : std::uint16_t { kPtr = 12, kTxt = 16, kSrv = 33 };

struct DnsRecord {
  DnsName owner;
  DnsType type = DnsType::kPtr;
  std::uint32_t ttl = 0;
  DnsName target = {};                  // of PTR and SRV
  std::uint16_t port = 0;               // of SRV
  std::vector<std::string> texts = {};  // of TXT
};

struct DnsQuestion {
  DnsName name;
  DnsType type = DnsType::kPtr;
};

struct DnsMessage {
  std::uint16_t id = 0;
  std::uint8_t rcode = 0;          // 0: the server has an answer
  bool truncated = false;          // there is more, by TCP
  std::vector<DnsQuestion> asked;  // what it answers, of the three types
  std::vector<DnsRecord> records;  // of the three types, from all sections
};
// Errors: no answer, or none that can be read to its end.
Result<DnsMessage> read_dns(std::string_view packet);
// "SERVFAIL", or "code 23" of one without a name.
std::string rcode_name(std::uint8_t rcode);

enum class Asked {
  kOne,       // a name server: it shall look further, and may answer with 4096 bytes
  kEverybody  // on a link: whoever knows answers the one who asks
};
std::string dns_query(std::uint16_t id, const std::vector<DnsQuestion>& questions, Asked asked);

}  // namespace openclaw::cli
