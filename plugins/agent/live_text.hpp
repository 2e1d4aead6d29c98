// SPDX-License-Identifier: MIT
// The answer and the thoughts of one run on their way to the clients: what comes fast is told in
// few events. Each carries the whole text so far, so one for every piece of the model would cost
// the square of the answer.
#pragma once
#include <cstdint>
#include <openclaw/plugin.hpp>
#include <string>

#include "run_events.hpp"

namespace agent {

class LiveText {
 public:
  LiveText(oc::Host host, RunEvents& events) : host_(host), events_(events) {}

  // `all` is the text so far, borrowed until the end or the next call; it only grows. Told at once
  // when nothing was told lately, else with what follows, in the order of their beginnings.
  void text(const std::string& all);
  void thinking(const std::string& all);
  // Tells what waits.
  void flush();
  // Forgets what waits.
  void drop();

 private:
  struct Stream {
    const std::string* all = nullptr;
    std::size_t told = 0;
    [[nodiscard]] bool waits() const { return all && told < all->size(); }
  };
  void came();
  void tell_text();
  void tell_thinking();

  oc::Host host_;
  RunEvents& events_;
  Stream text_;
  Stream thinking_;
  bool text_first_ = false;  // of what waits
  std::uint64_t quiet_until_ = 0;
  oc::Sub timer_;
};

}  // namespace agent
