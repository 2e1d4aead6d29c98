// SPDX-License-Identifier: MIT
// What the process was started with, whatever it has changed since. Blocks: reads /proc.
#pragma once
#include <string>
#include <vector>

namespace openclaw {

std::vector<std::string> started_arguments();
// NAME=value each. What is set now, where the system does not tell.
std::vector<std::string> started_environment();

}  // namespace openclaw
