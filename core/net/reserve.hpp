// SPDX-License-Identifier: MIT
#pragma once

namespace openclaw {

// The last few descriptors are no peer's: the gateway must still open its files. The system gives
// out the lowest free number, so a high one tells that few are left. Any thread.
bool is_reserved_descriptor(int fd);

}  // namespace openclaw
