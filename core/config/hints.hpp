// SPDX-License-Identifier: MIT
// What forms show beside a configuration key: its name in words, whether it is a secret, and
// whether it has a use in this build. No I/O, any thread.
#pragma once
#include <string>
#include <string_view>

#include "core/json/json.hpp"

namespace openclaw {

// "Custom Bind Host" of "customBindHost".
std::string config_label(std::string_view key);

// The hint of one path, an object.
void write_hint(JsonWriter& out, std::string_view path);

// The hints of all keys, an object by path: `*` stands for any key, `[]` for an item.
void write_hints(JsonWriter& out);

}  // namespace openclaw
