// SPDX-License-Identifier: MIT
// The pages that are built into the plugin: see web/ and embed.py.
#pragma once
#include <optional>
#include <string_view>

namespace canvas {

// A file of web/a2ui, by its path in there.
std::optional<std::string_view> find_asset(std::string_view name);
// bridge.js, as the element that is put into a page.
std::string_view bridge_script();
// What a new canvas begins with.
std::string_view starter_page();

}  // namespace canvas
