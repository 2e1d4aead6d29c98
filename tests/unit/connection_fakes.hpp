// SPDX-License-Identifier: MIT
// The two sides of a connection: the socket that it writes to and the control plane that it asks.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/client/connection.hpp"

namespace openclaw {

class FakeSocket final : public Socket {
 public:
  void send(std::initializer_list<std::string_view> parts) override {
    std::string whole;
    for (const std::string_view part : parts) whole += part;
    sent.push_back(std::move(whole));
  }
  void send_shared(const SharedText& body, std::string_view tail) override {
    sent.push_back(*body + std::string(tail));
  }
  [[nodiscard]] std::size_t queued() const override { return waiting; }
  void close(std::uint16_t code, std::string_view reason) override {
    closed = std::to_string(code) + ' ' + std::string(reason);
  }
  void abandon(std::uint16_t code, std::string_view reason) override {
    close(code, reason);
    abandoned = true;
  }
  void pause(bool on) override { paused = on; }

  std::vector<std::string> sent;
  std::string closed;
  std::size_t waiting = 0;
  bool abandoned = false;
  bool paused = false;
};

class FakePlane final : public ConnectionMediator {
 public:
  [[nodiscard]] const WsLog& ws_log() const override { return ws_log_; }
  Loop& loop() override { return loop_; }
  void judge(std::string_view, const HttpRequest&, std::string_view nonce, Settle settle) override {
    nonces.emplace_back(nonce);
    if (later) {
      settles.push_back(std::move(settle));
    } else {
      settle(outcome());
    }
  }
  [[nodiscard]] HandshakeOutcome outcome() const {
    if (refusal) return *refusal;
    Admission admission;
    admission.scopes = {"operator.read"};
    admission.params.caps = {"tool-events"};
    return admission;
  }
  HandshakeOutcome judge_simple(std::optional<std::string_view> params,
                                const HttpRequest&) override {
    told += params ? "auth=" + std::string(*params) + ' ' : "unasked ";
    return outcome();
  }
  [[nodiscard]] bool stands_open(const HttpRequest&) const override { return open; }
  std::string hello(const Connection&, const Admission&) override { return "\"hello\""; }
  [[nodiscard]] bool wrong_role(const Request&) const override { return violates; }
  std::shared_ptr<const ParamSchemas> schemas() override { return known_schemas; }
  bool dispatch(const RequestRef& request, const Params& params) override {
    problems = params.ambiguity + params.problems;
    if (keep) {
      kept.push_back(request);
    } else {
      request->reply(params.text);
    }
    return violates;
  }
  std::string event_tail(const Event&, std::uint64_t seq) override {
    return ",\"seq\":" + std::to_string(seq) + "}";
  }
  void authenticated(Connection&, const Admission&) override { told += "authenticated "; }
  void handshake_over(const std::string&) override { told += "over "; }
  void left(Connection&) override { told += "left "; }
  void gone(Connection&) override { told += "gone "; }
  void congested(Connection&) override { told += "congested "; }

  std::optional<Refusal> refusal;
  std::vector<RequestRef> kept;
  std::string told;
  std::string problems;  // of the parameters of the last request
  std::vector<std::string> nonces;
  std::vector<Settle> settles;  // of the handshakes that are to be judged later
  bool later = false;
  bool keep = false;
  bool open = false;  // no secret is needed
  bool violates = false;

  std::shared_ptr<ParamSchemas> known_schemas = std::make_shared<ParamSchemas>();

 private:
  WsLog ws_log_;
  Loop loop_;
};

}  // namespace openclaw
