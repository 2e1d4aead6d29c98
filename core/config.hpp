// SPDX-License-Identifier: MIT
// The configuration file: a JSON object, read whole at the start and written atomically.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/json.hpp"

namespace openclaw {

class Config {
 public:
  // A file that is absent gives an empty configuration with exists() false. Every other failure is
  // an error that names the file, and line and column where the text is at fault.
  static Result<Config> load(const std::string& path);

  [[nodiscard]] bool exists() const { return exists_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  // The file as it was read or written last; empty when there is none.
  [[nodiscard]] const std::string& source() const { return source_; }
  // The node at a dotted path such as "gateway.auth.token", or nullptr.
  [[nodiscard]] const cJSON* at(std::string_view dotted) const;
  // The text at a path, empty when absent; numbers and other types count as absent.
  [[nodiscard]] std::string_view text(std::string_view dotted) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view dotted) const;
  [[nodiscard]] std::optional<bool> flag(std::string_view dotted) const;

  // Sets a text, creating the objects on the way. Nothing is written before save().
  void set_text(std::string_view dotted, std::string_view value);
  // Writes the file with mode 0600: temporary file in the same directory, fsync, rename, fsync of
  // the directory. At every moment the path holds a whole file. What was there before is kept in
  // `<path>.bak`, with its comments.
  Status save();

 private:
  std::string path_;
  std::string source_;
  bool exists_ = false;
  JsonTree root_;
};

}  // namespace openclaw
