// SPDX-License-Identifier: MIT
#include "load_modes.hpp"
#include "load_stats.hpp"
#include "load_swarm.hpp"

namespace bench {
namespace {

constexpr double kPatience = 5;  // seconds for one round
constexpr double kQuiet = 0.02;  // seconds without a frame before the next round

// The newcomer, whose coming is the event.
class Newcomer final : public ClientEvents {
 public:
  Newcomer(Poller& poller, const Entry& entry) : client_(poller, entry, *this, 0) {}
  void open() { client_.open(); }
  void close() {
    closing_ = true;
    client_.begin_close();
  }
  [[nodiscard]] bool ready() const { return ready_; }
  [[nodiscard]] bool gone() const { return !closing_; }

  void on_ready(Client&) override { ready_ = true; }
  void on_text(Client&, std::string_view) override {}
  void on_closed(Client&) override { closing_ = ready_ = false; }

 private:
  Client client_;
  bool closing_ = false, ready_ = false;
};

class Fanout {
 public:
  explicit Fanout(const LoadOptions& options)
      : options_(options),
        entry_(make_entry(options, false)),
        newcomer_entry_(make_entry(options, true)),
        start_of_event_(R"({"type":"event","event":")" + options.event + "\""),
        swarm_(poller_, entry_, [this](Client&, std::string_view text) { on_text(text); }) {
    swarm_.open(options.clients);
  }

  void run() {
    settle();
    print_ready(options_.clients);
    double bytes = 0;
    Latencies rounds;
    for (std::uint32_t i = 0; i < options_.rounds; ++i) {
      rounds.add(round());
      bytes += static_cast<double>(bytes_);
    }
    const auto all = static_cast<double>(options_.clients);
    const double median = rounds.percentile(0.5);
    Report()
        .add("rate", all / median * 1e6)
        .add("total", static_cast<double>(total_))
        .add("bytes", bytes / all / options_.rounds)
        .add("p50_us", median)
        .add("p99_us", rounds.percentile(0.99))
        .print();
  }

 private:
  Clock::duration round() {
    Newcomer newcomer(poller_, newcomer_entry_);
    delivered_ = bytes_ = 0;
    const auto start = Clock::now();
    newcomer.open();
    wait([&] { return delivered_ >= options_.clients; });
    const auto took = last_ - start;
    wait([&] { return newcomer.ready(); });
    newcomer.close();
    wait([&] { return newcomer.gone(); });
    settle();
    return took;
  }

  template <class Condition>
  void wait(Condition reached) {
    const auto end = Clock::now() + from_seconds(kPatience);
    while (!reached()) {
      poller_.step(end);
      if (Clock::now() >= end && !reached()) die("the event does not arrive", options_.event);
    }
  }

  void settle() {
    while (poller_.step(Clock::now() + from_seconds(kQuiet))) {
    }
  }

  void on_text(std::string_view text) {
    if (!text.starts_with(start_of_event_)) return;
    ++total_;
    if (++delivered_ > options_.clients) return;
    bytes_ += text.size();
    if (delivered_ == options_.clients) last_ = Clock::now();
  }

  const LoadOptions& options_;
  Poller poller_;
  Entry entry_, newcomer_entry_;
  std::string start_of_event_;
  std::size_t delivered_ = 0, bytes_ = 0, total_ = 0;
  Clock::time_point last_;
  Swarm swarm_;
};

}  // namespace

void run_fanout(const LoadOptions& options) { Fanout(options).run(); }

}  // namespace bench
