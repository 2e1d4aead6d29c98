// SPDX-License-Identifier: MIT
#include "core/config/redact.hpp"

#include <algorithm>
#include <array>
#include <openclaw/ascii.hpp>
#include <string>

namespace openclaw {
namespace {

bool is_reference(std::string_view text) { return text.starts_with("${") && text.ends_with('}'); }

// scheme://user:password@host
bool holds_login(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view host = text.substr(scheme + 3, text.find('/', scheme + 3) - scheme - 3);
  const std::size_t at = host.rfind('@');
  return at != std::string_view::npos && host.substr(0, at).find(':') != std::string_view::npos;
}

void hide(cJSON* text) {
  if (*text->valuestring == '\0' || is_reference(text->valuestring)) return;
  cJSON_SetValuestring(text, std::string(kRedacted).c_str());
}

// {source, provider, id}, and nothing else: where a secret is only named, nothing is hidden.
bool names_a_secret(const cJSON* node) {
  if (json_get(node, "source") == nullptr || json_get(node, "id") == nullptr) return false;
  const int members = cJSON_GetArraySize(node);
  return members == 2 || (members == 3 && json_get(node, "provider") != nullptr);
}

// Whether what stands under `key`, `depth` keys below the root, is hidden. The root's section
// `secrets` declares where secrets are, and holds none itself; the variables and arguments of
// programs are named as their owners like.
bool hides(std::string_view key, std::size_t depth) {
  if (depth == 0 && key == "secrets") return false;
  return key == "env" || key == "args" || is_secret_key(key);
}

void redact(cJSON* node, bool secret, std::size_t depth) {
  if (cJSON_IsString(node)) {
    if (secret || holds_login(node->valuestring)) hide(node);
    return;
  }
  const bool reference = names_a_secret(node);
  cJSON* item = nullptr;
  cJSON_ArrayForEach(item, node) {
    const std::string_view key = item->string != nullptr ? item->string : "";
    redact(item, !reference && (secret || hides(key, depth)), depth + 1);
  }
}

}  // namespace

bool is_secret_key(std::string_view key) {
  std::string plain;
  for (const char c : key) {
    if (c == '_' || c == '-' || c == '.') continue;
    plain += oc::lower(c);
  }
  constexpr std::array<std::string_view, 3> kFiles{"file", "path", "provider"};
  const auto ends = [&](std::string_view end) { return plain.ends_with(end); };
  if (std::any_of(kFiles.begin(), kFiles.end(), ends)) return false;
  constexpr std::array<std::string_view, 5> kEnds{"token", "headers", "serviceaccount",
                                                  "serviceaccountref", "authorization"};
  constexpr std::array<std::string_view, 7> kParts{
      "password", "secret", "apikey", "privatekey", "accesskey", "encryptkey", "passphrase"};
  return std::any_of(kEnds.begin(), kEnds.end(), ends) ||
         std::any_of(kParts.begin(), kParts.end(),
                     [&](std::string_view part) { return plain.find(part) != std::string::npos; });
}

void redact_config(cJSON* node, const ConfigPath& above) {
  bool secret = false;
  for (std::size_t depth = 0; depth < above.size(); ++depth) {
    secret = secret || hides(above[depth], depth);
  }
  redact(node, secret, above.size());
}

bool holds_redacted(const cJSON* node) {
  if (cJSON_IsString(node)) {
    return std::string_view(node->valuestring).find(kRedacted) != std::string_view::npos;
  }
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, node) {
    if (holds_redacted(item)) return true;
  }
  return false;
}

}  // namespace openclaw
