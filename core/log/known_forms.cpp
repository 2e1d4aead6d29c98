// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <openclaw/ascii.hpp>
#include <optional>

#include "core/log/redact.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool is_word(char c) { return oc::is_letter_or_digit(c) || c == '_'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_quote(char c) { return c == '"' || c == '\''; }
bool is_token(char c) { return is_word(c) || c == '-'; }
bool is_credential(char c) {
  return is_token(c) || c == '.' || c == '+' || c == '=' || c == '/' || c == '~';
}

bool starts_with(std::string_view text, std::string_view small_prefix) {
  return text.size() >= small_prefix.size() &&
         std::equal(small_prefix.begin(), small_prefix.end(), text.begin(),
                    [](char wanted, char c) { return wanted == oc::lower(c); });
}

bool ends_with(std::string_view text, std::string_view small_tail) {
  return text.size() >= small_tail.size() &&
         starts_with(text.substr(text.size() - small_tail.size()), small_tail);
}

template <class Is>
std::size_t skip(std::string_view text, std::size_t at, Is is) {
  while (at < text.size() && is(text[at])) ++at;
  return at;
}

// What is to be masked: [from, to).
struct Masked {
  std::size_t from = 0;
  std::size_t to = 0;
};
using Finding = std::optional<Masked>;

// Names in capitals are variables, where KEY alone is enough; `sessionKey` is no secret.
bool names_a_secret(std::string_view name) {
  for (const std::string_view tail :
       {"token", "secret", "password", "passwd", "passphrase", "apikey", "api_key", "api-key",
        "privatekey", "private_key", "private-key", "secretkey", "access_key", "accesskey"}) {
    if (ends_with(name, tail)) return true;
  }
  const bool capitals =
      std::none_of(name.begin(), name.end(), [](char c) { return oc::is_small_letter(c); });
  return capitals && ends_with(name, "key");
}

// A value at `at`, in quotes or up to white space. JSON within JSON has backslashes before its
// quotes, and as many at the end as at the start.
Finding value_at(std::string_view text, std::size_t at) {
  const std::size_t quote = skip(text, at, [](char c) { return c == '\\'; });
  if (quote < text.size() && is_quote(text[quote])) {
    const std::string_view opening = text.substr(at, quote + 1 - at);
    const std::size_t from = quote + 1;
    std::size_t to = from;
    for (; to < text.size(); ++to) {
      if (text[to] != text[quote]) continue;
      std::size_t slashes = 0;
      while (to - slashes > from && text[to - slashes - 1] == '\\') ++slashes;
      if (slashes + 1 > opening.size()) continue;
      to -= std::min(slashes, opening.size() - 1);
      break;
    }
    return to > from ? Finding({from, to}) : std::nullopt;
  }
  const std::size_t to =
      skip(text, at, [](char c) { return !is_space(c) && !is_quote(c) && c != '\\'; });
  return to > at ? Finding({at, to}) : std::nullopt;
}

// `NAME=value`, `name: value`, `"name":"value"`, `--name value`. `end` is where the name ends.
Finding assigned(std::string_view text, std::size_t name_at, std::size_t end) {
  if (!names_a_secret(text.substr(name_at, end - name_at))) return std::nullopt;
  std::size_t at = skip(text, end, [](char c) { return c == '\\'; });
  if (at < text.size() && is_quote(text[at])) {
    ++at;
  } else {
    at = end;
  }
  const std::size_t sign = skip(text, at, is_space);
  if (sign < text.size() && (text[sign] == '=' || text[sign] == ':')) {
    return value_at(text, skip(text, sign + 1, is_space));
  }
  const bool flag = name_at >= 2 && text.substr(name_at - 2, 2) == "--";
  if (!flag || sign == at || at != end) return std::nullopt;
  return value_at(text, sign);
}

// `Authorization: <scheme> <credentials>`, and `Bearer <credentials>` anywhere.
Finding authorization(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  constexpr std::string_view kBearer = "bearer";
  constexpr std::size_t kLeastBearer = 18;
  if (starts_with(rest, kBearer)) {
    const std::size_t from = skip(text, at + kBearer.size(), is_space);
    const std::size_t to = skip(text, from, is_credential);
    if (from > at + kBearer.size() && to - from >= kLeastBearer) return Masked{from, to};
  }
  constexpr std::string_view kHeader = "authorization";
  if (!starts_with(rest, kHeader)) return std::nullopt;
  const auto between = [](char c) { return is_space(c) || is_quote(c) || c == '\\'; };
  std::size_t from = skip(text, at + kHeader.size(), between);
  if (from == text.size() || (text[from] != ':' && text[from] != '=')) return std::nullopt;
  from = skip(text, from + 1, between);
  const std::size_t scheme = skip(text, from, is_token);
  const std::size_t second = skip(text, scheme, is_space);
  if (second > scheme && second < text.size()) from = second;
  const std::size_t to = skip(text, from, is_credential);
  return to > from ? Finding({from, to}) : std::nullopt;
}

struct TokenForm {
  std::string_view prefix;
  std::size_t least;  // bytes behind the prefix
};
constexpr std::array<TokenForm, 17> kTokenForms{{{"sk-", 8},
                                                 {"ghp_", 20},
                                                 {"gho_", 20},
                                                 {"ghu_", 20},
                                                 {"ghs_", 20},
                                                 {"github_pat_", 20},
                                                 {"xoxb-", 10},
                                                 {"xoxa-", 10},
                                                 {"xoxp-", 10},
                                                 {"xoxr-", 10},
                                                 {"xoxs-", 10},
                                                 {"xapp-", 10},
                                                 {"gsk_", 10},
                                                 {"aiza", 20},
                                                 {"pplx-", 10},
                                                 {"npm_", 10},
                                                 {"eyj", 20}}};

Finding token_by_form(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  for (const TokenForm& form : kTokenForms) {
    if (!starts_with(rest, form.prefix)) continue;
    // A JSON web token has its parts behind points.
    const bool points = form.prefix == "eyj";
    const std::size_t to = skip(text, at + form.prefix.size(),
                                [points](char c) { return is_token(c) || (points && c == '.'); });
    if (to - at - form.prefix.size() >= form.least) return Masked{at, to};
  }
  return std::nullopt;
}

// `<digits>:<token>`, the way a bot's token is written; in a path it stands behind "bot".
Finding bot_token(std::string_view text, std::size_t at) {
  constexpr std::size_t kLeastDigits = 6;
  constexpr std::size_t kLeastToken = 20;
  const std::size_t from = starts_with(text.substr(at), "bot") ? at + 3 : at;
  const std::size_t colon = skip(text, from, oc::is_digit);
  if (colon - from < kLeastDigits || colon == text.size() || text[colon] != ':') {
    return std::nullopt;
  }
  const std::size_t to = skip(text, colon + 1, is_token);
  return to - colon - 1 >= kLeastToken ? Finding({from, to}) : std::nullopt;
}

// The password of `scheme://user:password@host`; `at` is behind the slashes.
Finding url_password(std::string_view text, std::size_t at) {
  const std::size_t colon = skip(text, at, [](char c) {
    return !is_space(c) && !is_quote(c) && c != ':' && c != '/' && c != '@' && c != '?';
  });
  if (colon == text.size() || text[colon] != ':') return std::nullopt;
  const std::size_t to = skip(text, colon + 1, [](char c) {
    return !is_space(c) && !is_quote(c) && c != '/' && c != '@' && c != '?';
  });
  const bool password = to < text.size() && text[to] == '@' && to > colon + 1;
  return password ? Finding({colon + 1, to}) : std::nullopt;
}

// What is between the first and the last line of a private key; all of it when it has no end.
Finding private_key(std::string_view text, std::size_t at) {
  constexpr std::string_view kBegin = "-----begin ";
  constexpr std::string_view kKey = "PRIVATE KEY-----";
  if (!starts_with(text.substr(at), kBegin)) return std::nullopt;
  const std::size_t head =
      skip(text, at + kBegin.size(), [](char c) { return oc::is_letter_or_digit(c) || c == ' '; });
  const std::size_t from = head + 5;
  if (!text.substr(0, from).ends_with(kKey)) return std::nullopt;
  const std::size_t end = text.find("-----END ", from);
  return Masked{from, end == kNone ? text.size() : end};
}

// The first secret that begins with the word at `at`, which ends at `end`.
Finding in_word(std::string_view text, std::size_t at, std::size_t end) {
  if (const auto found = assigned(text, at, end)) return found;
  switch (oc::lower(text[at])) {
    case 'a':
      if (const auto found = authorization(text, at)) return found;
      break;
    case 'b':
      if (const auto found = authorization(text, at)) return found;
      return bot_token(text, at);
    default: break;
  }
  return oc::is_digit(text[at]) ? bot_token(text, at) : token_by_form(text, at);
}

}  // namespace

std::string mask_known_forms(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    Finding found;
    std::size_t next = at + 1;
    const char c = text[at];
    if (is_word(c)) {
      // A name may have dashes, `x-api-key`; a token begins after any of them.
      next = skip(text, at, is_word);
      const std::size_t end = skip(text, at, is_token);
      found = in_word(text, at, next);
      if (!found && end > next) found = assigned(text, at, end);
    } else if (c == '-') {
      found = private_key(text, at);
    } else if (c == '/' && at > 1 && text.substr(at - 2, 3) == "://") {
      found = url_password(text, at + 1);
    }
    if (!found) {
      at = next;
      continue;
    }
    const std::string_view secret = text.substr(found->from, found->to - found->from);
    out += text.substr(done, found->from - done);
    out += c == '-' ? "\xE2\x80\xA6"
                      "redacted"
                      "\xE2\x80\xA6"
                    : masked(secret);
    done = at = found->to;
  }
  out += text.substr(done);
  return out;
}

}  // namespace openclaw
