// SPDX-License-Identifier: MIT
#include "names.hpp"

#include <arpa/inet.h>

#include <openclaw/text.hpp>

#include <algorithm>
#include <array>

namespace wide_area {
namespace {

constexpr std::size_t kMostName = 253;
constexpr std::size_t kMostLabel = 63;

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kMostLabel) return false;
  if (!oc::is_letter_or_digit(label.front()) || !oc::is_letter_or_digit(label.back())) return false;
  for (const char c : label) {
    if (!oc::is_letter_or_digit(c) && c != '-') return false;
  }
  return true;
}

}  // namespace

std::string normal_domain(std::string_view text) {
  std::string_view name = oc::trimmed(text);
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty() || name.size() > kMostName) return {};
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t dot = std::min(name.find('.', at), name.size());
    if (!is_label(name.substr(at, dot - at))) return {};
    at = dot + 1;
  }
  return std::string(name) + '.';
}

std::string dns_label(std::string_view text, std::string_view otherwise) {
  std::string out;
  for (const char c : oc::lower(oc::trimmed(text))) {
    if (oc::is_letter_or_digit(c) || c == '-') {
      out += c;
    } else if (out.empty() || out.back() != '\0') {
      out += '\0';  // one for all that stand beside each other
    }
  }
  for (char& c : out) {
    if (c == '\0') c = '-';
  }
  const std::size_t first = out.find_first_not_of('-');
  if (first == std::string::npos) return std::string(otherwise);
  out = out.substr(first, out.find_last_not_of('-') - first + 1);
  out.resize(std::min(out.size(), kMostLabel));
  out.resize(out.find_last_not_of('-') + 1);  // it was cut there
  return out;
}

std::string display_name(std::string_view host) {
  std::string_view name = oc::trimmed(host);
  if (oc::lower(name).ends_with(".local")) name.remove_suffix(6);
  if (name.empty()) name = "openclaw";
  const bool says = oc::lower(name).find("openclaw") != std::string::npos;
  return std::string(name) + (says ? "" : " (OpenClaw)");
}

bool is_tailnet_ipv4(std::string_view address) {
  std::array<unsigned char, 4> bytes{};
  if (::inet_pton(AF_INET, std::string(address).c_str(), bytes.data()) != 1) return false;
  return bytes[0] == 100 && (bytes[1] & 0xC0U) == 64;
}

bool is_tailnet_ipv6(std::string_view address) {
  constexpr std::array<unsigned char, 6> kRange{0xfd, 0x7a, 0x11, 0x5c, 0xa1, 0xe0};
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET6, std::string(address).c_str(), bytes.data()) != 1) return false;
  return std::equal(kRange.begin(), kRange.end(), bytes.begin());
}

}  // namespace wide_area
