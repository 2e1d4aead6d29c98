// SPDX-License-Identifier: MIT
#include "load_swarm.hpp"

#include <algorithm>

#include "load_stats.hpp"

namespace bench {
namespace {

constexpr std::size_t kAtOnce = 16;
constexpr double kPatience = 30;  // seconds

}  // namespace

void Swarm::open(std::size_t count) {
  wanted_ = count;
  const auto end = Clock::now() + from_seconds(kPatience);
  for (std::size_t i = 0; i < std::min(kAtOnce, wanted_); ++i) open_next();
  while (ready_ < wanted_) {
    if (!poller_.step(end) && Clock::now() >= end) die("clients wait for their hello in vain");
  }
}

void Swarm::open_next() { clients_.emplace_back(poller_, entry_, *this, clients_.size()).open(); }

void Swarm::send_all(std::string_view frame_bytes) {
  for (Client& client : clients_) client.send(frame_bytes);
}

void Swarm::on_ready(Client&) {
  ++ready_;
  if (clients_.size() < wanted_) open_next();
}

void Swarm::on_closed(Client&) {}

}  // namespace bench
