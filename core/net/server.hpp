// SPDX-License-Identifier: MIT
// The WebSocket and HTTP server: libwebsockets on our loop, fed with connections that our own
// listeners accepted. Only this file and its siblings server_*.cpp know the library.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/http/message.hpp"
#include "core/loop.hpp"

namespace openclaw {

// A text that several queues hold: encoded once, sent many times.
using SharedText = std::shared_ptr<const std::string>;

// One WebSocket, as its owner sees it. Lives until SocketEvents::closed() has returned.
class Socket {
 public:
  virtual ~Socket() = default;
  // Sends one text message, made of parts that are joined on the wire. Sent at once when nothing
  // waits, else queued.
  virtual void send(std::initializer_list<std::string_view> parts) = 0;
  // Sends `body` and `tail` as one message; a queue holds a reference to `body`, not a copy.
  virtual void send_shared(const SharedText& body, std::string_view tail) = 0;
  // Bytes that wait because the peer does not read.
  [[nodiscard]] virtual std::size_t queued() const = 0;
  // Says goodbye behind what is queued. `reason` is cut to what a close frame holds. Nothing is
  // received any more; closed() follows.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  // As close(), but drops what is queued: for a peer that does not read.
  virtual void abandon(std::uint16_t code, std::string_view reason) = 0;
  // Stops and resumes reading.
  virtual void pause(bool paused) = 0;
};

// What the owner of a Socket is told.
class SocketEvents {
 public:
  virtual ~SocketEvents() = default;
  virtual void message(std::string_view text) = 0;
  // The largest message it takes now; a larger one closes the socket with 1009.
  [[nodiscard]] virtual std::size_t message_limit() const = 0;
  // Bytes wait because the peer does not read; called after each message that was queued.
  virtual void congested() = 0;
  virtual void closed() = 0;
};

// One HTTP request that waits for its answer. Answers after the peer has gone are dropped.
class Exchange {
 public:
  virtual ~Exchange() = default;
  [[nodiscard]] virtual const HttpRequest& request() const = 0;
  virtual void respond(HttpReply reply) = 0;       // after begin(): the answer is cut off
  virtual void begin(HttpReply head) = 0;          // status and headers; the body comes by write()
  virtual bool write(std::string_view piece) = 0;  // false: the peer is gone
  virtual void end() = 0;
  // Called once when the peer goes away before the answer is complete.
  virtual void on_gone(Callback fn) = 0;
  // Whether all that was written has left the gateway, and a call for when it has; once.
  [[nodiscard]] virtual bool all_taken() const = 0;
  virtual void on_room(Callback fn) = 0;
};

// What the server asks of the gateway.
class ServerMediator {
 public:
  virtual ~ServerMediator() = default;
  // Called first, with each request that has a good form: see http/attribution.hpp.
  virtual void attribute(HttpRequest& request) = 0;
  // A reply refuses the upgrade; nothing lets it pass.
  virtual std::optional<HttpReply> refuse_upgrade(const HttpRequest& request) = 0;
  virtual std::unique_ptr<SocketEvents> opened(Socket& socket, HttpRequest request) = 0;
  // Largest body that a request may bring; nothing: a reply that refuses it at once.
  virtual std::optional<HttpReply> refuse_body(const HttpRequest& head, std::uint64_t length) = 0;
  virtual void serve(const std::shared_ptr<Exchange>& exchange) = 0;
  // Of every answer: see format_reply().
  [[nodiscard]] virtual std::string_view strict_transport() const { return {}; }
};

class Server {
 public:
  // Each connection takes so many descriptors.
  Server(Loop& loop, ServerMediator& mediator, unsigned descriptors_each = 1);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  Status start();
  // Takes over an accepted, non-blocking connection.
  void adopt(int fd, Ingress ingress = {});
  // Ends in two steps: close() what is open, run the loop until it is empty, then finish().
  void close();
  void finish();

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace openclaw
