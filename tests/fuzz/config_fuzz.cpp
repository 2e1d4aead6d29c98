// SPDX-License-Identifier: MIT
// Includes, variables and checks: whatever a configuration says, it is read or refused, and what is
// read prints as JSON. Nothing outside its own directory is included.
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/client/frame.hpp"
#include "core/config/check.hpp"
#include "core/config/env.hpp"
#include "core/config/include.hpp"
#include "core/config/normal.hpp"
#include "core/config/redact.hpp"
#include "core/json/json5.hpp"
#include "expect.hpp"

namespace openclaw {
namespace {

// The files that the corpus includes; "self" is the input itself.
class Files {
 public:
  Files() {
    const char* base = std::getenv("TMPDIR");
    path_ = std::string(base != nullptr ? base : "/tmp") + "/openclaw-fuzz-XXXXXX";
    EXPECT_THAT_HOLDS(::mkdtemp(path_.data()) != nullptr);
    put("a.json", "{x: 1, list: [1], o: {p: '${HOME}'}, b: {$include: 'b.json'}}");
    put("b.json", "{y: '$${HOME}', list: [2], o: {q: null}}");
    put("list.json", "[{z: 1}, '${NOT_SET}']");
  }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  ~Files() {
    for (const char* name : {"a.json", "b.json", "list.json", "self"}) {
      ::unlink((path_ + "/" + name).c_str());
    }
    ::rmdir(path_.c_str());
  }

  void put(const std::string& name, std::string_view text) const {
    const int file = ::open((path_ + "/" + name).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    EXPECT_THAT_HOLDS(file >= 0);
    EXPECT_THAT_HOLDS(::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    ::close(file);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string environment(const char* name) { return name[0] == 'H' ? "${HOME} $${X} é" : ""; }

void check(std::string_view text) {
  static const Files files;
  auto tree = parse_json5(text);
  if (!tree) return;
  files.put("self", text);
  std::vector<std::string> read;
  auto root = resolve_includes(std::move(*tree), {files.path() + "/openclaw.json", {}}, read);
  for (const std::string& file : read) EXPECT_THAT_HOLDS(file.starts_with(files.path() + "/"));
  if (!root) {
    EXPECT_THAT_HOLDS(!root.error().message.empty());
    return;
  }
  std::vector<std::string> warnings;
  const auto variables = read_env_block(root->get(), warnings);
  for (const auto& [name, value] : variables) EXPECT_THAT_HOLDS(!name.starts_with("LD_"));
  substitute_variables(root->get(), environment, warnings);
  normalise_config(root->get(), warnings);
  EXPECT_THAT_HOLDS(is_json(print_json(root->get())));
  for (const ConfigIssue& issue : check_config(root->get())) {
    EXPECT_THAT_HOLDS(!issue.message.empty());
  }
  redact_config(root->get(), {});
  EXPECT_THAT_HOLDS(is_json(print_json(root->get())));
}

}  // namespace
}  // namespace openclaw

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  openclaw::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
