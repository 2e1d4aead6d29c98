// SPDX-License-Identifier: MIT
#include "api_key.hpp"

#include <algorithm>
#include <openclaw/json.hpp>
#include <openclaw/text.hpp>

namespace openai {
namespace {

constexpr std::string_view kOpenAiVariable = "OPENAI_API_KEY";

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; });
}

KeyAnswer variable(const std::string& name, std::string_view place,
                   const Environment& environment) {
  KeyAnswer out{environment(name.c_str()), {}};
  if (out.key.empty()) {
    out.problem =
        std::string(place) + " names the environment variable " + name + ", which is not set";
  }
  return out;
}

}  // namespace

bool is_openais_own(std::string_view base_url) {
  constexpr std::string_view kScheme = "https://";
  constexpr std::string_view kHost = "api.openai.com";
  const std::string url = oc::lower(base_url);
  if (url.compare(0, kScheme.size(), kScheme) != 0) return false;
  const std::string_view rest = std::string_view(url).substr(kScheme.size());
  std::string_view host = rest.substr(0, rest.find('/'));
  if (host.ends_with(":443")) host.remove_suffix(4);
  // A user before an @, a ? or a backslash: readers do not agree where the name is then.
  const bool plain = std::all_of(host.begin(), host.end(), [](char c) {
    return oc::is_letter_or_digit(c) || c == '-' || c == '.';
  });
  return plain && (host == kHost || host.ends_with(std::string(".") + std::string(kHost)));
}

std::string key_variable(std::string_view provider) {
  std::string out;
  for (const char c : provider) out += oc::is_letter_or_digit(c) ? oc::upper(c) : '_';
  return out + "_API_KEY";
}

KeyAnswer read_secret(const cJSON* secret, std::string_view place, const Environment& environment) {
  if (cJSON_IsString(secret)) {
    const std::string text = secret->valuestring;
    const bool named = text.size() > 3 && text.substr(0, 2) == "${" && text.back() == '}';
    if (!named) return {text, {}};
    return variable(text.substr(2, text.size() - 3), place, environment);
  }
  if (!cJSON_IsObject(secret)) return {};
  if (oc::text(secret, "source") == "env") {
    return variable(std::string(oc::text(secret, "id")), place, environment);
  }
  return {{}, std::string(place) + ": a reference needs the source \"env\" in this build"};
}

KeyAnswer find_key(const KeyQuestion& question, const Environment& environment) {
  const std::string name = key_variable(question.provider);
  const bool own = is_openais_own(question.base_url);
  KeyAnswer out;
  if (own || name != kOpenAiVariable) out.key = environment(name.c_str());
  if (out.key.empty()) out = read_secret(question.configured, question.place, environment);
  if (!printable(out.key)) {
    return {{},
            "the API key holds a space or a line break; mend " + name + " or " +
                std::string(question.place)};
  }
  if (!out.problem.empty() || !out.key.empty() || !own) return out;
  out.problem = "no API key: set " + name + " or " + std::string(question.place) +
                ", and restart the gateway";
  return out;
}

}  // namespace openai
