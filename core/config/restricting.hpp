// SPDX-License-Identifier: MIT
// Keys that narrow who may come in or what may run, and that this build does not obey: they are
// refused, never passed over. No I/O, any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/config/check.hpp"

namespace openclaw {

// Each of them that the configuration sets, with the remedy.
std::vector<ConfigIssue> unsupported_restrictions(const cJSON* root);

// What is said of such a key; `remedy` is a sentence.
std::string not_honoured(std::string_view remedy);

// Whether this key is one of them.
bool is_restricting(std::string_view path);

}  // namespace openclaw
