// SPDX-License-Identifier: MIT
// What the parts of the server share. Only for server*.cpp.
#pragma once
#include <libwebsockets.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/head_reader.hpp"
#include "core/server.hpp"

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
  Impl(Loop& l, ServerMediator& m) : loop(l), mediator(m) {}
  void take_over(HeadReader& reader, int fd, const std::string& bytes);
  Loop& loop;
  ServerMediator& mediator;
  lws_context* context = nullptr;
  lws_vhost* vhost = nullptr;
  Scratch scratch;
  HeadReader::World heads{loop,
                          [this](HeadReader& reader, int fd, const std::string& bytes) {
                            take_over(reader, fd, bytes);
                          },
                          [this](HeadReader& reader) { readers.erase(&reader); }};
  std::unordered_map<HeadReader*, std::unique_ptr<HeadReader>> readers;
};

// What libwebsockets keeps for each connection; zeroed by it.
struct Session {
  class WsSocket* socket;                         // owned
  std::shared_ptr<class HttpExchange>* exchange;  // owned
};

// The request as the library parsed it, body apart.
HttpRequest read_request(lws* wsi, std::string_view path);
// A header the library has no token for; `name` with its colon. Empty when absent.
std::string custom_header(lws* wsi, std::string_view name);

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

class HttpExchange final : public Exchange {
 public:
  HttpExchange(lws* wsi, Server::Impl& server, HttpRequest request)
      : wsi_(wsi), server_(server), request_(std::move(request)) {}
  // These give what the library's callback returns.
  int head(const std::shared_ptr<HttpExchange>& self);
  int body(std::string_view piece);
  int body_complete(const std::shared_ptr<HttpExchange>& self);
  int writable();
  void gone();

  [[nodiscard]] const HttpRequest& request() const override { return request_; }
  void respond(HttpReply reply) override;
  void begin(HttpReply head) override;
  bool write(std::string_view piece) override;
  void end() override;
  void on_gone(Callback fn) override { on_gone_ = std::move(fn); }

 private:
  int serve(const std::shared_ptr<HttpExchange>& self);
  int flush();
  void wake();

  lws* wsi_;  // nullptr once the peer is gone or the answer is complete
  Server::Impl& server_;
  HttpRequest request_;
  std::string out_;
  std::uint64_t body_length_ = 0;
  Timer deadline_;  // for the body to arrive
  Callback on_gone_;
  bool served_ = false;
  bool streaming_ = false;
  bool complete_ = false;
  bool close_after_ = false;
  bool lengthless_ = false;
  bool in_callback_ = false;
};

}  // namespace openclaw
