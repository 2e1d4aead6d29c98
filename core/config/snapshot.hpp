// SPDX-License-Identifier: MIT
// The configuration file as clients see it. Blocks: reads the file anew.
#pragma once
#include <string>

#include "core/config/hash.hpp"

namespace openclaw {

struct ConfigFacts {
  std::string file;
  std::string plugin_dir;
  std::string version;
  ConfigHash hash;
  std::string applied_hash;  // of what the gateway runs with
};

// The reply to config.get. Secrets are not in it; a file that cannot be used is told with its
// issues.
std::string config_snapshot_json(const ConfigFacts& facts);

}  // namespace openclaw
