// SPDX-License-Identifier: MIT
#include "core/secret.hpp"

#include <algorithm>

namespace openclaw {

bool Secret::matches(std::string_view tried) const {
  // Every byte of the longer one is looked at; the volatile sum keeps the compiler from stopping
  // early.
  const std::size_t longest = std::max(text_.size(), tried.size());
  volatile unsigned char difference = text_.size() == tried.size() && !text_.empty() ? 0 : 1;
  for (std::size_t i = 0; i < longest; ++i) {
    const auto x = static_cast<unsigned char>(i < text_.size() ? text_[i] : 0);
    const auto y = static_cast<unsigned char>(i < tried.size() ? tried[i] : 0);
    difference = static_cast<unsigned char>(difference | (x ^ y));
  }
  return difference == 0;
}

}  // namespace openclaw
