// SPDX-License-Identifier: MIT
// What a request finds in one of the plugin's places; 302: a directory that was asked for without
// its '/'. Blocking: for a thread of the pool.
#pragma once
#include <string>
#include <string_view>

#include "answer.hpp"
#include "request_path.hpp"

namespace canvas {

// A file of the canvas, with the bridge in it when it is a page and the page is to reload.
struct Serving {
  bool bridge = false;      // its script goes into pages
  bool tells_root = false;  // a page that is missing is told with its place on the disk
};
Found find_in_canvas(const std::string& root, const FilePath& path, Serving serving);
// A file of the renderer of A2UI.
Found find_in_a2ui(const FilePath& path);
// An answer in one line.
Found say(int status, std::string_view text);  // which outlives it

}  // namespace canvas
