// SPDX-License-Identifier: MIT
// The profile for trying things out: made at its first start, wiped on request.
#pragma once
#include "core/error.hpp"

namespace openclaw::cli {

// Whether the flag or the environment asks for it.
bool is_dev(bool by_flag);

// Writes its configuration and its workspace where they are missing, and tells.
Status make_dev();

// Removes its configuration, credentials, sessions and workspace, and tells. Only ever in
// ~/.openclaw-dev: refused when that is a symbolic link or somebody else's, when the environment
// names another place, or while a gateway runs there.
Status reset_dev();
// Whether the environment names no other place.
Status may_reset_dev();

}  // namespace openclaw::cli
