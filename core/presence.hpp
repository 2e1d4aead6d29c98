// SPDX-License-Identifier: MIT
// Who is there: the gateway's own row and one for each tracked connection. A connection is tracked
// unless its mode is cli, backend or probe.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace openclaw {

class Presence {
 public:
  explicit Presence(const std::string& version);

  // `row` is a JSON object.
  void put(const std::string& key, std::string row);
  // False when there was none.
  bool remove(const std::string& key);
  // A JSON array, the gateway first.
  [[nodiscard]] const std::string& rows() const { return text_; }
  [[nodiscard]] static bool tracks(std::string_view mode);

 private:
  void rebuild();
  std::string self_;
  std::map<std::string, std::string> rows_;
  std::string text_;
};

}  // namespace openclaw
