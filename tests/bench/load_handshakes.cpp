// SPDX-License-Identifier: MIT
#include <deque>

#include "load_client.hpp"
#include "load_modes.hpp"
#include "load_stats.hpp"

namespace bench {
namespace {

class Handshakes final : public ClientEvents {
 public:
  explicit Handshakes(const LoadOptions& options)
      : entry_(make_entry(options, false)), opened_(options.clients) {
    for (std::size_t i = 0; i < options.clients; ++i)
      clients_.emplace_back(poller_, entry_, *this, i);
  }

  void run(const LoadOptions& options) {
    print_ready(options.clients);
    for (Client& client : clients_) open(client);
    poll_for(options.warmup);
    const auto before = static_cast<double>(latencies_.count());
    latencies_.clear();
    const auto start = Clock::now();
    poll_for(options.seconds);
    const double took = seconds(Clock::now() - start);
    const auto count = static_cast<double>(latencies_.count());
    Report()
        .add("rate", count / took)
        .add("total", before + count)
        .add("p50_us", latencies_.percentile(0.5))
        .add("p99_us", latencies_.percentile(0.99))
        .print();
  }

  void on_ready(Client& client) override {
    latencies_.add(Clock::now() - opened_[client.index()]);
    client.begin_close();
  }
  void on_text(Client&, std::string_view) override {}
  void on_closed(Client& client) override { open(client); }

 private:
  void poll_for(double duration) {
    const auto end = Clock::now() + from_seconds(duration);
    while (Clock::now() < end) poller_.step(end);
  }

  void open(Client& client) {
    opened_[client.index()] = Clock::now();
    client.open();
  }

  Poller poller_;
  Entry entry_;
  std::vector<Clock::time_point> opened_;
  Latencies latencies_;
  std::deque<Client> clients_;
};

}  // namespace

void run_handshakes(const LoadOptions& options) { Handshakes(options).run(options); }

}  // namespace bench
