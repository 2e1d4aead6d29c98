// SPDX-License-Identifier: MIT
#include "secrets.hpp"

#include <algorithm>

namespace openai {
namespace {

constexpr std::size_t kShortest = 8;  // a shorter one is a word that means nothing
constexpr std::string_view kMask = "***";

void mask_all(std::string& text, const std::string& secret) {
  for (std::size_t at = text.find(secret); at != std::string::npos;
       at = text.find(secret, at + kMask.size())) {
    text.replace(at, secret.size(), kMask);
  }
}

// Whoever cut the text may have cut a secret in two.
void mask_end(std::string& text, std::string_view secret) {
  for (std::size_t size = std::min(secret.size(), text.size()); size >= kShortest; --size) {
    if (std::string_view(text).substr(text.size() - size) != secret.substr(0, size)) continue;
    text.replace(text.size() - size, size, kMask);
    return;
  }
}

}  // namespace

Secrets::Secrets(const Settings& settings) {
  add(settings.api_key);
  for (const auto& [name, value] : settings.headers) {
    add(value);
    // "Bearer abc": servers say back the part behind the scheme.
    const std::size_t space = value.find(' ');
    if (space != std::string::npos) add(std::string_view(value).substr(space + 1));
  }
  std::sort(all_.begin(), all_.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

void Secrets::add(std::string_view secret) {
  if (secret.size() >= kShortest) all_.emplace_back(secret);
}

std::string Secrets::masked(std::string_view text) const {
  std::string out(text);
  for (const std::string& secret : all_) mask_all(out, secret);
  for (const std::string& secret : all_) mask_end(out, secret);
  return out;
}

}  // namespace openai
