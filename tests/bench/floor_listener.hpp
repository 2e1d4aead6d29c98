// SPDX-License-Identifier: MIT
// A listening socket on 127.0.0.1 and a libuv loop: every accepted socket goes to one function.
#pragma once
#include <uv.h>

#include <cstdint>
#include <functional>

namespace bench {

class FloorListener {
 public:
  using Accept = std::function<void(int fd)>;
  explicit FloorListener(Accept accept) : accept_(std::move(accept)) {}
  FloorListener(const FloorListener&) = delete;
  FloorListener& operator=(const FloorListener&) = delete;

  [[nodiscard]] bool open(uv_loop_t& loop, std::uint16_t port);
  void close();  // the loop has to run once more before the object may go

 private:
  void drain();

  Accept accept_;
  uv_poll_t poll_{};
  int fd_ = -1;
};

}  // namespace bench
