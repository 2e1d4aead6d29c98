// SPDX-License-Identifier: MIT
// Who is there: the gateway's own row and one for each tracked connection. A connection is tracked
// unless its mode is cli, backend or probe. Whoever is not connected may be announced; that row,
// and that of a connection that has ended, is gone after 5 minutes without news.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace openclaw {

class Presence {
 public:
  explicit Presence(const std::string& version);

  // Somebody is connected. `who` is a JSON object that says neither since when nor why.
  void put(const std::string& key, std::string who);
  // The row stays, with the reason "disconnect". False when nobody was connected under that key.
  bool remove(const std::string& key, std::uint64_t now_ms);
  // Of somebody who is not connected, or may not be: a JSON object. An empty row takes it back.
  void announce(const std::string& key, std::string row, std::uint64_t now_ms);
  // False when no row was too old.
  bool expire(std::uint64_t now_ms);
  // A JSON array: the gateway, then whoever there was news of last.
  [[nodiscard]] const std::string& rows() const { return text_; }
  [[nodiscard]] static bool tracks(std::string_view mode);

 private:
  struct Connected {
    std::string who;
    std::string row;
    std::uint64_t number = 0;  // of the news
  };
  struct Absent {
    std::string row;
    std::uint64_t number = 0;
    std::uint64_t since_ms = 0;
  };
  void keep(const std::string& key, std::string row, std::uint64_t now_ms);
  void rebuild();
  std::string self_;
  std::map<std::string, Connected> connected_;
  std::map<std::string, Absent> absent_;  // at most 200, the oldest goes first
  std::uint64_t news_ = 0;
  std::string text_;
};

}  // namespace openclaw
