// SPDX-License-Identifier: MIT
#include "core/http/strict_transport.hpp"

#include <algorithm>
#include <openclaw/text.hpp>
#include <optional>
#include <set>
#include <string>

#include "core/http/field.hpp"

namespace openclaw {
namespace {

// A token, or what stands between quotes with its escapes undone; taken off the front of `rest`.
std::optional<std::string> take_value(std::string_view& rest) {
  if (!rest.starts_with('"')) {
    const std::string_view token = rest.substr(0, rest.find_first_of("; \t"));
    if (!is_http_token(token)) return std::nullopt;
    rest.remove_prefix(token.size());
    return std::string(token);
  }
  std::string out;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return out;
    }
    if (rest[i] == '\\' && ++i == rest.size()) break;
    if (static_cast<unsigned char>(rest[i]) < 0x20 || rest[i] == 0x7F) break;
    out += rest[i];
  }
  return std::nullopt;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

class Directives {
 public:
  // Takes the next one, or none, up to its semicolon off the front of `rest`.
  bool take(std::string_view& rest) {
    const std::string name = oc::lower(trimmed_field(rest.substr(0, rest.find_first_of("=;"))));
    rest.remove_prefix(std::min(rest.find_first_of("=;"), rest.size()));
    std::optional<std::string> value;
    if (rest.starts_with('=')) {
      rest = trimmed_field(rest.substr(1));
      value = take_value(rest);
      if (!value) return false;
      rest = trimmed_field(rest);
    }
    if (!rest.empty() && rest.front() != ';') return false;
    if (!rest.empty()) rest.remove_prefix(1);
    if (name.empty()) return !value;
    return is_http_token(name) && names_.insert(name).second && suits(name, value);
  }
  [[nodiscard]] bool has_age() const { return names_.count("max-age") != 0; }

 private:
  static bool suits(const std::string& name, const std::optional<std::string>& value) {
    if (name == "max-age") return value && is_number(*value);
    return name != "includesubdomains" || !value;
  }

  std::set<std::string> names_;
};

}  // namespace

bool is_strict_transport(std::string_view value) {
  Directives directives;
  while (!value.empty()) {
    if (!directives.take(value)) return false;
  }
  return directives.has_age();
}

}  // namespace openclaw
