// SPDX-License-Identifier: MIT
// Which key stood behind a pinned certificate. A certificate that was renewed for the same key is
// as good as the pinned one.
#pragma once
#include <string>

namespace openclaw::cli {

class KnownKeys {
 public:
  // `path` is a JSON file of mode 0600; it need not be there.
  explicit KnownKeys(std::string path) : path_(std::move(path)) {}

  // The fingerprint of the key that was met with the certificate `pin`; empty: not yet.
  [[nodiscard]] std::string of(const std::string& pin) const;
  // Best effort: who cannot write, or finds another at it, goes on knowing the certificate alone.
  void remember(const std::string& pin, const std::string& key) const;

 private:
  std::string path_;
};

}  // namespace openclaw::cli
