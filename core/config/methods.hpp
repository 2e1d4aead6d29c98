// SPDX-License-Identifier: MIT
// config.get, config.schema and config.schema.lookup. Files are read on the thread pool.
#pragma once
#include "core/config/snapshot.hpp"

namespace openclaw {

class Loop;
class MethodTable;

// The loop must outlive the table.
void add_config_methods(MethodTable& methods, Loop& loop, ConfigFacts facts);

}  // namespace openclaw
