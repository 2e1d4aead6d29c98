// SPDX-License-Identifier: MIT
// The configuration: a JSON5 file with what it includes and the variables it uses, read whole at
// the start and written atomically.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/env.hpp"
#include "core/config/path.hpp"
#include "core/error.hpp"
#include "core/json/json.hpp"

namespace openclaw {

// Of one file. Far more than anybody writes by hand.
inline constexpr std::size_t kMaxConfigBytes = 16 * 1024 * 1024;

class Config {
 public:
  // A file that is absent gives an empty configuration with exists() false. Every other failure is
  // an error that names the file, and line and column where the text is at fault. Whether the
  // values are good is not looked at: see config/check.hpp.
  static Result<Config> load(const std::string& path,
                             const Environment& environment = process_environment);

  [[nodiscard]] bool exists() const { return exists_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  // The file as it was read or written last; empty when there is none.
  [[nodiscard]] const std::string& source() const { return source_; }
  // The files that were included, each once.
  [[nodiscard]] const std::vector<std::string>& included() const { return included_; }
  // What the operator should know, each with its place.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  // What the `env` block sets; the environment of the process counts before it.
  [[nodiscard]] const std::map<std::string, std::string>& variables() const { return variables_; }

  // The whole, with includes and variables in place; nullptr when there is nothing.
  [[nodiscard]] const cJSON* root() const { return root_.get(); }
  // The file alone, with `$include` and `${NAME}` as they are written.
  [[nodiscard]] const cJSON* written() const { return written_.get(); }
  // The node at a dotted path such as "gateway.auth.token", or nullptr.
  [[nodiscard]] const cJSON* at(std::string_view dotted) const;
  // The text at a path, empty when absent; numbers and other types count as absent.
  [[nodiscard]] std::string_view text(std::string_view dotted) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view dotted) const;
  [[nodiscard]] std::optional<bool> flag(std::string_view dotted) const;

  // Sets a value, creating the objects on the way. Nothing is written before save().
  Status set_text(std::string_view dotted, std::string_view value);
  // The error names what is in the way, or the file that sets this place instead.
  Status set(const ConfigPath& path, const cJSON* value);
  // The error says that nothing is there, or names the file that sets it.
  Status unset(const ConfigPath& path);

  // Stamps `meta` and writes the file with mode 0600: temporary file in the same directory, fsync,
  // rename, fsync of the directory. At every moment the path holds a whole file. What was there
  // before is kept in `<path>.bak`, with its comments, and what that held in `.bak.1` to `.bak.4`.
  // Refused when somebody else has written the file since it was read.
  Status save();

 private:
  Status derive(const Environment& environment);

  std::string path_;
  std::string source_;
  bool exists_ = false;
  JsonTree written_;
  JsonTree root_;
  std::vector<std::string> included_;
  std::vector<std::string> warnings_;
  std::map<std::string, std::string> variables_;
};

}  // namespace openclaw
