// SPDX-License-Identifier: MIT
// What the path of a request asks for: by which capability, from which of the plugin's places, and
// which file there. No I/O.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace canvas {

// What a directory answers with.
inline constexpr const char* kIndexPage = "index.html";

// "/__openclaw__/cap/<capability>/<path>" taken apart; any other path is itself, and has none.
struct ScopedPath {
  std::string_view path;
  std::string_view capability;
  bool malformed = false;  // it begins as a scoped one, and is none
};
ScopedPath split_scope(std::string_view path);

enum class Area { kNone, kCanvas, kA2ui, kReload };

struct Place {
  Area area = Area::kNone;
  std::string_view rest;  // empty, or begins with '/'; escapes as sent
};
Place find_place(std::string_view path);

// A file by the names that lead to it, none of which is "..", has a '/' or is empty.
struct FilePath {
  std::vector<std::string> names;
  bool directory = false;  // asked for with a '/' at its end
};
// Undoes the escapes, once. Nothing: the path leads outside, or is no path.
std::optional<FilePath> read_file_path(std::string_view rest);

}  // namespace canvas
