// SPDX-License-Identifier: MIT
#include "core/log/redact.hpp"

#include <algorithm>
#include <regex>

#include "core/json/utf8.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kShownFrom = 18;
constexpr std::size_t kShownStart = 6;
constexpr std::size_t kShownEnd = 4;
constexpr std::size_t kLeastSecret = 6;

// `/expression/flags` or an expression that any case fits.
struct PatternText {
  std::string expression;
  bool any_case = true;
};

PatternText read_pattern(const std::string& text) {
  const std::size_t last = text.rfind('/');
  if (text.size() < 3 || text.front() != '/' || last == 0) return {text};
  const std::string flags = text.substr(last + 1);
  if (flags.find_first_not_of("dgimsuvy") != std::string::npos) return {text};
  return {text.substr(1, last - 1), flags.find('i') != std::string::npos};
}

std::string_view secret_of(const std::cmatch& match) {
  for (std::size_t i = match.size(); i > 1; --i) {
    const auto& group = match[i - 1];
    if (group.matched && group.length() > 0) {
      return {group.first, static_cast<std::size_t>(group.length())};
    }
  }
  return {match[0].first, static_cast<std::size_t>(match[0].length())};
}

std::string mask_matches(const std::regex& expression, std::string_view text) {
  std::string out;
  const char* done = text.data();
  const char* const end = text.data() + text.size();
  for (std::cregex_iterator it(text.data(), end, expression), none; it != none; ++it) {
    const std::string_view secret = secret_of(*it);
    if (secret.empty()) continue;
    out.append(done, secret.data());
    out += masked(secret);
    done = secret.data() + secret.size();
  }
  out.append(done, end);
  return out;
}

std::string mask_exactly(const std::string& secret, std::string text) {
  for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += 3) {
    text.replace(at, secret.size(), "***");
  }
  return text;
}

}  // namespace

struct Redactor::Pattern {
  std::regex expression;
};

Redactor::Redactor() = default;
Redactor::~Redactor() = default;
Redactor::Redactor(Redactor&&) noexcept = default;
Redactor& Redactor::operator=(Redactor&&) noexcept = default;

std::string masked(std::string_view secret) {
  if (secret.size() < kShownFrom) return "***";
  std::string out(utf8_clip(secret, kShownStart));
  out += "\xE2\x80\xA6";
  std::size_t tail = secret.size() - kShownEnd;
  while (tail < secret.size() && (static_cast<unsigned char>(secret[tail]) & 0xC0) == 0x80) ++tail;
  out += secret.substr(tail);
  return out;
}

// The library's default walks back and forth, for as long as a line pleases and as deep as its
// length; this kind does neither. It knows no references to groups.
Status Redactor::use_patterns(const std::vector<std::string>& patterns) {
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const PatternText pattern = read_pattern(patterns[i]);
    auto flags = std::regex::ECMAScript | std::regex_constants::__polynomial;
    if (pattern.any_case) flags |= std::regex::icase;
    try {
      patterns_.push_back({std::regex(pattern.expression, flags)});
    } catch (const std::regex_error& error) {
      return invalid_request(
          "logging.redactPatterns[" + std::to_string(i) +
          "] is no regular expression that this gateway can use: " + error.what() +
          ". Look-behind, references to groups and (?...) other than (?:...), "
          "(?=...) and (?!...) are not.");
    }
  }
  known_forms_ = false;
  return Done{};
}

void Redactor::add_secret(std::string_view secret) {
  if (secret.size() >= kLeastSecret) secrets_.emplace_back(secret);
}

std::string Redactor::redact(std::string_view text) const {
  std::string out(text);
  for (const std::string& secret : secrets_) out = mask_exactly(secret, std::move(out));
  if (known_forms_) return mask_known_forms(out);
  for (const Pattern& pattern : patterns_) out = mask_matches(pattern.expression, out);
  return out;
}

}  // namespace openclaw
