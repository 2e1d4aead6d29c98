// SPDX-License-Identifier: MIT
// Tests of what a whole process has or loses: its limits, its user, its life.
#pragma once
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace openclaw {

// The exit code of `body` in a child of its own; -1 when a signal ended it. To be called while this
// process has one thread.
inline int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace openclaw
