// SPDX-License-Identifier: MIT
#include "names.hpp"

#include <algorithm>
#include <openclaw/text.hpp>

namespace mdns {
namespace {

constexpr std::string_view kMark = " (OpenClaw)";
constexpr std::string_view kLocal = ".local";

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() &&
         oc::lower(text.substr(text.size() - end.size())) == oc::lower(end);
}

// The bytes of the character of UTF-8 that the text begins with; 0: it begins with none.
std::size_t letter_bytes(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool beyond = (lead == 0xED && second >= 0xA0) || (lead == 0xF4 && second >= 0x90);
  return overlong || beyond ? 0 : size;
}

bool is_control(std::string_view letter) {
  const auto first = static_cast<unsigned char>(letter.front());
  if (first < 0x20 || first == 0x7F) return true;
  return first == 0xC2 && static_cast<unsigned char>(letter[1]) < 0xA0;
}

// What is no letter is no part of a name that terminals show, and D-Bus ends a program that says
// what is no UTF-8.
std::string plain(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = letter_bytes(text);
    const std::string_view letter = text.substr(0, size);
    if (size == 0) {
      out += "\xEF\xBF\xBD";
    } else if (is_control(letter)) {
      out += ' ';
    } else {
      out += letter;
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return std::string(oc::trimmed(out));
}

bool is_label_letter(char c) { return oc::is_letter_or_digit(c) || c == '-'; }

}  // namespace

std::string instance_name(std::string_view machine) {
  const std::string name = plain(machine);
  if (name.empty()) return "OpenClaw";
  if (oc::lower(name).find("openclaw") != std::string::npos) return numbered(name, 1);
  return std::string(oc::trimmed(oc::clip(name, kLabelBytes - kMark.size()))) + std::string(kMark);
}

std::string display_name(std::string_view instance) {
  std::string out;
  for (const char c : oc::trimmed(instance)) {
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  }
  if (!ends_with(out, kMark)) return out;
  const std::string_view rest = oc::trimmed(out).substr(0, out.size() - kMark.size());
  return rest.empty() ? out : std::string(oc::trimmed(rest));
}

std::string numbered(std::string_view name, unsigned n) {
  const std::string end = n < 2 ? "" : " (" + std::to_string(n) + ")";
  return std::string(oc::trimmed(oc::clip(name, kLabelBytes - end.size()))) + end;
}

std::string machine_name(std::string_view system_name) {
  std::string_view name = oc::trimmed(system_name);
  if (ends_with(name, kLocal)) name.remove_suffix(kLocal.size());
  return std::string(name);
}

std::string numbered_label(std::string_view label, unsigned n) {
  const std::string end = n < 2 ? "" : "-" + std::to_string(n);
  return std::string(oc::clip(label, kLabelBytes - end.size())) + end;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = letter_bytes(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string host_label(std::string_view wanted) {
  const std::string name = machine_name(wanted);
  const std::string_view first = oc::trimmed(std::string_view(name).substr(0, name.find('.')));
  if (!std::all_of(first.begin(), first.end(), is_label_letter) || first.substr(0, 1) == "-") {
    return {};
  }
  std::string label(oc::clip(first, kLabelBytes));
  while (!label.empty() && label.back() == '-') label.pop_back();
  return label;
}

}  // namespace mdns
