// SPDX-License-Identifier: MIT
// exec-approvals.json on the disk. These calls block: for the thread pool.
#pragma once
#include <openclaw/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace approvals {

struct PolicySnapshot {
  bool exists = false;
  oc::Json document;  // normal; closed when the file cannot be trusted
  std::string hash;   // of the file's bytes
  std::string problem;
};

class PolicyFile {
 public:
  explicit PolicyFile(std::string state_dir);

  // What counts now. `problem` says, in one line, why the file is not what counts and what to do.
  [[nodiscard]] PolicySnapshot read() const;
  // read(), and where no file is, a first one that leaves everything as it is without one.
  [[nodiscard]] PolicySnapshot read_or_make() const;

  struct Written {
    bool changed_before = false;  // the file is no longer what `base_hash` says
    bool hash_missing = false;
    std::string error;  // why it could not be written, or what is wrong with `document`
    bool bad_document = false;
    PolicySnapshot snapshot;
  };
  // Puts `document` in the place of the file, on the disk when this returns.
  [[nodiscard]] Written write(const cJSON* document, std::string_view base_hash) const;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  [[nodiscard]] Written put(oc::Json normal, const cJSON* current) const;

  std::string state_dir_;
  std::string path_;
};

}  // namespace approvals
