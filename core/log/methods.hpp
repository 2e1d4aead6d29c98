// SPDX-License-Identifier: MIT
// logs.tail, by which clients read the gateway's own log file and no other.
#pragma once
#include <functional>
#include <string>

namespace openclaw {

class Loop;
class MethodTable;

// `file` gives the path, empty as long as there is none. All of it must outlive the table.
void add_log_methods(MethodTable& methods, Loop& loop, std::function<std::string()> file);

}  // namespace openclaw
