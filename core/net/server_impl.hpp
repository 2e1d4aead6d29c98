// SPDX-License-Identifier: MIT
// What the parts of the server share. Only for server*.cpp.
#pragma once
#include <libwebsockets.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/http/connection.hpp"
#include "core/net/crowd.hpp"
#include "core/net/server.hpp"
#include "core/net/slack.hpp"

namespace openclaw {

// Room for one message on its way out; libwebsockets wants LWS_PRE bytes in front of it.
class Scratch {
 public:
  // A place for `n` bytes, valid until the next call.
  unsigned char* reserve(std::size_t n);

 private:
  std::vector<unsigned char> bytes_;
};

struct Server::Impl {
  Impl(Loop& l, ServerMediator& m, unsigned descriptors_each);
  void upgrade(HttpConnection& connection, int fd, HttpRequest request, const std::string& behind);
  Loop& loop;
  ServerMediator& mediator;
  lws_context* context = nullptr;
  lws_vhost* vhost = nullptr;
  Scratch scratch;
  std::optional<HttpRequest> upgrading;  // while the library takes over its connection
  HttpConnection::World world{
      loop,
      mediator,
      [this](HttpConnection& connection, int fd, HttpRequest request, const std::string& behind) {
        upgrade(connection, fd, std::move(request), behind);
      },
      [this](HttpConnection& connection) {
        slack.left();
        crowd.release(connection);
      },
      {}};
  Crowd crowd;
  Slack slack;
};

// What libwebsockets keeps for each connection; zeroed by it.
struct Session {
  class WsSocket* socket;  // owned
};

class WsSocket final : public Socket {
 public:
  WsSocket(lws* wsi, Server::Impl& server) : wsi_(wsi), server_(server) {}
  void open(HttpRequest request);
  // These give what the library's callback returns: -1 closes the connection.
  int receive(std::string_view piece);
  int writable();
  int peer_closed(std::string_view payload);
  void gone();

  void send(std::initializer_list<std::string_view> parts) override;
  void send_shared(const SharedText& body, std::string_view tail) override;
  [[nodiscard]] std::size_t queued() const override { return queued_; }
  void close(std::uint16_t code, std::string_view reason) override;
  void abandon(std::uint16_t code, std::string_view reason) override;
  void pause(bool paused) override;

 private:
  struct Outgoing {
    SharedText body;
    std::string tail;
  };
  [[nodiscard]] bool must_queue() const;
  void enqueue(SharedText body, std::string_view tail);
  void write(std::initializer_list<std::string_view> parts);
  int after_callback();
  void say_goodbye(std::string_view payload);

  lws* wsi_;
  Server::Impl& server_;
  std::unique_ptr<SocketEvents> events_;
  std::vector<Outgoing> queue_;  // oldest first; queue_head_ of them are sent
  std::size_t queue_head_ = 0;
  std::size_t queued_ = 0;
  std::string assembled_;  // the fragments of a message that has not ended
  std::string close_reason_;
  std::uint16_t close_code_ = 0;
  bool closing_ = false;
  bool goodbye_said_ = false;
  bool dead_ = false;  // a write failed: nothing more can be said
  bool in_callback_ = false;
};

}  // namespace openclaw
