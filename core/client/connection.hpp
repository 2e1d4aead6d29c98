// SPDX-License-Identifier: MIT
// One WebSocket client, from the challenge to the close: a state machine that reads frames, asks
// the control plane, and writes answers and events. Its first frame decides which dialect it
// speaks to the end.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "core/client/client_facts.hpp"
#include "core/client/frame.hpp"
#include "core/client/handshake.hpp"
#include "core/control/bus.hpp"
#include "core/control/methods.hpp"
#include "core/control/request.hpp"
#include "core/log/ws_log.hpp"
#include "core/loop.hpp"
#include "core/net/server.hpp"

namespace openclaw {

class Connection;

// What a connection needs from the rest of the gateway.
class ConnectionMediator {
 public:
  virtual ~ConnectionMediator() = default;
  virtual Loop& loop() = 0;
  using Settle = std::function<void(HandshakeOutcome)>;
  // `settle` is called once, before this returns or later. `nonce` is that of the challenge.
  virtual void judge(std::string_view params, const HttpRequest& upgrade, std::string_view nonce,
                     Settle settle) = 0;
  // The same for the simple dialect; no params: the client did not ask by `auth`.
  virtual HandshakeOutcome judge_simple(std::optional<std::string_view> params,
                                        const HttpRequest& upgrade) = 0;
  // Whether this client needs no secret in the simple dialect.
  [[nodiscard]] virtual bool stands_open(const HttpRequest& upgrade) const = 0;
  // The payload of hello-ok for this connection.
  virtual std::string hello(const Connection& connection, const Admission& admission) = 0;
  [[nodiscard]] virtual bool wrong_role(const Request& request) const = 0;
  // True when the caller's role was not the method's.
  virtual bool dispatch(const RequestRef& request, const Params& params) = 0;
  // To check large parameters by before dispatch().
  virtual std::shared_ptr<const ParamSchemas> schemas() = 0;
  virtual std::string event_tail(const Event& event, std::uint64_t seq) = 0;
  [[nodiscard]] virtual const WsLog& ws_log() const = 0;
  // It left the handshake: admitted, or closed before that.
  virtual void authenticated(Connection& connection, const Admission& admission) = 0;
  virtual void handshake_over(const std::string& peer) = 0;
  // An admitted connection has closed.
  virtual void left(Connection& connection) = 0;
  // Any connection has closed; it is destroyed next.
  virtual void gone(Connection& connection) = 0;
  // Bytes wait for a peer; decides whom to close when all queues together hold too much.
  virtual void congested(Connection& connection) = 0;
};

// Limits of the wire, in bytes unless the name says otherwise.
namespace limits {
inline constexpr std::size_t kPreauthFrame = 64 * 1024;
inline constexpr std::size_t kMaxPayload = 25 * 1024 * 1024;
inline constexpr std::size_t kMaxBuffered = 50 * 1024 * 1024;
inline constexpr std::size_t kParseOffLoop = 256 * 1024;  // larger frames are read on the pool
inline constexpr std::uint64_t kHandshakeMs = 15'000;
inline constexpr std::uint64_t kTickMs = 30'000;
inline constexpr int kHeldFrames = 15;      // behind a `connect` that is not answered yet
inline constexpr int kRoleViolations = 11;  // in a row, that are answered
}  // namespace limits

class Connection final : public SocketEvents, public Subscriber, public AnswerSink {
 public:
  Connection(Socket& socket, HttpRequest upgrade, ConnectionMediator& mediator,
             std::uint64_t handshake_ms);
  ~Connection() override;

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const Caller& caller() const { return *caller_; }
  // Once it has come in.
  [[nodiscard]] const ClientFacts& facts() const { return facts_; }
  [[nodiscard]] std::size_t queued() const { return socket_.queued(); }
  void close(std::uint16_t code, std::string_view reason);
  void drop_slow();

  // SocketEvents
  void message(std::string_view text) override;
  [[nodiscard]] std::size_t message_limit() const override;
  void congested() override;
  void closed() override;
  // Subscriber
  [[nodiscard]] bool receives(const Event& event, std::string_view scope) const override;
  [[nodiscard]] Dialect dialect() const override { return dialect_; }
  void deliver(const Event& event, const SharedText& body) override;
  // AnswerSink
  void answer(Request& request, const Answer& answer) override;

 private:
  enum class State { kChallenged, kJudging, kRefusing, kReady, kClosing };
  void send_challenge();
  void handshake_message(std::string_view text);
  void connect(const Frame& frame);
  void judged(std::string_view raw_id, HandshakeOutcome outcome);
  void settle(const Frame& frame, HandshakeOutcome outcome);
  void admit(const Frame& frame, const Admission& admission);
  void refuse(std::string_view raw_id, const Refusal& refusal);
  void refuse_later(std::string raw_id, Refusal refusal);
  void hold_frame();
  void ready_message(std::string_view text);
  void scan_off_loop(std::string_view text);
  void act_on(const Frame& frame, const Params& params);
  [[nodiscard]] bool refuse_request(const Frame& frame, std::string_view method);
  [[nodiscard]] bool refuse_profile(const Frame& frame);
  void send_error(std::string_view raw_id, const Error& error);
  // The simple dialect
  void begin_simple(std::string_view text);
  void answer_simple(Request& request, const Answer& answer);
  void send_simple(std::string_view raw_id, std::string_view member, std::string_view json);

  Socket& socket_;
  HttpRequest upgrade_;
  ConnectionMediator& mediator_;
  std::string id_;
  const std::string nonce_;
  State state_ = State::kChallenged;
  Dialect dialect_ = Dialect::kProduct;
  Timer handshake_deadline_;
  Timer refusal_delay_;
  CallerRef caller_;
  ClientFacts facts_;
  std::uint64_t seq_ = 0;
  bool waits_ = false;   // nothing is read until the handshake is judged
  int held_frames_ = 0;  // sent while the refusal of `connect` is held back
  int role_violations_ = 0;
  std::unordered_set<Request*> open_requests_;
  std::unordered_set<const Request*> told_;  // simple: answered once, with more answers to come
  // Lets work that was handed on find out whether the connection still lives.
  std::shared_ptr<Connection*> alive_;
};

}  // namespace openclaw
