// SPDX-License-Identifier: MIT
// Who was at an address, for a while: a minute when Tailscale knew somebody, five seconds when not.
// Holds no more than so many. The oldest go first, and none of somebody for one of nobody: a flood
// from addresses that Tailscale does not know drives nobody out. No I/O.
#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>

#include "answers.hpp"

namespace tailscale {

class WhoisCache {
 public:
  static constexpr std::uint64_t kKnownMs = 60'000;
  static constexpr std::uint64_t kUnknownMs = 5'000;
  static constexpr std::size_t kMost = 256;

  // Nothing: it has to be asked for. Borrowed until the next put().
  [[nodiscard]] const std::optional<Person>* get(const std::string& address, std::uint64_t now_ms);
  void put(const std::string& address, std::optional<Person> person, std::uint64_t now_ms);
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

 private:
  struct Row {
    std::optional<Person> person;
    std::uint64_t until_ms;
    std::list<std::string>::iterator age;
  };
  using Ages = std::list<std::string>;  // addresses, the oldest first
  Ages& ages_of(bool known) { return known ? known_ : unknown_; }
  // False: there is none that may go for it.
  bool make_room(bool for_known, std::uint64_t now_ms);
  void drop(std::map<std::string, Row>::iterator row);

  std::map<std::string, Row> rows_;
  Ages known_;
  Ages unknown_;
};

}  // namespace tailscale
