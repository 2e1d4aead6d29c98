// SPDX-License-Identifier: MIT
#include <charconv>
#include <chrono>
#include <optional>

#include "load_modes.hpp"
#include "load_stats.hpp"
#include "load_swarm.hpp"

namespace bench {
namespace {

constexpr double kPatience = 30;  // seconds for one run
constexpr std::string_view kChat = R"({"type":"event","event":"chat")";
constexpr std::string_view kAgent = R"({"type":"event","event":"agent")";

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// The first number that follows `"ts":`.
std::optional<std::int64_t> stamp(std::string_view text) {
  constexpr std::string_view kName = R"("ts":)";
  const auto at = text.rfind(kName);
  if (at == text.npos) return std::nullopt;
  std::int64_t value = 0;
  const char* begin = text.data() + at + kName.size();
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

class Deltas {
 public:
  explicit Deltas(const LoadOptions& options)
      : options_(options),
        entry_(make_entry(options, false)),
        seen_(options.clients),
        swarm_(poller_, entry_,
               [this](Client& client, std::string_view text) { on_text(client, text); }) {
    swarm_.open(options.clients);
  }

  void run() {
    print_ready(options_.clients);
    for (std::uint32_t i = 0; i < options_.rounds; ++i) one_run(i);
    if (spread_.count() == 0) die("no delta arrives");
    Report()
        .add("deltas", static_cast<double>(deltas_))
        .add("spread_p50_us", spread_.percentile(0.5))
        .add("spread_p99_us", spread_.percentile(0.99))
        .add("stamp_p99_us", stamped_.percentile(0.99))
        .print();
  }

 private:
  void one_run(std::uint32_t number) {
    first_.clear();
    seen_.assign(seen_.size(), 0);
    ended_ = 0;
    const auto nonce = std::chrono::system_clock::now().time_since_epoch().count();
    const std::string key = "bench-" + std::to_string(nonce) + "-" + std::to_string(number);
    swarm_[0].send(make_request(key, "chat.send",
                                R"({"sessionKey":"agent:main:bench","message":")" + options_.text +
                                    R"(","idempotencyKey":")" + key + "\"}"));
    const auto end = Clock::now() + from_seconds(kPatience);
    while (ended_ < options_.clients) {
      poller_.step(end);
      if (Clock::now() >= end) die("a run does not end");
    }
    deltas_ += first_.size();
  }

  void on_text(Client& client, std::string_view text) {
    if (text.starts_with(R"({"type":"res")")) {
      if (!is_good_response(text)) die("chat.send fails", text);
    } else if (text.starts_with(kAgent)) {
      if (has(text, R"("stream":"assistant")")) on_assistant(text);
    } else if (text.starts_with(kChat)) {
      on_chat(client, text);
    }
  }

  void on_assistant(std::string_view text) {
    const auto sent = stamp(text);
    if (!sent) return;
    const std::chrono::milliseconds then{*sent};
    const auto late = std::chrono::system_clock::now().time_since_epoch() - then;
    stamped_.add(std::chrono::duration_cast<Clock::duration>(late));
  }

  void on_chat(Client& client, std::string_view text) {
    if (has(text, R"("state":"final")") || has(text, R"("state":"error")")) {
      ++ended_;
      return;
    }
    if (!has(text, R"("state":"delta")")) return;
    const auto now = Clock::now();
    const std::size_t number = seen_[client.index()]++;
    if (number == first_.size()) first_.push_back(now);
    spread_.add(now - first_[number]);
  }

  const LoadOptions& options_;
  Poller poller_;
  Entry entry_;
  std::vector<Clock::time_point> first_;  // receipt of each delta by whoever had it first
  std::vector<std::size_t> seen_;         // deltas of this run, a client
  std::size_t ended_ = 0, deltas_ = 0;
  Latencies spread_, stamped_;
  Swarm swarm_;
};

}  // namespace

void run_deltas(const LoadOptions& options) { Deltas(options).run(); }

}  // namespace bench
