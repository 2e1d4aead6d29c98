// SPDX-License-Identifier: MIT
// A connection until its first request's head is complete and in order: read, checked, refused or
// handed on. It knows nothing of the library that serves what is handed on.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/http_message.hpp"
#include "core/loop.hpp"

namespace openclaw {

class HeadReader {
 public:
  struct World {
    Loop& loop;
    // The head is in order: takes over the descriptor and all bytes that were read, the head first.
    std::function<void(HeadReader&, int fd, std::string bytes)> hand_on;
    // The connection has ended, with or without an answer.
    std::function<void(HeadReader&)> ended;
  };
  // Owns `fd`, which is non-blocking. Both functions of `world` may destroy the reader.
  HeadReader(int fd, const World& world);
  HeadReader(const HeadReader&) = delete;
  HeadReader& operator=(const HeadReader&) = delete;
  ~HeadReader();

 private:
  enum class State { kReading, kDraining };
  void on_readable();
  void look();
  void refuse(HttpReply reply);
  void drain();

  int fd_;
  const World& world_;
  State state_ = State::kReading;
  std::string bytes_;
  Watch watch_;
  Timer deadline_;
};

}  // namespace openclaw
