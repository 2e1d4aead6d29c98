// SPDX-License-Identifier: MIT
// Whether a file can be a shared object of this machine. The dynamic linker maps what the file's
// own headers promise; where the file ends earlier, the process would end with SIGBUS.
#pragma once
#include <string>

namespace openclaw {

// What is wrong with it, and what to do; empty when nothing is.
std::string elf_problem(const std::string& file);

}  // namespace openclaw
