// SPDX-License-Identifier: MIT
// A blocking WebSocket client: every call returns by its deadline. Text messages only.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/clock.hpp"
#include "core/error.hpp"

struct lws;
struct lws_context;
struct ssl_st;

namespace openclaw::cli {

// Where to connect, and what to say of it.
struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
  std::string name;  // the gateway's own, for its virtual hosts; empty: `host`
  // Judges the other end's certificate before anything is sent; empty: without TLS.
  std::function<Status(ssl_st*)> trust = {};
  std::string path = "/";
};

// How a connection ended that this program did not end: the code and text of the close frame, 1006
// where it broke off or never came about. Code 0: it has not ended, or by this program alone.
struct Ended {
  std::uint16_t code = 0;
  std::string reason = {};
};

class WsClient {
 public:
  static constexpr std::size_t kMaxMessage = 25 * 1024 * 1024;

  WsClient();
  WsClient(const WsClient&) = delete;
  WsClient& operator=(const WsClient&) = delete;
  ~WsClient();

  // The error's message is `connect ECONNREFUSED 127.0.0.1:18789` and the like.
  Status open(Endpoint where, Deadline deadline);
  // Returns when the socket has taken all of it.
  Status send(std::string_view text, Deadline deadline);

  enum class Got { message, closed, timeout, interrupt };
  // The next message. `interrupt` comes only after catch_interrupts().
  Got receive(std::string& message, Deadline deadline);
  // From now on SIGINT and SIGTERM do not end the process: receive() reports them.
  Status catch_interrupts();

  [[nodiscard]] Ended ended() const;
  // This end's port of the connection; 0: there is none.
  [[nodiscard]] std::uint16_t near_port() const;
  // Why there is no connection any more: `gateway closed: service restart`.
  [[nodiscard]] std::string lost() const;
  // Says goodbye; waits a moment for the answer.
  void close();

 private:
  enum class State { idle, connecting, open, closing, closed };
  struct Hooks;  // the functions that the library calls back
  friend struct Hooks;
  struct Library;

  bool make_context(Deadline deadline);
  void settle(State state);
  bool trusts(lws* wsi);
  void take_refusal(lws* wsi, const char* why, std::size_t size);
  bool dial(const std::string& address, Deadline deadline);
  [[nodiscard]] Error not_opened(const std::vector<std::string>& addresses, bool settled,
                                 Deadline deadline) const;
  template <class Condition>
  bool serve(Deadline deadline, Condition done);
  int write_pending(lws* wsi);
  int take_fragment(lws* wsi, const char* bytes, std::size_t size);
  void take_close(const unsigned char* bytes, std::size_t size);
  void take_signal();

  lws_context* context_ = nullptr;
  lws* socket_ = nullptr;
  std::unique_ptr<Library> library_;  // what it wants to find at one address
  State state_ = State::idle;
  Endpoint where_;
  bool trusted_ = false;
  std::string distrust_;
  std::string elsewhere_;  // where an answer that is no WebSocket points to
  std::string partial_;
  std::deque<std::string> inbox_;
  std::string outgoing_;  // with the library's headroom in front
  bool interrupted_ = false;
  int signals_ = -1;
  std::uint16_t close_code_ = 1006;
  std::string close_text_;
  std::string trouble_;
};

// Why no connection to any of the host's addresses comes about: `connect ECONNREFUSED host:port`.
std::string connect_trouble(const std::vector<std::string>& addresses, const std::string& host,
                            std::uint16_t port, Deadline deadline);

}  // namespace openclaw::cli
