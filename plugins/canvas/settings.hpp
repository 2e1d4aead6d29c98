// SPDX-License-Identifier: MIT
// What the configuration says of the canvas. No I/O.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace canvas {

struct Surroundings {
  std::string state_dir;
  std::string home;
  std::string skip;  // OPENCLAW_SKIP_CANVAS_HOST
};

struct Settings {
  bool enabled = true;
  bool live_reload = true;
  std::string root;
  std::int64_t port = 0;  // 0: none was named
};

// `shared` is canvasHost, `own` the plugin's configuration, whose `host` wins. Both JSON or empty.
Settings read_settings(std::string_view shared, std::string_view own, const Surroundings& around);

}  // namespace canvas
