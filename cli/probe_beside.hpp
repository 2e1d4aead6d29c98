// SPDX-License-Identifier: MIT
// Targets of a probe that are asked at the same time, each in a process of its own: the TLS of
// libwebsockets is not for several threads of one process.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "cli/probe.hpp"

namespace openclaw::cli {

class AskedBeside {
 public:
  // Begins to ask. To be called while this process has no other threads.
  AskedBeside(ProbeTarget of, Deadline deadline);
  ~AskedBeside();
  AskedBeside(AskedBeside&& other) noexcept;
  AskedBeside(const AskedBeside&) = delete;
  AskedBeside& operator=(const AskedBeside&) = delete;
  AskedBeside& operator=(AskedBeside&&) = delete;

  // Waits for the answer, little longer than for the deadline.
  ProbeFacts facts();

 private:
  void end();

  ProbeTarget of_;
  Deadline deadline_;
  pid_t pid_ = -1;
  int stream_ = -1;
};

// What was found out of a target, but for the target itself, as bytes between two processes of this
// same program.
std::string pack_facts(const ProbeFacts& facts);
// False when these are not all of them.
bool unpack_facts(std::string_view bytes, ProbeFacts& facts);

}  // namespace openclaw::cli
