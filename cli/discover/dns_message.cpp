// SPDX-License-Identifier: MIT
#include "cli/discover/dns_message.hpp"

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <openclaw/text.hpp>

namespace openclaw::cli {
namespace {

// One answer may hold so many records, whatever its head says.
constexpr int kMostRecords = 1024;
constexpr unsigned kClassIn = 1;
constexpr unsigned kClassMask = 0x7FFF;  // mDNS marks with the bit above it
constexpr std::uint16_t kAnswerMe = 0x8000;
constexpr std::uint16_t kOptType = 41;
constexpr std::uint16_t kOptBytes = 4096;

// Parts with their lengths before them, ended by one of length 0.
DnsName parts_of(const std::array<unsigned char, NS_MAXCDNAME + 1>& wire) {
  DnsName out;
  for (std::size_t at = 0; at < wire.size() && wire.at(at) != 0;) {
    const std::size_t length = wire.at(at);
    if (at + 1 + length >= wire.size()) break;
    out.emplace_back(reinterpret_cast<const char*>(&wire.at(at + 1)), length);
    at += 1 + length;
  }
  return out;
}

// The name at `at` in the packet, which may lean on others in it.
bool read_name(const ns_msg& message, const unsigned char* at, DnsName& out) {
  std::array<unsigned char, NS_MAXCDNAME + 1> wire{};
  const unsigned char* const end = ns_msg_end(message);
  if (ns_name_unpack(ns_msg_base(message), end, at, wire.data(), wire.size()) < 0) return false;
  out = parts_of(wire);
  return true;
}

// libresolv writes the owner's name as text, with escapes.
bool read_owner(const ns_rr& rr, DnsName& out) {
  std::array<unsigned char, NS_MAXCDNAME + 1> wire{};
  if (ns_name_pton(ns_rr_name(rr), wire.data(), wire.size()) < 0) return false;
  out = parts_of(wire);
  return true;
}

std::vector<std::string> texts_of(std::string_view data) {
  std::vector<std::string> out;
  while (!data.empty()) {
    const auto length = static_cast<unsigned char>(data.front());
    data.remove_prefix(1);
    out.emplace_back(data.substr(0, length));
    data.remove_prefix(std::min<std::size_t>(length, data.size()));
  }
  return out;
}

bool read_data(const ns_msg& message, const ns_rr& rr, DnsRecord& out) {
  const unsigned char* data = ns_rr_rdata(rr);
  const std::size_t size = ns_rr_rdlen(rr);
  if (out.type == DnsType::kPtr) return size > 0 && read_name(message, data, out.target);
  if (out.type == DnsType::kTxt) {
    out.texts = texts_of({reinterpret_cast<const char*>(data), size});
    return true;
  }
  if (size < 7) return false;
  out.port = static_cast<std::uint16_t>(data[4] << 8 | data[5]);
  return read_name(message, data + 6, out.target);
}

bool is_ours(const ns_rr& rr) {
  const auto type = static_cast<unsigned>(ns_rr_type(rr));
  const bool known = type == static_cast<unsigned>(DnsType::kPtr) ||
                     type == static_cast<unsigned>(DnsType::kTxt) ||
                     type == static_cast<unsigned>(DnsType::kSrv);
  return known && (static_cast<unsigned>(ns_rr_class(rr)) & kClassMask) == kClassIn;
}

bool read_section(ns_msg& message, ns_sect section, DnsMessage& out) {
  const int count = std::min<int>(ns_msg_count(message, section), kMostRecords);
  for (int i = 0; i < count; ++i) {
    ns_rr rr{};
    if (ns_parserr(&message, section, i, &rr) != 0) return false;
    if (!is_ours(rr)) continue;
    DnsRecord record;
    record.type = static_cast<DnsType>(ns_rr_type(rr));
    record.ttl = ns_rr_ttl(rr);
    if (!read_owner(rr, record.owner) || !read_data(message, rr, record)) return false;
    out.records.push_back(std::move(record));
  }
  return true;
}

bool read_questions(ns_msg& message, DnsMessage& out) {
  const int count = std::min<int>(ns_msg_count(message, ns_s_qd), kMostRecords);
  for (int i = 0; i < count; ++i) {
    ns_rr rr{};
    if (ns_parserr(&message, ns_s_qd, i, &rr) != 0) return false;
    if (!is_ours(rr)) continue;
    DnsQuestion question{{}, static_cast<DnsType>(ns_rr_type(rr))};
    if (!read_owner(rr, question.name)) return false;
    out.asked.push_back(std::move(question));
  }
  return true;
}

void put16(std::string& out, std::uint16_t number) {
  out += static_cast<char>(number >> 8);
  out += static_cast<char>(number & 0xFF);
}

void put_name(std::string& out, const DnsName& name) {
  for (const std::string& label : name) {
    out += static_cast<char>(label.size());
    out += label;
  }
  out += '\0';
}

}  // namespace

Result<DnsMessage> read_dns(std::string_view packet) {
  ns_msg message{};
  const auto* bytes = reinterpret_cast<const unsigned char*>(packet.data());
  const bool answer = ns_initparse(bytes, static_cast<int>(packet.size()), &message) == 0 &&
                      ns_msg_getflag(message, ns_f_qr) != 0;
  if (!answer) return invalid_request("no DNS answer");
  DnsMessage out;
  out.id = ns_msg_id(message);
  out.rcode = static_cast<std::uint8_t>(ns_msg_getflag(message, ns_f_rcode));
  out.truncated = ns_msg_getflag(message, ns_f_tc) != 0;
  if (!read_questions(message, out)) return invalid_request("a DNS answer that is broken");
  for (const ns_sect section : {ns_s_an, ns_s_ns, ns_s_ar}) {
    if (!read_section(message, section, out)) return invalid_request("a DNS answer that is broken");
  }
  return out;
}

std::string rcode_name(std::uint8_t rcode) {
  constexpr std::array<const char*, 6> kNames = {"NOERROR",  "FORMERR", "SERVFAIL",
                                                 "NXDOMAIN", "NOTIMP",  "REFUSED"};
  return rcode < kNames.size() ? kNames.at(rcode) : "code " + std::to_string(rcode);
}

DnsName dns_name(std::string_view text) {
  DnsName out;
  while (!text.empty()) {
    const std::size_t dot = text.find('.');
    if (dot != 0) out.emplace_back(text.substr(0, dot));
    text.remove_prefix(dot == std::string_view::npos ? text.size() : dot + 1);
  }
  return out;
}

bool same_name(const DnsName& a, const DnsName& b) {
  const auto same = [](const std::string& one, const std::string& other) {
    return oc::lower(one) == oc::lower(other);
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

std::string dns_query(std::uint16_t id, const std::vector<DnsQuestion>& questions, Asked asked) {
  const bool one = asked == Asked::kOne;
  std::string out;
  put16(out, id);
  put16(out, one ? 0x0100 : 0);  // recursion desired
  put16(out, static_cast<std::uint16_t>(questions.size()));
  put16(out, 0);
  put16(out, 0);
  put16(out, one ? 1 : 0);
  for (const DnsQuestion& question : questions) {
    put_name(out, question.name);
    put16(out, static_cast<std::uint16_t>(question.type));
    put16(out, static_cast<std::uint16_t>(one ? kClassIn : kClassIn | kAnswerMe));
  }
  if (!one) return out;
  out += '\0';
  put16(out, kOptType);
  put16(out, kOptBytes);
  out.append(6, '\0');
  return out;
}

}  // namespace openclaw::cli
