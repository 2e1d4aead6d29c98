// SPDX-License-Identifier: MIT
// A connection that speaks the simple dialect.
#include "core/client/connection.hpp"
#include "core/client/dialect.hpp"
#include "core/client/simple_handshake.hpp"

namespace openclaw {

// Its first frame is `auth`, or any request where no secret is needed.
void Connection::begin_simple(std::string_view text) {
  dialect_ = Dialect::kSimple;
  const Frame frame = scan_frame(text, dialect_);
  std::string problem;
  if (frame.kind != FrameKind::kRequest) {
    problem = "invalid request frame: " + frame.problem;
  } else if (!frame.params_problem.empty()) {
    problem = "invalid auth params: " + frame.params_problem;
  }
  if (!problem.empty()) {
    return refuse(frame.raw_id, {invalid_request(problem), kConnectFailed, problem});
  }
  if (asks_auth(frame)) return settle(frame, mediator_.judge_simple(frame.params, upgrade_));
  settle(frame, mediator_.judge_simple(std::nullopt, upgrade_));
  if (state_ == State::kReady) ready_message(text);
}

// A request has one answer here: the first. How it goes on, the events tell.
void Connection::answer_simple(Request& request, const Answer& answer) {
  if (answer.final ? told_.erase(&request) > 0 : !told_.insert(&request).second) return;
  if (!answer.ok) return send_simple(request.raw_id(), "error", error_json(*answer.error));
  const std::string result = simple_result(request.method(), answer.payload);
  send_simple(request.raw_id(), "result", result.empty() ? answer.payload : result);
}

void Connection::send_simple(std::string_view raw_id, std::string_view member,
                             std::string_view json) {
  const bool named = !raw_id.empty();
  socket_.send({named ? R"({"id":)" : "{", raw_id, named ? R"(,")" : R"(")", member, R"(":)",
                json.empty() ? "null" : json, "}"});
}

}  // namespace openclaw
