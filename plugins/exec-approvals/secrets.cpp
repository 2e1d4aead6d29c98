// SPDX-License-Identifier: MIT
#include "secrets.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <openclaw/ascii.hpp>
#include <utility>

namespace approvals {
namespace {

constexpr std::string_view kMask = "***";
constexpr std::size_t kLongEnough = 18;  // of a longer one both ends tell which it is
constexpr std::size_t kShownFirst = 6;
constexpr std::size_t kShownLast = 4;

constexpr std::array<std::string_view, 13> kPrefixes = {
    "sk-",   "ghp_",   "gho_", "ghs_", "ghu_", "github_pat_", "xoxb-",
    "xoxp-", "glpat-", "AKIA", "npm_", "hf_",  "AIza"};
constexpr std::array<std::string_view, 5> kSecretNames = {"token", "secret", "password", "passwd",
                                                          "api-key"};

bool is_name(char c) { return oc::is_letter_or_digit(c) || c == '_' || c == '-'; }
bool ends_value(char c) {
  return std::string_view(" \t\r\n\"'`&;|<>(),{}").find(c) != std::string_view::npos;
}

std::string masked(std::string_view secret) {
  const bool plain = std::all_of(secret.begin(), secret.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (secret.size() < kLongEnough || !plain) return std::string(kMask);
  return std::string(secret.substr(0, kShownFirst)) + "…" +
         std::string(secret.substr(secret.size() - kShownLast));
}

bool names_secret(std::string_view name) {
  for (const std::string_view end : {"KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD"}) {
    if (name.ends_with(end)) return true;
  }
  std::string lower(name);
  for (char& c : lower) {
    c = c == '_' ? '-' : oc::lower(c);
  }
  return std::any_of(kSecretNames.begin(), kSecretNames.end(),
                     [&](std::string_view end) { return lower.ends_with(end); });
}

// Where the value of the name in front of `rest` begins; npos: it has none.
std::size_t value_behind(std::string_view name, std::string_view rest) {
  if (rest.starts_with("=")) return 1;
  const bool is_flag = name.starts_with("--");
  const std::size_t sign = rest.starts_with("\":") ? 2 : rest.starts_with(":") ? 1 : 0;
  if (sign == 0 && !(is_flag && rest.starts_with(" "))) return std::string_view::npos;
  return std::min(rest.find_first_not_of(' ', sign), rest.size());
}

// How long the value is that `text` begins with, and how much of it is its quote.
std::pair<std::size_t, std::size_t> value_size(std::string_view text) {
  const bool quoted = !text.empty() && (text[0] == '"' || text[0] == '\'');
  if (quoted) {
    const std::size_t end = text.find(text[0], 1);
    return {(end == std::string_view::npos ? text.size() : end) - 1, 1};
  }
  const auto* end = std::find_if(text.begin(), text.end(), ends_value);
  return {static_cast<std::size_t>(end - text.begin()), 0};
}

class Masker {
 public:
  explicit Masker(std::string_view text) : rest_(text) { out_.reserve(text.size()); }
  std::string run() {
    while (!rest_.empty()) {
      if (!is_name(rest_[0])) {
        url_password();
        if (!rest_.empty()) copy(1);
      } else {
        word();
      }
    }
    return std::move(out_);
  }

 private:
  void copy(std::size_t bytes) {
    out_ += rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
  }
  void mask(std::size_t bytes, bool whole) {
    out_ += whole ? std::string(kMask) : masked(rest_.substr(0, bytes));
    rest_.remove_prefix(bytes);
  }
  // "://user:password@"
  void url_password() {
    if (!rest_.starts_with("://")) return;
    const std::size_t end = rest_.find_first_of(" \t\r\n\"'/?#", 3);
    const std::string_view host = rest_.substr(3, end == std::string_view::npos ? end : end - 3);
    const std::size_t at = host.rfind('@');
    const std::size_t colon = host.find(':');
    if (at == std::string_view::npos || colon == std::string_view::npos || colon > at) return;
    copy(3 + colon + 1);
    mask(at - colon - 1, true);
  }
  void word() {
    const auto* last = std::find_if_not(rest_.begin(), rest_.end(), is_name);
    const std::string_view name = rest_.substr(0, static_cast<std::size_t>(last - rest_.begin()));
    if (name.size() >= kLongEnough && is_known_token(name)) return mask(name.size(), false);
    copy(name.size());
    const bool bearer = name == "Bearer" && rest_.starts_with(" ");
    const std::size_t at = bearer               ? 1
                           : names_secret(name) ? value_behind(name, rest_)
                                                : std::string_view::npos;
    if (at == std::string_view::npos) return;
    const bool assigned = rest_[0] == '=' && !name.starts_with("--") && names_secret_loudly(name);
    copy(at);
    const auto [size, quote] = value_size(rest_);
    copy(quote);
    if (size > 0 && rest_.substr(0, size) != "Bearer") mask(size, assigned);
  }
  static bool is_known_token(std::string_view name) {
    return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                       [&](std::string_view prefix) { return name.starts_with(prefix); });
  }
  // An environment variable: nothing of its value is shown.
  static bool names_secret_loudly(std::string_view name) {
    return std::none_of(name.begin(), name.end(),
                        [](unsigned char c) { return std::islower(c) != 0; });
  }

  std::string_view rest_;
  std::string out_;
};

}  // namespace

std::string without_secrets(std::string_view text) { return Masker(text).run(); }

}  // namespace approvals
