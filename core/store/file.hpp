// SPDX-License-Identifier: MIT
// The store's file: made with mode 0600, recognised, set up. Errors name the file and the remedy.
#pragma once
#include <string>

#include "core/error.hpp"
#include "core/store/sqlite.hpp"

namespace openclaw {

// Opens the connection that writes; creates the file when there is none.
Status open_store_file(StoreConnection& connection, const std::string& path);

// Opens a connection that reads a file which open_store_file() has opened.
Status open_store_file_to_read(StoreConnection& connection, const std::string& path);

// Pages in the log after which they go to the file: 4 MB.
inline constexpr std::size_t kLogFramesBeforeCheckpoint = 4000;

}  // namespace openclaw
