// SPDX-License-Identifier: MIT
#include "load_modes.hpp"
#include "load_stats.hpp"
#include "load_swarm.hpp"

namespace bench {
namespace {

class Rpc {
 public:
  explicit Rpc(const LoadOptions& options)
      : entry_(make_entry(options, false)),
        request_(make_request("bench", options.method, options.params)),
        sent_(options.clients),
        swarm_(poller_, entry_,
               [this](Client& client, std::string_view text) { on_text(client, text); }) {
    swarm_.open(options.clients);
  }

  void run(const LoadOptions& options) {
    print_ready(options.clients);
    for (std::size_t i = 0; i < options.clients; ++i) request(swarm_[i]);
    poll_for(options.warmup);
    const auto before = static_cast<double>(latencies_.count());
    latencies_.clear();
    const auto start = Clock::now();
    poll_for(options.seconds);
    const double took = seconds(Clock::now() - start);
    const auto count = static_cast<double>(latencies_.count());
    if (latencies_.count() == 0) die("no response", options.method);
    Report()
        .add("rate", count / took)
        .add("total", before + count)
        .add("p50_us", latencies_.percentile(0.5))
        .add("p99_us", latencies_.percentile(0.99))
        .print();
  }

 private:
  void poll_for(double duration) {
    const auto end = Clock::now() + from_seconds(duration);
    while (Clock::now() < end) poller_.step(end);
  }

  void request(Client& client) {
    sent_[client.index()] = Clock::now();
    client.send(request_);
  }

  void on_text(Client& client, std::string_view text) {
    if (text.starts_with(R"({"type":"event")")) return;
    if (!is_good_response(text)) die("the request fails", text);
    latencies_.add(Clock::now() - sent_[client.index()]);
    request(client);
  }

  Poller poller_;
  Entry entry_;
  std::string request_;
  std::vector<Clock::time_point> sent_;
  Latencies latencies_;
  Swarm swarm_;
};

}  // namespace

void run_rpc(const LoadOptions& options) { Rpc(options).run(options); }

}  // namespace bench
