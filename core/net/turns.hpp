// SPDX-License-Identifier: MIT
// Costly steps, so many in each turn of the loop. Who comes later waits for a later turn, in the
// order of coming. On the loop.
#pragma once
#include <deque>
#include <memory>
#include <utility>

#include "core/loop.hpp"

namespace openclaw {

class Turns {
 public:
  Turns(Loop& loop, int most) : loop_(loop), most_(most), left_(most) {}
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  // True: the step may be taken now. False: `fn` takes it, when it is called.
  [[nodiscard]] bool take(const void* who, Callback fn);
  // `who` waits no more.
  void leave(const void* who);

 private:
  void ask();
  void next();

  Loop& loop_;
  const int most_;
  int left_;            // in this turn
  int taken_ = 0;       // at once, since next()
  bool asked_ = false;  // for the next one
  std::deque<std::pair<const void*, Callback>> waiting_;
  const std::shared_ptr<Turns*> self_ = std::make_shared<Turns*>(this);
};

}  // namespace openclaw
