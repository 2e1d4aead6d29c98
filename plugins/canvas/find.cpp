// SPDX-License-Identifier: MIT
#include "find.hpp"

#include <utility>

#include "assets.hpp"
#include "media_type.hpp"

namespace canvas {
namespace {

std::string joined(const FilePath& path) {
  std::string out;
  for (const std::string& name : path.names) out += (out.empty() ? "" : "/") + name;
  return out;
}

void append_html(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default: out += c;
    }
  }
}

// Where somebody looks for the page of a folder that has none: which file to write. An empty root
// is not told.
Found missing_page(const std::string& root, const FilePath& path) {
  const std::string folder = joined(path);
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\">"
      "<meta name=\"color-scheme\" content=\"light dark\"><title>OpenClaw Canvas</title>"
      "<p>There is no page here. Create <code>";
  append_html(page,
              (root.empty() ? "" : root + "/") + folder + (folder.empty() ? "" : "/") + kIndexPage);
  page +=
      root.empty() ? "</code> in the folder of the canvas.</p></html>\n" : "</code>.</p></html>\n";
  Found out;
  out.status = 404;
  out.type = "text/html; charset=utf-8";
  out.content = Content::of(std::move(page));
  return out;
}

}  // namespace

Found say(int status, std::string_view text) {
  Found out;
  out.status = status;
  out.content = Content(text);
  return out;
}

Found find_in_canvas(const std::string& root, const FilePath& path, Serving serving) {
  OpenedFile file = open_below(root, path);
  if (file.result == OpenResult::kTooLarge) {
    return say(413, "too large: files of up to 1 GB are served");
  }
  if (file.result == OpenResult::kDirectory) return say(302, "");
  if (file.result == OpenResult::kMissing) {
    if (!path.directory) return say(404, "not found");
    return missing_page(serving.tells_root ? root : std::string(), path);
  }
  Found out;
  out.status = 200;
  out.type = media_type(file.name);
  out.content = std::move(file.content);
  if (serving.bridge && is_html(file.name)) out.content.inject(bridge_script());
  return out;
}

Found find_in_a2ui(const FilePath& path) {
  if (path.names.empty() && !path.directory) return say(302, "");
  FilePath wanted = path;
  if (wanted.directory) wanted.names.emplace_back(kIndexPage);
  const std::string name = joined(wanted);
  const auto asset = find_asset(name);
  if (!asset) return say(404, "not found");
  Found out;
  out.status = 200;
  out.type = media_type(name);
  out.content = Content(*asset);
  if (is_html(name)) out.content.inject(bridge_script());
  return out;
}

}  // namespace canvas
