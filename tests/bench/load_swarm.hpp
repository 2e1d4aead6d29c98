// SPDX-License-Identifier: MIT
// Many clients that have said hello.
#pragma once
#include <deque>
#include <functional>
#include <string_view>

#include "load_client.hpp"
#include "load_poller.hpp"

namespace bench {

class Swarm final : public ClientEvents {
 public:
  using TextHandler = std::function<void(Client&, std::string_view)>;
  Swarm(Poller& poller, const Entry& entry, TextHandler on_text)
      : poller_(poller), entry_(entry), on_text_(std::move(on_text)) {}

  // Connects `count` clients, a few at a time: gateways limit the sockets that have not said who
  // they are. Returns when all have their hello.
  void open(std::size_t count);
  void send_all(std::string_view frame_bytes);
  [[nodiscard]] Client& operator[](std::size_t i) { return clients_[i]; }

  void on_ready(Client& client) override;
  void on_text(Client& client, std::string_view text) override { on_text_(client, text); }
  void on_closed(Client& client) override;

 private:
  void open_next();

  Poller& poller_;
  const Entry& entry_;
  TextHandler on_text_;
  std::deque<Client> clients_;
  std::size_t wanted_ = 0, ready_ = 0;
};

}  // namespace bench
