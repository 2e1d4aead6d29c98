// SPDX-License-Identifier: MIT
// Who is there: the gateway's own row and one for each tracked connection. A connection is tracked
// unless its mode is cli, backend or probe. Whoever is not connected may be announced: such a row
// is gone after 5 minutes without news.
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
  // Of somebody who is not connected, or may not be; an empty row takes it back. At most 200, the
  // oldest goes first.
  void announce(const std::string& key, std::string row, std::uint64_t now_ms);
  // False when no announcement was too old.
  bool expire(std::uint64_t now_ms);
  // A JSON array, the gateway first.
  [[nodiscard]] const std::string& rows() const { return text_; }
  [[nodiscard]] static bool tracks(std::string_view mode);

 private:
  void rebuild();
  std::string self_;
  std::map<std::string, std::string> rows_;
  struct Announced {
    std::string row;
    std::uint64_t since_ms = 0;
  };
  std::map<std::string, Announced> announced_;
  std::string text_;
};

}  // namespace openclaw
