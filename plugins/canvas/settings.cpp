// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <strings.h>

#include <openclaw/json.hpp>

namespace canvas {
namespace {

bool is_truthy(const std::string& value) {
  for (const char* word : {"1", "true", "yes", "on"}) {
    if (strcasecmp(value.c_str(), word) == 0) return true;
  }
  return false;
}

void read(const cJSON* host, Settings& out) {
  out.enabled = oc::flag(host, "enabled", out.enabled);
  out.live_reload = oc::flag(host, "liveReload", out.live_reload);
  out.root = oc::text(host, "root", out.root);
  out.port = oc::integer(host, "port", out.port);
}

std::string full_path(const std::string& path, const std::string& home) {
  const bool is_home = path == "~" || path.starts_with("~/");
  return is_home && !home.empty() ? home + path.substr(1) : path;
}

}  // namespace

Settings read_settings(std::string_view shared, std::string_view own, const Surroundings& around) {
  Settings out;
  if (const oc::Json tree = oc::parse(shared)) read(tree.get(), out);
  const oc::Json tree = oc::parse(own);
  if (const cJSON* host = oc::get(tree.get(), "host")) read(host, out);
  if (is_truthy(around.skip)) out.enabled = false;
  out.root = out.root.empty() ? around.state_dir + "/canvas" : full_path(out.root, around.home);
  while (out.root.size() > 1 && out.root.ends_with('/')) out.root.pop_back();
  return out;
}

}  // namespace canvas
