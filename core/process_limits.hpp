// SPDX-License-Identifier: MIT
// What the process as a whole may have. Call both before anything else is set up.
#pragma once

namespace openclaw {

// As many descriptors as there may be clients, files and plugins: 8192, or the hard limit.
void limit_descriptors();

// What was used for a large frame goes back to the system once the frame is done with.
void return_memory_early();

}  // namespace openclaw
