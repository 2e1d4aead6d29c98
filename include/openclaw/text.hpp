// SPDX-License-Identifier: MIT
// openclaw/text.hpp - what is often needed of text, in C++17. Header only; any thread.
#ifndef OPENCLAW_TEXT_HPP
#define OPENCLAW_TEXT_HPP

#include <openclaw/ascii.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace oc {

// More text than this, in bytes, is read on the thread pool: it would hold the loop.
inline constexpr std::size_t kMuchText = 256 * 1024;

// At most so many bytes of UTF-8 text, cut behind a whole character.
inline std::string_view clip(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

// The white space of ASCII.
inline constexpr std::string_view kBlank = " \t\r\n\v\f";

inline bool is_blank(std::string_view text) {
  return text.find_first_not_of(kBlank) == std::string_view::npos;
}

// Without white space at both ends.
inline std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// With the small letters of ASCII for the large ones.
inline std::string lower(std::string_view text) {
  std::string out(text);
  for (char &c : out) c = lower(c);
  return out;
}

// "provider/model" in two. Without a slash both are the whole.
inline std::pair<std::string_view, std::string_view> split_model(std::string_view reference) {
  const std::size_t slash = reference.find('/');
  if (slash == std::string_view::npos) return {reference, reference};
  return {reference.substr(0, slash), reference.substr(slash + 1)};
}

}  // namespace oc

#endif
