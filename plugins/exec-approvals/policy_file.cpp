// SPDX-License-Identifier: MIT
#include "policy_file.hpp"

#include <utility>

#include "file_io.hpp"
#include "policy.hpp"
#include "policy_check.hpp"
#include "sha256.hpp"

namespace approvals {
namespace {

constexpr std::size_t kMostBytes = 1024 * 1024;
constexpr const char* kClosed = "; until then every command is refused";

}  // namespace

PolicyFile::PolicyFile(std::string state_dir)
    : state_dir_(std::move(state_dir)), path_(state_dir_ + "/exec-approvals.json") {}

PolicySnapshot PolicyFile::read() const {
  const FileText file = read_private_file(path_, kMostBytes);
  PolicySnapshot out;
  out.exists = file.exists;
  if (!file.exists) {
    out.hash = "missing:" + sha256_hex("");
    out.document = normal_policy(nullptr);
    return out;
  }
  out.hash = sha256_hex(file.text);
  PolicyText policy = file.problem.empty() ? read_policy(file.text) : PolicyText{};
  if (policy.document) {
    out.document = normal_policy(policy.document.get());
    return out;
  }
  out.problem =
      path_ + " " +
      (file.problem.empty() ? "is broken: " + policy.problem + "; mend it" : file.problem) +
      kClosed;
  out.document = closed_policy();
  return out;
}

PolicySnapshot PolicyFile::read_or_make() const {
  PolicySnapshot now = read();
  if (now.exists) return now;
  Written made = put(normal_policy(nullptr), nullptr);
  if (!made.error.empty()) now.problem = made.error;
  return made.error.empty() ? std::move(made.snapshot) : std::move(now);
}

PolicyFile::Written PolicyFile::write(const cJSON* document, std::string_view base_hash) const {
  Written out;
  const PolicySnapshot now = read();
  out.hash_missing = now.exists && base_hash.empty();
  out.changed_before = !out.hash_missing && !base_hash.empty() && base_hash != now.hash;
  if (out.hash_missing || out.changed_before) return out;
  oc::Json normal = normal_policy(document);
  out.error = policy_problem(normal.get());
  out.bad_document = !out.error.empty();
  if (out.bad_document) return out;
  return put(std::move(normal), now.problem.empty() ? now.document.get() : nullptr);
}

PolicyFile::Written PolicyFile::put(oc::Json normal, const cJSON* current) const {
  Written out;
  complete_socket(normal.get(), current, state_dir_);
  const std::string text = policy_file_text(normal.get());
  out.bad_document = text.size() > kMostBytes;
  out.error =
      out.bad_document ? "file has more than 1024 kB: shorten it" : write_private_file(path_, text);
  out.snapshot.exists = true;
  out.snapshot.hash = sha256_hex(text);
  out.snapshot.document = std::move(normal);
  return out;
}

}  // namespace approvals
