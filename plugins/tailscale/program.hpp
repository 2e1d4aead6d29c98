// SPDX-License-Identifier: MIT
// A program that the gateway runs beside itself: what it prints, within bounds, and how it ended.
// Nothing here blocks the loop.
#pragma once
#include <openclaw/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "spawn.hpp"

namespace tailscale {

struct Command {
  std::vector<std::string> words;    // the program first, see spawn()
  std::uint64_t limit_ms = 0;        // until it must have ended; 0: it may stay
  std::size_t most_bytes = 400'000;  // of each of its two outputs, from its beginning
};

struct Outcome {
  int error = 0;           // an errno: it was not started
  bool timed_out = false;  // it goes on for as long as it takes to kill it
  bool too_long = false;   // it printed more
  int status = 0;          // as reap() has it
  std::string path;        // the file that was run
  std::string out;
  std::string err;
  [[nodiscard]] bool ok() const { return error == 0 && !timed_out && !too_long && status == 0; }
};

class Program : public std::enable_shared_from_this<Program> {
 public:
  struct Events {
    std::function<void(const Outcome& so_far)> printed;  // may be empty
    std::function<void(const Outcome&)> ended;           // exactly once, unless it was forgotten
    std::function<void(Program&)> gone;                  // nothing of it is left
    // It is another user's, as what `sudo` runs is: the signal did not reach it. Whoever takes this
    // hands the signal on, and calls handed_on() then; until that its number stays its own.
    std::function<void(Program&, int signal)> denied;
  };
  Program(oc::Host host, Command command, Events events);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() { release(); }

  void start();
  // Asks it to end, with all that it has started; after two seconds it is made to. One that has a
  // time limit is made to at once.
  void stop();
  // Tells no more of it than that it is gone.
  void forget();
  // One that was asked in `denied` to hand a signal on has done so, or has failed to.
  void handed_on();
  [[nodiscard]] pid_t pid() const { return child_.pid; }
  [[nodiscard]] const Outcome& so_far() const { return outcome_; }

 private:
  struct Stream {
    Program* owner;
    std::string* text;
    int fd = -1;
    oc_sub* watch = nullptr;
    bool is_full = false;  // it is read at its leisure from now on
    oc::Sub rest{};
  };
  void started();
  void watch(Stream& stream);
  void on_readable(Stream& stream);
  void await_end();
  bool read_some(Stream& stream);
  void on_ended();
  void on_limit();
  void on_grace();
  void end(int signal);
  void end_for_good();
  void on_unreachable();
  void tell();
  void unwatch(oc_sub*& sub);
  void release();

  oc::Host host_;
  Command command_;
  Events events_;
  Spawned child_;
  Outcome outcome_;
  Stream out_{this, &outcome_.out};
  Stream err_{this, &outcome_.err};
  oc_sub* ended_ = nullptr;
  oc::Sub look_;
  oc::Sub limit_;
  oc::Sub grace_;
  int wanted_ = 0;  // the signal that it gets as soon as it is there
  bool denied_ = false;
  int hands_ = 0;           // that hand a signal on
  bool has_ended_ = false;  // and waits for them
};

}  // namespace tailscale
