// SPDX-License-Identifier: MIT
// The keys of the objects that a scan has open, to find one that an object has twice. An object of
// n keys costs n log n, whatever they are. No I/O, any thread.
#pragma once
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw {

class JsonKeys {
 public:
  void open();
  // A key of the innermost open object, with its quotes and escapes. Borrowed until its object is
  // closed.
  void add(std::string_view raw);
  // Ends the innermost object: a key that it has twice, escapes resolved.
  std::optional<std::string> close();

 private:
  struct Start {
    std::size_t keys;
    std::size_t resolved;
  };
  std::vector<Start> objects_;
  std::vector<std::string_view> keys_;
  std::deque<std::string> resolved_;  // those that had escapes
};

}  // namespace openclaw
