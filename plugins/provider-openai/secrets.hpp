// SPDX-License-Identifier: MIT
// What nobody may read in a log or an error: the key of a provider and the values of its headers.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "settings.hpp"

namespace openai {

class Secrets {
 public:
  Secrets() = default;  // none
  explicit Secrets(const Settings& settings);

  // The text with "***" in the place of each secret, and of what is left of one at its end.
  [[nodiscard]] std::string masked(std::string_view text) const;

 private:
  void add(std::string_view secret);

  std::vector<std::string> all_;  // the longest first: one may be a part of another
};

}  // namespace openai
