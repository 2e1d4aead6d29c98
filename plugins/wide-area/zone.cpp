// SPDX-License-Identifier: MIT
#include "zone.hpp"

#include <openclaw/text.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>

#include "names.hpp"

namespace wide_area {
namespace {

constexpr std::string_view kService = "_openclaw-gw._tcp";
constexpr std::size_t kMostText = 255;  // bytes of one string of a TXT record
constexpr std::string_view kHashMark = "; openclaw-content-hash: ";

// Control characters as the numbers of their bytes (RFC 1035, 5.1): a line ends at a raw one.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      char number[5];
      std::snprintf(number, sizeof number, "\\%03u", byte);
      out += number;
      continue;
    }
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string txt_record(const ZoneFacts& facts) {
  std::string out;
  const auto add = [&out](std::string_view key, std::string_view value) {
    const std::string text = std::string(key) + '=' + std::string(value);
    // A server would refuse the whole zone for one that is longer.
    if (text.size() > kMostText) return;
    out += (out.empty() ? "" : " ") + quoted(text);
  };
  const std::string_view shown = oc::trimmed(facts.display_name);
  add("displayName", shown.empty() ? std::string_view(facts.host_name) : shown);
  add("role", "gateway");
  add("transport", "gateway");
  add("gatewayPort", std::to_string(facts.port));
  if (!facts.tls_sha256.empty()) {
    add("gatewayTls", "1");
    add("gatewayTlsSha256", facts.tls_sha256);
  }
  if (facts.direct) add("gatewayDirectReachable", "1");
  if (!facts.tailnet_name.empty()) add("tailnetDns", facts.tailnet_name);
  if (facts.ssh_port > 0) add("sshPort", std::to_string(facts.ssh_port));
  if (!facts.cli_path.empty()) add("cliPath", facts.cli_path);
  return out;
}

std::string body(const ZoneFacts& facts, const std::string& serial) {
  const std::string host = dns_label(facts.host_name, "openclaw");
  const std::string service(kService);
  const std::string instance =
      dns_label(facts.host_name + "-gateway", "openclaw-gw") + '.' + service;
  std::string out = "$ORIGIN " + facts.domain + "\n$TTL 60\n";
  out += "@ IN SOA ns1 hostmaster " + serial + " 7200 3600 1209600 60\n";
  out += "@ IN NS ns1\n";
  out += "ns1 IN A " + facts.ipv4 + '\n';
  out += host + " IN A " + facts.ipv4 + '\n';
  if (!facts.ipv6.empty()) out += host + " IN AAAA " + facts.ipv6 + '\n';
  out += service + " IN PTR " + instance + '\n';
  out += instance + " IN SRV 0 0 " + std::to_string(facts.port) + ' ' + host + '\n';
  out += instance + " IN TXT " + txt_record(facts) + '\n';
  return out;
}

// The rest of the first line that begins so, without the blanks before either.
std::string_view rest_of_line(std::string_view text, std::string_view begin) {
  while (!text.empty()) {
    const std::string_view line = oc::trimmed(text.substr(0, text.find('\n')));
    if (line.starts_with(begin)) return oc::trimmed(line.substr(begin.size()));
    const std::size_t end = text.find('\n');
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return {};
}

// Takes one word and the blanks behind it.
std::string_view take_word(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view word = text.substr(0, end);
  text = oc::trimmed(text.substr(end));
  return word;
}

class Fnv {
 public:
  void add(std::uint32_t unit) { value_ = (value_ ^ unit) * 16777619U; }
  // What is no Unicode of one unit takes two.
  void add_letter(std::uint32_t letter) {
    if (letter < 0x10000U) return add(letter);
    add(0xD800U + ((letter - 0x10000U) >> 10U));
    add(0xDC00U + ((letter - 0x10000U) & 0x3FFU));
  }
  [[nodiscard]] std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = 2166136261U;
};

// The letter at the front, which is taken away. What is no UTF-8 is U+FFFD.
std::uint32_t take_letter(std::string_view& text) {
  const auto byte = [&text](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  const std::uint32_t first = byte(0);
  const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  std::uint32_t letter = more == 0 ? first : first & (0x3FU >> more);
  for (std::size_t at = 1; at <= more; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) {
      text.remove_prefix(at);
      return 0xFFFD;
    }
    letter = letter << 6U | (byte(at) & 0x3FU);
  }
  text.remove_prefix(more + 1);
  return more == 0 && first >= 0x80 ? 0xFFFD : letter;
}

}  // namespace

std::string content_hash(std::string_view utf8) {
  Fnv hash;
  while (!utf8.empty()) hash.add_letter(take_letter(utf8));
  char text[9];
  std::snprintf(text, sizeof text, "%08x", hash.value());
  return text;
}

std::string zone_text(const ZoneFacts& facts, std::uint32_t serial) {
  return std::string(kHashMark) + content_hash(body(facts, "SERIAL")) + '\n' +
         body(facts, std::to_string(serial));
}

std::optional<std::uint32_t> zone_serial(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = oc::trimmed(text.substr(0, end));
    text = text.substr(std::min(end + 1, text.size()));
    if (take_word(line) != "@" || take_word(line) != "IN" || take_word(line) != "SOA") continue;
    take_word(line);
    take_word(line);
    const std::string_view digits = take_word(line);
    std::uint32_t serial = 0;
    const auto [stop, err] = std::from_chars(digits.data(), digits.data() + digits.size(), serial);
    if (err == std::errc{} && stop == digits.data() + digits.size()) return serial;
    return std::nullopt;
  }
  return std::nullopt;
}

std::string zone_hash(std::string_view text) {
  return std::string(rest_of_line(text, "; openclaw-content-hash:"));
}

std::uint32_t next_serial(std::optional<std::uint32_t> before, std::int64_t wall_ms) {
  const auto seconds = static_cast<std::time_t>(wall_ms / 1000);
  std::tm day{};
  ::gmtime_r(&seconds, &day);
  const auto base = static_cast<std::uint32_t>(
      ((day.tm_year + 1900) * 10'000 + (day.tm_mon + 1) * 100 + day.tm_mday) * 100LL + 1);
  if (!before) return base;
  const std::uint32_t distance = base - *before;
  return distance > 0 && distance < 0x80000000U ? base : *before + 1;
}

}  // namespace wide_area
