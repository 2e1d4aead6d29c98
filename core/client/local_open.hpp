// SPDX-License-Identifier: MIT
// Whether programs of this machine need no secret in the simple dialect: as long as the owner has
// chosen none, which is so while the token is the one that the first start made up. A note of that
// token's digest in the state directory tells it from one that the owner wrote.
#pragma once
#include <string>

#include "core/config/config.hpp"
#include "core/settings.hpp"

namespace openclaw {

// Leaves the note of a token that was made up because nothing was configured. Call it before
// is_local_open(); it writes nothing otherwise.
Status note_made_token(const Settings& settings, const std::string& note_file);

// False where gateway.auth.localOpen says so, where the gateway listens beyond the loopback, where
// the secret stands on the command line or in the environment, and when in doubt.
bool is_local_open(const Settings& settings, const Config& config, const std::string& note_file);

}  // namespace openclaw
