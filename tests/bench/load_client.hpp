// SPDX-License-Identifier: MIT
// One WebSocket connection of the load generator, from connect(2) to hello and on.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "load_device.hpp"
#include "load_options.hpp"
#include "ws_codec.hpp"

namespace bench {

class Client;
class Poller;

// Ends the process with a message: a bench that cannot measure must not print a figure.
[[noreturn]] void die(std::string_view what, std::string_view detail = {});

// The bytes that all clients of one kind send to get in.
struct Entry {
  std::uint16_t port;
  std::string upgrade;  // the HTTP request
  std::string connect;  // the masked `connect` frame
  // With a device each challenge has a frame of its own, made of this.
  std::shared_ptr<const Device> device;
  std::string params;  // of `connect`, open at the end
  std::string head;    // of the signed text
  std::string token;
  [[nodiscard]] std::string answer(std::string_view challenge) const;
};
// `tracked` clients show up in presence; the others are command lines, which do not.
[[nodiscard]] Entry make_entry(const LoadOptions& options, bool tracked);

// The masked frame of a request.
[[nodiscard]] std::string make_request(std::string_view id, std::string_view method,
                                       std::string_view params);

[[nodiscard]] bool is_good_response(std::string_view text);

// What happens on a client. `index` is the number that it was made with.
class ClientEvents {
 public:
  virtual void on_ready(Client& client) = 0;  // hello is there
  virtual void on_text(Client& client, std::string_view text) = 0;
  virtual void on_closed(Client& client) = 0;  // after begin_close only; otherwise the process dies

 protected:
  ~ClientEvents() = default;
};

class Client {
 public:
  Client(Poller& poller, const Entry& entry, ClientEvents& events, std::size_t index)
      : poller_(poller), entry_(entry), events_(events), index_(index) {}
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void open();
  void send(std::string_view frame_bytes);
  void begin_close();
  void on_io();  // the poller saw something
  [[nodiscard]] std::size_t index() const { return index_; }

 private:
  enum class State { kClosed, kUpgrading, kChallenged, kGreeting, kReady, kClosing };
  void receive();
  void on_upgrade();
  void on_frame(const Frame& frame);
  void on_message(std::string_view text);
  void closed();

  Poller& poller_;
  const Entry& entry_;
  ClientEvents& events_;
  std::size_t index_;
  State state_ = State::kClosed;
  int fd_ = -1;
  FrameReader reader_;
};

}  // namespace bench
