// SPDX-License-Identifier: MIT
// Whether, and how much, is announced: from the configuration and the environment.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace mdns {

// kAuto is minimal where the gateway can be reached from elsewhere, and off where it cannot.
enum class Mode { kOff, kAuto, kMinimal, kFull };
std::string_view mode_name(Mode mode);

using Environment = std::function<std::string(const char* name)>;  // empty: not set

// From the configuration, as JSON or empty.
struct Asked {
  std::string mode;         // discovery.mdns.mode
  std::string the_plugins;  // plugins.entries.bonjour.enabled, the official gateway's switch
};
struct Choice {
  Mode mode = Mode::kOff;
  std::string why;       // what switched it off, when the configuration asked for no such thing
  bool unasked = false;  // the configuration asked for more
};
// The environment switches off; a container does too unless the environment says that it must not.
Choice chosen_mode(const Asked& asked, const Environment& environment,
                   const std::function<bool()>& in_container);

struct Extras {
  std::string host_label;      // wanted instead of the machine's; empty: nothing wanted
  bool label_refused = false;  // what was wanted is no name of a host
  std::string tailnet_name;    // wanted instead of the one that is known; empty: nothing wanted
  std::uint16_t ssh_port = 22;
  std::string cli_path;
};
Extras read_extras(const Environment& environment, const std::string& own_program);

// Between two questions whether what is announced still is: `checkSeconds` of the plugin's own
// configuration, as JSON or empty.
std::uint64_t look_pause_ms(std::string_view own_config);

}  // namespace mdns
