// SPDX-License-Identifier: MIT
// The name that this machine has for itself. Any thread.
#pragma once
#include <sys/utsname.h>

#include <string>

namespace openclaw {

// Empty where the kernel tells none.
inline std::string host_name() {
  utsname system{};
  return uname(&system) == 0 ? system.nodename : "";
}

}  // namespace openclaw
