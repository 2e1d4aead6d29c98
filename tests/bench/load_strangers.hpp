// SPDX-License-Identifier: MIT
// Connections that come at a fixed rate, whatever the server makes of them. Every other one never
// says a word; the rest ask to be upgraded and, unless they too fall silent, say who they are and
// leave.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "load_client.hpp"
#include "load_poller.hpp"

namespace bench {

class Strangers {
 public:
  struct Counts {
    std::size_t came = 0;       // connect(2) begun
    std::size_t not_begun = 0;  // no descriptor or no port here
    std::size_t refused = 0;    // upgrades that were answered with HTTP
    std::size_t greeted = 0;    // upgrades that got a challenge
    std::size_t hellos = 0;
    std::size_t ended = 0;      // by the server
    std::size_t most_open = 0;  // at once
  };
  // `hold`: those who speak fall silent behind their challenge.
  Strangers(const Entry& entry, double rate, bool hold);
  ~Strangers();
  Strangers(const Strangers&) = delete;
  Strangers& operator=(const Strangers&) = delete;

  // Lets those come who are due since the first call.
  void come(Clock::time_point now);
  // Serves what is ready, without waiting.
  void look();
  // Readable when look() has something to do.
  [[nodiscard]] int fd() const { return poll_fd_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  enum class State : std::uint8_t { kAbsent, kMute, kConnecting, kUpgrading, kGreeting, kSilent };
  struct Stranger {
    State state = State::kAbsent;
    std::string received;
  };
  bool begin_one();
  void watch(int fd, std::uint32_t events, bool known);
  void on_ready(int fd);
  bool read(int fd);
  void on_upgrade(int fd, Stranger& one);
  void say(int fd, std::string_view bytes);
  void leave(int fd);

  const Entry& entry_;
  double rate_;
  bool hold_;
  int poll_fd_;
  std::vector<Stranger> by_fd_;
  std::size_t open_ = 0;
  Clock::time_point first_{};
  Counts counts_;
};

}  // namespace bench
