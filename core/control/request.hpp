// SPDX-License-Identifier: MIT
// One request on its way to its answer: any number of interim answers, then one reply or one fail.
// What comes after that is ignored, and so is everything once the one who asked has gone.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/client/frame.hpp"
#include "core/control/scope.hpp"
#include "core/error.hpp"
#include "core/loop.hpp"

namespace openclaw {

// Who asks. Shared by a connection and its open requests, which may outlive it.
struct Caller {
  std::string connection_id;  // empty for a call made inside the gateway
  std::string client_id;
  std::string client_mode;
  Role role = Role::kOperator;
  Scopes scopes;
  std::string scopes_joined;
  std::string caps_joined;  // separated by commas
  std::string peer;
  std::string device_id;         // of a device, else empty
  bool by_device_token = false;  // which was its secret
  std::uint32_t protocol = 4;
  Dialect dialect = Dialect::kProduct;
  [[nodiscard]] bool has_cap(std::string_view cap) const;
};
using CallerRef = std::shared_ptr<const Caller>;

struct Answer {
  bool ok = false;
  bool final = true;
  std::string_view payload;      // JSON; may be empty
  const Error* error = nullptr;  // set when not ok
};

// Where answers go. Removed (nullptr) from its requests before it dies.
class AnswerSink {
 public:
  virtual ~AnswerSink() = default;
  virtual void answer(class Request& request, const Answer& answer) = 0;
};

class Request {
 public:
  Request(AnswerSink* sink, std::string raw_id, std::string_view method, CallerRef caller)
      : sink_(sink), raw_id_(std::move(raw_id)), method_(method), caller_(std::move(caller)) {}
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  [[nodiscard]] const Caller& caller() const { return *caller_; }
  [[nodiscard]] const std::string& raw_id() const { return raw_id_; }
  [[nodiscard]] const std::string& method() const { return method_; }
  [[nodiscard]] std::uint64_t took_us() const { return Loop::now_us() - began_us_; }
  [[nodiscard]] bool answered() const { return answered_; }

  void interim(std::string_view payload);
  void reply(std::string_view payload);
  void fail(const Error& error, std::string_view payload = {});
  // The one who asked has gone. Gives what on_gone() was given, for the caller to call.
  std::function<void()> drop_sink() {
    sink_ = nullptr;
    gone_ = true;
    return std::exchange(on_gone_, nullptr);
  }
  [[nodiscard]] bool gone() const { return gone_; }
  // Told at most once, when an answer would not be read any more; never once it is answered.
  void on_gone(std::function<void()> fn) { on_gone_ = std::move(fn); }
  // Told once, when the request has been answered.
  void on_answered(std::function<void(Request&)> fn) { on_answered_ = std::move(fn); }

 private:
  void finish(const Answer& answer);
  AnswerSink* sink_;
  std::string raw_id_;
  std::string method_;
  CallerRef caller_;
  const std::uint64_t began_us_ = Loop::now_us();
  std::function<void(Request&)> on_answered_;
  std::function<void()> on_gone_;
  bool answered_ = false;
  bool gone_ = false;
};
using RequestRef = std::shared_ptr<Request>;

// The JSON of an error object, keys in the wire's order.
std::string error_json(const Error& error);

}  // namespace openclaw
