// SPDX-License-Identifier: MIT
// Who may see the canvas without the gateway's secret: a word that cannot be guessed for each
// connection, part of the address that it was given. No I/O but the kernel's random numbers.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace canvas {

class Capabilities {
 public:
  static constexpr std::uint64_t kLifeMs = 10 * 60 * 1000;

  // A new one for a connection, in place of any that it had; empty when there is no randomness.
  std::string mint(std::string_view connection, std::uint64_t now_ms);
  // Whether it opens: it is of a connection that is there, and was made or used within kLifeMs,
  // which begin anew.
  bool use(std::string_view capability, std::uint64_t now_ms);
  // Whose it is; empty when it is nobody's.
  [[nodiscard]] std::string owner(std::string_view capability) const;
  void drop(std::string_view connection);
  [[nodiscard]] std::size_t size() const { return held_.size(); }

 private:
  struct Held {
    std::string word;
    std::uint64_t until_ms;
  };
  using Table = std::map<std::string, Held, std::less<>>;
  [[nodiscard]] Table::const_iterator find(std::string_view capability) const;

  Table held_;  // by connection
};

}  // namespace canvas
