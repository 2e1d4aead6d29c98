// SPDX-License-Identifier: MIT
// `.env` files. Blocks: reads files.
#pragma once

namespace openclaw::cli {

// Sets the variables of `.env` in the working directory, then of that in the state directory; what
// is set already stays. The former may be a stranger's: it cannot move where the program keeps its
// things or whom it talks to (OPENCLAW_*, but for the gateway's secrets and port), nor change how
// programs are loaded. A file that cannot be read is told on stderr.
void read_env_files();

}  // namespace openclaw::cli
