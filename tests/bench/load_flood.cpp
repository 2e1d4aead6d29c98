// SPDX-License-Identifier: MIT
#include <poll.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "load_modes.hpp"
#include "load_stats.hpp"
#include "load_strangers.hpp"
#include "load_swarm.hpp"

namespace bench {
namespace {

constexpr double kRequestEvery = 0.005;  // seconds; the clients take turns
constexpr double kEventEvery = 0.1;
constexpr double kPatience = 10;  // for the last event, when the crowd has stopped to come
constexpr double kPiece = 0.1;    // seconds between two looks at stdin
constexpr std::string_view kEvent = R"({"type":"event","event":"presence")";
constexpr std::string_view kChat = R"({"type":"event","event":"chat")";
constexpr std::string_view kFinal = R"("state":"final")";

// What one of the clients that must not notice anything has seen.
struct Witness {
  long last_seq = 0;
  std::size_t events = 0;
  std::size_t gaps = 0;
  std::size_t finals = 0;  // of conversations
  bool asked = false;
  Clock::time_point sent;
};

// The number behind the last `"seq":`, 0 when there is none.
long seq_of(std::string_view text) {
  constexpr std::string_view kName = R"("seq":)";
  const std::size_t at = text.rfind(kName);
  if (at == text.npos) return 0;
  return std::strtol(std::string(text.substr(at + kName.size(), 12)).c_str(), nullptr, 10);
}

class Flood {
 public:
  explicit Flood(const LoadOptions& options)
      : options_(options),
        entry_(make_entry(options, false)),
        request_(make_request("bench", options.method, options.params)),
        witnesses_(options.clients),
        swarm_(poller_, entry_,
               [this](Client& client, std::string_view text) { on_text(client, text); }),
        strangers_(entry_, options.rate, options.hold != 0) {
    swarm_.open(options.clients);
  }

  void run() {
    print_ready(options_.clients);
    poll_for(options_.warmup, false);
    latencies_.clear();
    const auto start = Clock::now();
    if (options_.seconds > 0) poll_for(options_.seconds, true);
    while (options_.seconds == 0 && !stdin_ended()) poll_for(kPiece, true);
    const double took = seconds(Clock::now() - start);
    finish();
    report(took);
  }

 private:
  void poll_for(double duration, bool crowd) {
    const auto end = Clock::now() + from_seconds(duration);
    for (auto now = Clock::now(); now < end; now = Clock::now()) {
      if (crowd) strangers_.come(now);
      if (now >= next_request_) ask(now);
      if (now >= next_event_) cause_event(now);
      turn();
    }
  }

  void turn() {
    std::array<pollfd, 2> both{{{poller_.fd(), POLLIN, 0}, {strangers_.fd(), POLLIN, 0}}};
    ::poll(both.data(), both.size(), 1);
    if (both[0].revents) poller_.step(Clock::now());
    if (both[1].revents) strangers_.look();
  }

  void ask(Clock::time_point now) {
    next_request_ = now + from_seconds(kRequestEvery);
    turn_of_ = (turn_of_ + 1) % options_.clients;
    Witness& witness = witnesses_[turn_of_];
    if (witness.asked) return;
    witness.asked = true;
    witness.sent = now;
    swarm_[turn_of_].send(request_);
  }

  void cause_event(Clock::time_point now) {
    next_event_ = now + from_seconds(kEventEvery);
    const std::string text = R"({"text":"event )" + std::to_string(++caused_) + "\"}";
    swarm_[0].send(make_request("cause", "system-event", text));
  }

  // Until everybody has been told of every event; a last one comes behind those of others.
  void finish() {
    cause_event(Clock::now());
    const auto end = Clock::now() + from_seconds(kPatience);
    while (lost() > 0 && Clock::now() < end) turn();
  }

  [[nodiscard]] std::size_t lost() const {
    std::size_t sum = 0;
    for (const Witness& witness : witnesses_) {
      sum += witness.gaps + (caused_ - std::min(caused_, witness.events));
    }
    return sum;
  }

  void on_text(Client& client, std::string_view text) {
    Witness& witness = witnesses_[client.index()];
    if (text.starts_with(R"({"type":"event")")) return on_event(witness, text);
    if (!is_good_response(text)) die("a request fails", text);
    if (text.find(R"("id":"bench")") == text.npos) return;
    latencies_.add(Clock::now() - witness.sent);
    witness.asked = false;
  }

  static void on_event(Witness& witness, std::string_view text) {
    if (text.starts_with(kEvent)) ++witness.events;
    if (text.starts_with(kChat) && text.find(kFinal) != text.npos) ++witness.finals;
    const long seq = seq_of(text);
    if (seq == 0) return;
    if (witness.last_seq != 0 && seq != witness.last_seq + 1) ++witness.gaps;
    witness.last_seq = seq;
  }

  void report(double took) {
    const Strangers::Counts& counts = strangers_.counts();
    const auto number = [](std::size_t n) { return static_cast<double>(n); };
    const auto [least, most] =
        std::minmax_element(witnesses_.begin(), witnesses_.end(),
                            [](const Witness& a, const Witness& b) { return a.finals < b.finals; });
    Report()
        .add("rate", number(counts.came) / took)
        .add("total", number(counts.came))
        .add("p50_us", latencies_.percentile(0.5))
        .add("p99_us", latencies_.percentile(0.99))
        .add("answers", number(latencies_.count()))
        .add("events", number(caused_))
        .add("lost", number(lost()))
        .add("finals_least", number(least->finals))
        .add("finals_most", number(most->finals))
        .add("not_begun", number(counts.not_begun))
        .add("refused", number(counts.refused))
        .add("greeted", number(counts.greeted))
        .add("hellos", number(counts.hellos))
        .add("ended", number(counts.ended))
        .add("most_open", number(counts.most_open))
        .print();
  }

  const LoadOptions& options_;
  Poller poller_;
  Entry entry_;
  std::string request_;
  std::vector<Witness> witnesses_;
  std::size_t turn_of_ = 0, caused_ = 0;
  Clock::time_point next_request_{}, next_event_{};
  Latencies latencies_;
  Swarm swarm_;
  Strangers strangers_;
};

}  // namespace

void run_flood(const LoadOptions& options) { Flood(options).run(); }

}  // namespace bench
