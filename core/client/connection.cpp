// SPDX-License-Identifier: MIT
#include "core/client/connection.hpp"

#include "core/client/dialect.hpp"
#include "core/client/simple_handshake.hpp"
#include "core/ids.hpp"
#include "core/json/json.hpp"
#include "core/log/log.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

constexpr std::string_view kInvalidId = R"("invalid")";

// One frame as it was read. Not to be copied: its spans may lie in itself.
struct Incoming {
  Frame frame = {};
  std::string translated = {};  // what the parameters are for the method table, if not as sent
  Params params = {};

  Incoming() = default;
  Incoming(const Incoming&) = delete;
  Incoming& operator=(const Incoming&) = delete;

  void read(std::string_view text, Dialect dialect) {
    frame = scan_frame(text, dialect);
    params = {frame.params, frame.params_problem};
    if (dialect == Dialect::kProduct || !asks()) return;
    std::string scratch;
    translated = simple_params(text_of(frame.raw_method, scratch), frame.params, random_uuid);
    if (!translated.empty()) params.text = translated;
  }
  // Whether it is a request whose parameters are worth a look.
  [[nodiscard]] bool asks() const {
    return frame.kind == FrameKind::kRequest && params.ambiguity.empty();
  }
};

CallerRef make_caller(const std::string& id, const Admission& admission, const std::string& peer,
                      Dialect dialect) {
  Caller caller;
  caller.connection_id = id;
  caller.client_id = admission.params.client_id;
  caller.client_mode = admission.params.client_mode;
  caller.role = admission.role;
  caller.scopes = Scopes(admission.scopes);
  caller.scopes_joined = caller.scopes.joined();
  for (const std::string& cap : admission.params.caps) {
    if (!caller.caps_joined.empty()) caller.caps_joined += ',';
    caller.caps_joined += cap;
  }
  caller.peer = peer;
  if (admission.device) {
    caller.device_id = admission.device->id;
    caller.by_device_token = admission.device->by_token;
  }
  caller.protocol = static_cast<std::uint32_t>(admission.protocol);
  caller.dialect = dialect;
  return std::make_shared<const Caller>(std::move(caller));
}

// As the log has it: behind a proxy both its own address and the one it tells.
std::string whence(const HttpRequest& upgrade) {
  if (!upgrade.proxied) return " peer=" + upgrade.peer;
  return " remote=" + upgrade.proxy + " fwd=" + upgrade.peer;
}

}  // namespace

Connection::Connection(Socket& socket, HttpRequest upgrade, ConnectionMediator& mediator,
                       std::uint64_t handshake_ms)
    : socket_(socket),
      upgrade_(std::move(upgrade)),
      mediator_(mediator),
      id_(random_uuid()),
      nonce_(random_uuid()),
      handshake_deadline_(mediator.loop(), handshake_ms, 0, [this] { close(1000, {}); }) {
  send_challenge();
}

Connection::~Connection() = default;

void Connection::send_challenge() {
  JsonWriter w;
  w.object().key("type").value("event").key("event").value("connect.challenge");
  w.key("payload").object().key("nonce").value(nonce_);
  w.key("ts").value(wall_ms()).key("capabilities").array().end().end().end();
  socket_.send({w.str()});
}

std::size_t Connection::message_limit() const {
  return state_ == State::kReady ? limits::kMaxPayload : limits::kPreauthFrame;
}

void Connection::message(std::string_view text) {
  switch (state_) {
    case State::kChallenged: handshake_message(text); break;
    case State::kJudging:
    case State::kRefusing: hold_frame(); break;
    case State::kReady: ready_message(text); break;
    case State::kClosing: break;
  }
}

void Connection::handshake_message(std::string_view text) {
  const Frame frame = scan_frame(text);
  std::string scratch;
  const bool connect_shaped = frame.kind == FrameKind::kRequest;
  if (frame.kind == FrameKind::kNotJson) {
    close(1000, {});
  } else if (opens_simple(frame, mediator_.stands_open(upgrade_))) {
    begin_simple(text);
  } else if (!connect_shaped) {
    close(1008, "invalid request frame");
  } else if (text_of(frame.raw_method, scratch) != "connect") {
    const Error error = invalid_request("invalid handshake: first request must be connect");
    send_error(frame.raw_id, error);
    close(1008, error.message);
  } else {
    connect(frame);
  }
}

void Connection::connect(const Frame& frame) {
  if (!frame.params_problem.empty()) {
    Error error = invalid_request("invalid connect params: " + frame.params_problem);
    std::string reason = error.message;
    return refuse(frame.raw_id, {std::move(error), 1008, std::move(reason)});
  }
  state_ = State::kJudging;
  if (!alive_) alive_ = std::make_shared<Connection*>(this);
  mediator_.judge(frame.params, upgrade_, nonce_,
                  [alive = alive_, raw_id = std::string(frame.raw_id)](HandshakeOutcome outcome) {
                    if (Connection* self = *alive) self->judged(raw_id, std::move(outcome));
                  });
  if (state_ != State::kJudging) return;
  waits_ = true;
  socket_.pause(true);
}

void Connection::judged(std::string_view raw_id, HandshakeOutcome outcome) {
  if (state_ != State::kJudging) return;
  if (std::exchange(waits_, false)) socket_.pause(false);
  Frame frame;
  frame.raw_id = raw_id;
  settle(frame, std::move(outcome));
}

void Connection::settle(const Frame& frame, HandshakeOutcome outcome) {
  if (auto* refusal = std::get_if<Refusal>(&outcome)) {
    if (refusal->delay_ms > 0) {
      refuse_later(std::string(frame.raw_id), std::move(*refusal));
    } else {
      refuse(frame.raw_id, *refusal);
    }
  } else {
    admit(frame, *std::get_if<Admission>(&outcome));
  }
}

void Connection::refuse_later(std::string raw_id, Refusal refusal) {
  state_ = State::kRefusing;
  const std::uint64_t delay_ms = refusal.delay_ms;
  refusal_delay_ = Timer(mediator_.loop(), delay_ms, 0,
                         [this, raw_id = std::move(raw_id), refusal = std::move(refusal)] {
                           refuse(raw_id, refusal);
                         });
}

// Nothing behind a refused `connect` is ever acted on.
void Connection::hold_frame() {
  if (++held_frames_ > limits::kHeldFrames) close(1008, "too many pending handshake frames");
}

void Connection::refuse(std::string_view raw_id, const Refusal& refusal) {
  log_line(LogLevel::info, "gateway/ws",
           "code=" + std::to_string(refusal.close_code) + " connect failed: " +
               refusal.close_reason + refusal.note + whence(upgrade_) + " conn=" + id_);
  if (!refusal.silent) send_error(raw_id, refusal.error);
  close(refusal.close_code,
        refusal.close_code == kConnectFailed ? "connect failed" : refusal.close_reason);
}

void Connection::admit(const Frame& frame, const Admission& admission) {
  handshake_deadline_.reset();
  mediator_.handshake_over(upgrade_.peer);
  caller_ = make_caller(id_, admission, upgrade_.peer, dialect_);
  facts_ = describe_client(caller_, admission, upgrade_, wall_ms());
  state_ = State::kReady;
  if (admission.identity) {
    log_line(LogLevel::info, "gateway/ws",
             "user " + json_quoted(admission.identity->login) + " by " +
                 admission.identity->method + whence(upgrade_) + " client=" + caller_->client_id +
                 " conn=" + id_);
  }
  if (dialect_ == Dialect::kProduct) {
    const std::string hello = mediator_.hello(*this, admission);
    socket_.send({R"({"type":"res","id":)", frame.raw_id, R"(,"ok":true,"payload":)", hello, "}"});
    const ConnectParams& params = admission.params;
    mediator_.ws_log().hello(params.client_id, params.client_mode, id_);
  } else if (asks_auth(frame)) {
    send_simple(frame.raw_id, "result", R"({"ok":true})");
  }
  mediator_.authenticated(*this, admission);
  upgrade_.headers.clear();
  upgrade_.headers.shrink_to_fit();
}

void Connection::ready_message(std::string_view text) {
  if (text.size() > limits::kParseOffLoop) {
    scan_off_loop(text);
  } else {
    Incoming incoming;
    incoming.read(text, dialect_);
    act_on(incoming.frame, incoming.params);
  }
}

// Reading stops until the frame has been acted on, so that frames keep their order. What the schema
// says of the parameters is told only to those who may call the method; but to find out on the loop
// would hold it.
void Connection::scan_off_loop(std::string_view text) {
  struct Scan {
    std::string text;
    std::shared_ptr<const ParamSchemas> schemas;
    Dialect dialect;
    Incoming incoming = {};

    void run() {
      incoming.read(text, dialect);
      if (!incoming.asks()) return;
      std::string scratch;
      check_params(incoming.params, text_of(incoming.frame.raw_method, scratch), *schemas);
    }
  };
  if (!alive_) alive_ = std::make_shared<Connection*>(this);
  const std::shared_ptr<Scan> scan(new Scan{std::string(text), mediator_.schemas(), dialect_});
  socket_.pause(true);
  mediator_.loop().work([scan] { scan->run(); },
                        [scan, alive = alive_] {
                          Connection* self = *alive;
                          if (!self) return;
                          self->socket_.pause(false);
                          if (self->state_ != State::kReady) return;
                          self->act_on(scan->incoming.frame, scan->incoming.params);
                        });
}

void Connection::act_on(const Frame& frame, const Params& params) {
  std::string scratch;
  const std::string_view method =
      frame.kind == FrameKind::kRequest ? text_of(frame.raw_method, scratch) : std::string_view();
  if (refuse_request(frame, method)) return;
  mediator_.ws_log().request(method, frame.raw_id, id_);
  const auto request = std::make_shared<Request>(this, std::string(frame.raw_id), method, caller_);
  if (role_violations_ >= limits::kRoleViolations && mediator_.wrong_role(*request)) {
    close(1008, "repeated unauthorized calls");
    return;
  }
  const bool violation = mediator_.dispatch(request, params);
  role_violations_ = violation ? role_violations_ + 1 : 0;
  if (!request->answered()) open_requests_.insert(request.get());
}

// What never becomes a request: true when it was dealt with.
bool Connection::refuse_request(const Frame& frame, std::string_view method) {
  const bool simple = dialect_ == Dialect::kSimple;
  if (frame.kind == FrameKind::kNotJson) {
    if (simple) send_error({}, invalid_request("invalid request frame: it is not one JSON value"));
    return true;
  }
  if (frame.kind == FrameKind::kBroken) {
    mediator_.ws_log().broken_frame(frame.problem, id_);
    send_error(frame.raw_id.empty() && !simple ? kInvalidId : frame.raw_id,
               invalid_request("invalid request frame: " + frame.problem));
    return true;
  }
  const std::string_view opening = simple ? "auth" : "connect";
  if (method == opening) {
    send_error(frame.raw_id,
               invalid_request(std::string(opening) + " is only valid as the first request"));
    return true;
  }
  return refuse_profile(frame);
}

// A profile is an account of the product's; this gateway has the one owner.
bool Connection::refuse_profile(const Frame& frame) {
  if (frame.raw_expected_profile.empty()) return false;
  std::string profile;
  if (text_of(frame.raw_expected_profile, profile) == "gateway-owner") return false;
  Error error = invalid_request(
      "Selected account changed or is unavailable. Select the account again before retrying.");
  error.details_json = R"({"reason":"EXPECTED_PROFILE_MISMATCH","execution":"not_started"})";
  send_error(frame.raw_id, error);
  return true;
}

void Connection::answer(Request& request, const Answer& answer) {
  if (answer.final) {
    open_requests_.erase(&request);
    mediator_.ws_log().answer(request.method(), request.raw_id(), id_, request.took_us(),
                              answer.error);
  }
  if (dialect_ == Dialect::kSimple) return answer_simple(request, answer);
  const std::string_view payload_key = answer.payload.empty() ? "" : R"(,"payload":)";
  if (answer.ok) {
    socket_.send({R"({"type":"res","id":)", request.raw_id(), R"(,"ok":true)", payload_key,
                  answer.payload, "}"});
    return;
  }
  const std::string error = error_json(*answer.error);
  socket_.send({R"({"type":"res","id":)", request.raw_id(), R"(,"ok":false)", payload_key,
                answer.payload, R"(,"error":)", error, "}"});
}

void Connection::send_error(std::string_view raw_id, const Error& error) {
  const std::string text = error_json(error);
  if (dialect_ == Dialect::kSimple) return send_simple(raw_id, "error", text);
  socket_.send({R"({"type":"res","id":)", raw_id, R"(,"ok":false,"error":)", text, "}"});
}

bool Connection::receives(const Event& event, std::string_view scope) const {
  if (state_ != State::kReady) return false;
  if (!event.connection_id.empty() && event.connection_id != id_) return false;
  if (!event.capability.empty() && !caller_->has_cap(event.capability)) return false;
  if (scope.empty()) return true;
  return caller_->role == Role::kOperator && caller_->scopes.allow(scope);
}

void Connection::deliver(const Event& event, const SharedText& body) {
  const std::uint64_t seq = event.no_seq ? 0 : ++seq_;
  if (event.drop_if_slow && socket_.queued() + body->size() > limits::kMaxBuffered) return;
  const bool simple = dialect_ == Dialect::kSimple;
  socket_.send_shared(body, simple ? std::string() : mediator_.event_tail(event, seq));
}

void Connection::congested() {
  if (socket_.queued() > limits::kMaxBuffered) {
    drop_slow();
  } else {
    mediator_.congested(*this);
  }
}

void Connection::drop_slow() {
  log_line(LogLevel::warn, "gateway/ws", "code=1008 slow consumer conn=" + id_);
  state_ = State::kClosing;
  socket_.abandon(1008, "slow consumer");
}

void Connection::close(std::uint16_t code, std::string_view reason) {
  state_ = State::kClosing;
  handshake_deadline_.reset();
  refusal_delay_.reset();
  socket_.close(code, reason);
}

void Connection::closed() {
  handshake_deadline_.reset();
  refusal_delay_.reset();
  if (alive_) *alive_ = nullptr;
  // Whoever is told may answer others of these, so all are dropped first.
  std::vector<std::function<void()>> told;
  for (Request* request : open_requests_) told.push_back(request->drop_sink());
  open_requests_.clear();
  for (const auto& tell : told) {
    if (tell) tell();
  }
  if (caller_) {
    mediator_.left(*this);
  } else {
    mediator_.handshake_over(upgrade_.peer);
  }
  state_ = State::kClosing;
  mediator_.gone(*this);
}

}  // namespace openclaw
