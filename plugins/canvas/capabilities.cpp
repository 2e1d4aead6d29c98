// SPDX-License-Identifier: MIT
#include "capabilities.hpp"

#include <sys/random.h>

#include <array>

namespace canvas {
namespace {

constexpr std::size_t kBytes = 18;  // 24 letters

std::string random_word() {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::array<unsigned char, kBytes> bytes{};
  if (getrandom(bytes.data(), bytes.size(), GRND_NONBLOCK) != ssize_t{kBytes}) return {};
  std::string word;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const unsigned three = bytes[i] * 0x10000U + bytes[i + 1] * 0x100U + bytes[i + 2] * 1U;
    for (int shift = 18; shift >= 0; shift -= 6) word += kLetters[(three >> shift) & 63U];
  }
  return word;
}

// Takes as long wherever they differ.
bool same_word(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned>(a[i] ^ b[i]);
  }
  return difference == 0;
}

}  // namespace

std::string Capabilities::mint(std::string_view connection, std::uint64_t now_ms) {
  std::string word = random_word();
  if (word.empty()) {
    drop(connection);
  } else {
    held_.insert_or_assign(std::string(connection), Held{word, now_ms + kLifeMs});
  }
  return word;
}

// All are looked at, so that time tells nothing of which it was.
Capabilities::Table::const_iterator Capabilities::find(std::string_view capability) const {
  auto found = held_.end();
  for (auto at = held_.begin(); at != held_.end(); ++at) {
    if (same_word(at->second.word, capability)) found = at;
  }
  return found;
}

bool Capabilities::use(std::string_view capability, std::uint64_t now_ms) {
  const auto found = find(capability);
  if (found == held_.end() || now_ms >= found->second.until_ms) return false;
  held_.find(found->first)->second.until_ms = now_ms + kLifeMs;
  return true;
}

std::string Capabilities::owner(std::string_view capability) const {
  const auto found = find(capability);
  return found == held_.end() ? std::string() : found->first;
}

void Capabilities::drop(std::string_view connection) {
  if (const auto found = held_.find(connection); found != held_.end()) held_.erase(found);
}

}  // namespace canvas
