// SPDX-License-Identifier: MIT
// A program that this one runs beside itself.
#pragma once
#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/clock.hpp"
#include "core/error.hpp"

namespace openclaw::cli {

// It has a process group of its own, reads nothing, knows none of the gateway's secrets, and is
// ended with this object as well as with this process, however that ends; what it has started in
// its group, too: a guard in that group waits for the end of this process.
class Child {
 public:
  enum class Kept { output, errors };  // which of the two streams is read; the other is dropped

  // argv[0] is the path of the program.
  static Result<std::unique_ptr<Child>> start(const std::vector<std::string>& argv, Kept kept);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  // What it has written so far, at most 64 kB of it. Waits until there is more, until it ends or
  // for the deadline.
  const std::string& read(Deadline until);
  // Whether it has ended; never waits.
  bool has_ended();
  // The exit status; 128 and the signal's number; -1 while it runs.
  [[nodiscard]] int status() const { return status_; }

 private:
  Child(pid_t pid, int stream) : pid_(pid), stream_(stream) {}
  void set_guard();
  void stop();

  const pid_t pid_;
  int stream_;
  pid_t guard_ = -1;
  int life_ = -1;  // closed when this process ends: the guard notices
  int status_ = -1;
  std::string text_;
};

}  // namespace openclaw::cli
