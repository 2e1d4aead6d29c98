// SPDX-License-Identifier: MIT
// `.env` files. Blocks: reads files.
#pragma once

namespace openclaw::cli {

// Sets the variables of `.env` in the working directory, then of that in the state directory; what
// is set already stays. The former may be a stranger's: it gives secrets (*_KEY, *_TOKEN, *_SECRET,
// *_PASSWORD) and the gateway's own token, password and port, and nothing that changes where the
// program keeps its things, whom it talks to or what it loads. A file that cannot be read is told
// on stderr.
void read_env_files();

}  // namespace openclaw::cli
