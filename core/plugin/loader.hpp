// SPDX-License-Identifier: MIT
// Finds plugin files, opens them and checks their tables. A refusal names the file, what was found
// and what was expected, and the remedy.
#pragma once
#include <openclaw/plugin.h>

#include <string>
#include <vector>

#include "core/error.hpp"

namespace openclaw {

// A plugin's shared object, opened and found sound. Closed by the destructor.
class Module {
 public:
  static Result<Module> open(const std::string& file);
  Module(Module&& other) noexcept;
  Module& operator=(Module&& other) noexcept;
  ~Module();
  [[nodiscard]] const oc_plugin& table() const { return *table_; }
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  Module(void* handle, const oc_plugin* table, std::string file)
      : handle_(handle), table_(table), file_(std::move(file)) {}
  void* handle_ = nullptr;
  const oc_plugin* table_ = nullptr;
  std::string file_;
};

// The .so files of a directory and of the folders right below it, sorted; a path that is a file
// stands for itself.
std::vector<std::string> find_plugin_files(const std::string& path);

// "irc" for ".../irc/irc.so".
std::string plugin_id_of(const std::string& file);

// The facts of a table as the JSON that lies beside the file (`<id>.json`).
std::string describe_plugin(const oc_plugin& table);

}  // namespace openclaw
