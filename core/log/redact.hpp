// SPDX-License-Identifier: MIT
// Keeps secrets out of the log: what looks like one, what the operator's patterns find, and the
// gateway's own. A secret of 18 bytes and more keeps its first 6 and last 4. No I/O; any thread.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace openclaw {

// The secret as it may be shown.
std::string masked(std::string_view secret);

// Masks values of keys, variables and flags named like a secret, Authorization headers, passwords
// in URLs, private keys in PEM, and the tokens of known services by their form.
std::string mask_known_forms(std::string_view text);

class Redactor {
 public:
  Redactor();
  ~Redactor();
  Redactor(Redactor&&) noexcept;
  Redactor& operator=(Redactor&&) noexcept;

  // Finds nothing but the secrets added below.
  void use_none() { known_forms_ = false; }
  // In the place of the known forms. A pattern is a regular expression, any case counts, or
  // `/expression/flags`; its last group that took part is the secret, without one all it matches.
  // The error names the place of the pattern and the reason.
  Status use_patterns(const std::vector<std::string>& patterns);
  // A text that is always masked in full. Too short ones would mask ordinary words and are passed
  // over.
  void add_secret(std::string_view secret);

  [[nodiscard]] std::string redact(std::string_view text) const;

 private:
  struct Pattern;
  std::vector<Pattern> patterns_;
  std::vector<std::string> secrets_;
  bool known_forms_ = true;
};

}  // namespace openclaw
