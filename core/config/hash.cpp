// SPDX-License-Identifier: MIT
#include "core/config/hash.hpp"

#include "core/digest.hpp"
#include "core/file.hpp"
#include "core/ids.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kMostKeyFile = 4096;

}  // namespace

Result<ConfigHash> ConfigHash::open(const std::string& key_file) {
  auto kept = read_file(key_file, kMostKeyFile);
  if (!kept) return kept.error();
  // Anything shorter is what a full disk left.
  if (kept->has_value() && (*kept)->size() >= 2 * kKeyBytes) return ConfigHash(std::move(**kept));
  std::string key = random_hex(kKeyBytes);
  if (Status written = write_file_atomically(key_file, key); !written) return written.error();
  return ConfigHash(std::move(key));
}

std::string ConfigHash::of(std::string_view text) const {
  return "hmac-sha256:v1:" + base64url_of(hmac_sha256(key_, text));
}

}  // namespace openclaw
