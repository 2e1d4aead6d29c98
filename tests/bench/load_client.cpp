// SPDX-License-Identifier: MIT
#include "load_client.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "load_poller.hpp"

namespace bench {
namespace {

constexpr std::size_t kReadSize = 65536;
constexpr std::size_t kHeadOfFrame = 120;  // where `ok` and the kind of a hello are found
constexpr std::string_view kCloseNormally = "\x03\xe8";

int connect_loopback(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) die("socket", std::strerror(errno));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // Blocking: on loopback the kernel completes it without the server.
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    die("connect", std::strerror(errno));
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  // Closing resets, so that thousands of connections leave no port waiting behind.
  const linger reset{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  ::fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

}  // namespace

void die(std::string_view what, std::string_view detail) {
  std::fprintf(stderr, "load: %.*s: %.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(detail.size()), detail.data());
  std::exit(2);
}

Entry make_entry(const LoadOptions& options, bool tracked) {
  const std::string who = tracked ? "test" : "cli";
  std::string params = R"({"minProtocol":4,"maxProtocol":4,"client":{"id":")" + who +
                       R"(","version":"2026.9.6","platform":"linux","mode":")" + who +
                       R"("},"role":"operator","caps":[],)"
                       R"("scopes":["operator.admin","operator.read","operator.write"])";
  if (!options.token.empty()) params += R"(,"auth":{"token":")" + options.token + "\"}";
  const std::string host = "127.0.0.1:" + std::to_string(options.port);
  Entry entry{
      options.port,
      "GET / HTTP/1.1\r\nHost: " + host +
          "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
      make_request("connect", "connect", params + '}'),
      nullptr,
      params,
      who + '|' + who + "|operator|operator.admin,operator.read,operator.write",
      options.token};
  if (options.device) entry.device = std::make_shared<const Device>();
  return entry;
}

std::string Entry::answer(std::string_view challenge) const {
  if (!device) return connect;
  return make_request("connect", "connect",
                      params + R"(,"device":)" + device->block(head, token, challenge) + '}');
}

std::string make_request(std::string_view id, std::string_view method, std::string_view params) {
  std::string text = R"({"type":"req","id":")";
  text.append(id).append(R"(","method":")").append(method).append(R"(","params":)");
  text.append(params).append("}");
  return masked_frame(Opcode::kText, text);
}

bool is_good_response(std::string_view text) {
  return text.starts_with(R"({"type":"res")") &&
         text.substr(0, kHeadOfFrame).find(R"("ok":true)") != text.npos;
}

Client::~Client() {
  if (fd_ >= 0) ::close(fd_);
}

void Client::open() {
  fd_ = connect_loopback(entry_.port);
  state_ = State::kUpgrading;
  reader_.clear();
  poller_.add(fd_, *this);
  send(entry_.upgrade);
}

void Client::send(std::string_view frame_bytes) {
  const ssize_t sent = ::send(fd_, frame_bytes.data(), frame_bytes.size(), MSG_NOSIGNAL);
  // One request at a time never fills the buffer of a socket, unless the server stops reading.
  if (sent != static_cast<ssize_t>(frame_bytes.size())) die("send", std::strerror(errno));
}

void Client::begin_close() {
  state_ = State::kClosing;
  send(masked_frame(Opcode::kClose, kCloseNormally));
}

void Client::on_io() {
  receive();
  if (state_ == State::kUpgrading) on_upgrade();
  while (state_ != State::kUpgrading && state_ != State::kClosed) {
    const auto frame = reader_.next();
    if (!frame) return;
    on_frame(*frame);
  }
}

void Client::receive() {
  char* room = reader_.room(kReadSize);
  const ssize_t got = ::recv(fd_, room, reader_.capacity(), 0);
  if (got > 0) {
    reader_.commit(static_cast<std::size_t>(got));
    return;
  }
  if (got < 0 && errno == EAGAIN) return;
  if (state_ != State::kClosing) die("the server closed a connection", reader_.pending());
  closed();
}

void Client::on_upgrade() {
  const std::string_view head = reader_.pending();
  const auto end = head.find("\r\n\r\n");
  if (end == head.npos) return;
  if (head.find(" 101 ") > end) die("no upgrade", head);
  reader_.skip(end + 4);
  state_ = State::kChallenged;
}

void Client::on_frame(const Frame& frame) {
  if (frame.opcode == Opcode::kText && frame.final) return on_message(frame.payload);
  if (frame.opcode == Opcode::kPing) return send(masked_frame(Opcode::kPong, frame.payload));
  if (frame.opcode == Opcode::kClose && state_ != State::kClosing)
    die("the server closed", frame.payload.size() > 2 ? frame.payload.substr(2) : "without reason");
}

void Client::on_message(std::string_view text) {
  switch (state_) {
    case State::kChallenged:
      if (text.find("connect.challenge") == text.npos) die("no challenge", text);
      state_ = State::kGreeting;
      return send(entry_.answer(text));
    case State::kGreeting:
      if (!is_good_response(text)) die("no hello", text);
      state_ = State::kReady;
      return events_.on_ready(*this);
    case State::kReady: return events_.on_text(*this, text);
    default: return;
  }
}

void Client::closed() {
  ::close(fd_);
  fd_ = -1;
  state_ = State::kClosed;
  events_.on_closed(*this);
}

}  // namespace bench
