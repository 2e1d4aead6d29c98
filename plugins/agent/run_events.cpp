// SPDX-License-Identifier: MIT
#include "run_events.hpp"

#include <utility>

namespace agent {

oc::Object RunEvents::chat(std::string_view state) const {
  oc::Object out;
  out.add("runId", facts_.run_id).add("sessionKey", facts_.session_key);
  out.add("agentId", facts_.agent_id).add("seq", seq_).add("state", state);
  return out;
}

void RunEvents::publish_chat(oc::Object payload, bool drop_if_slow) {
  host_.publish("chat", payload.take(), drop_if_slow ? std::uint32_t{OC_EVENT_DROP_IF_SLOW} : 0);
}

void RunEvents::agent(std::string_view stream, std::string_view data, std::string_view lane) {
  oc::Object out;
  out.add("runId", facts_.run_id).add("sessionKey", facts_.session_key);
  if (stream == "lifecycle") out.add("sessionId", facts_.session_id);
  out.add_some("lane", lane);
  out.add("agentId", facts_.agent_id).add("stream", stream).raw("data", data);
  out.add("seq", seq_).add("ts", host_.wall_ms()).add("isHeartbeat", false);
  host_.publish("agent", out.take());
}

std::string RunEvents::message(std::string_view text) const {
  const std::string block = oc::Object().add("type", "text").add("text", text).take();
  oc::Object out;
  out.add("role", "assistant").raw("content", '[' + block + ']');
  out.add("timestamp", host_.wall_ms());
  return out.take();
}

void RunEvents::status(std::string_view phase) {
  ++seq_;
  publish_chat(chat("status").add("phase", phase));
  agent("run_status", oc::Object().add("phase", phase).take());
}

void RunEvents::started(std::int64_t started_at) {
  ++seq_;
  agent("lifecycle", oc::Object().add("phase", "start").add("startedAt", started_at).take());
}

void RunEvents::model() {
  ++seq_;
  agent("lifecycle", oc::Object()
                         .add("phase", "model")
                         .add("provider", facts_.provider)
                         .add("model", facts_.model)
                         .take());
}

void RunEvents::fallback(const Fallback& step) {
  oc::Object data;
  data.add("phase", "fallback_step").add("fallbackStepType", "fallback_step");
  data.add("fallbackStepFromModel", facts_.provider + '/' + facts_.model);
  data.add_some("fallbackStepToModel", step.next);
  data.add("fallbackStepFromFailureReason", step.kind);
  data.add("fallbackStepFromFailureDetail", step.why);
  data.add("fallbackStepChainPosition", step.position);
  const bool last = step.next.empty();
  data.add("fallbackStepFinalOutcome", last ? "chain_exhausted" : "next_fallback");
  ++seq_;
  agent("lifecycle", data.take());
}

void RunEvents::no_model() {
  ++seq_;
  agent("lifecycle", R"({"phase":"model","provider":null,"model":null})", "main");
}

void RunEvents::delta(std::string_view all, std::string_view delta) {
  ++seq_;
  agent(
      "assistant",
      oc::Object().add("text", all).add("delta", delta).add("itemId", facts_.run_id + ":1").take());
  publish_chat(chat("delta").add("deltaText", delta).raw("message", message(all)), true);
}

void RunEvents::thinking(std::string_view all, std::string_view delta) {
  ++seq_;
  agent("thinking", oc::Object().add("text", all).add("delta", delta).take());
}

void RunEvents::usage(std::uint64_t output_tokens) {
  ++seq_;
  agent("usage", oc::Object().add("outputTokens", output_tokens).take());
}

std::string RunEvents::receipt() const {
  const bool rerouted =
      facts_.provider != facts_.asked_provider || facts_.model != facts_.asked_model;
  const std::string asked =
      oc::Object().add("provider", facts_.asked_provider).add("model", facts_.asked_model).take();
  const std::string answered = oc::Object()
                                   .add("provider", facts_.provider)
                                   .add("model", facts_.model)
                                   .add("responseModel", facts_.model)
                                   .take();
  oc::Object out;
  out.add("runId", facts_.run_id).add("sessionId", facts_.session_id);
  out.add("turnId", facts_.run_id).raw("requested", asked).raw("effective", answered);
  out.raw("successfulToolNames", "[]").add("rerouted", rerouted);
  out.add("terminalDisposition", "visible");
  return out.take();
}

void RunEvents::finished(std::string_view text, std::string_view stop_reason,
                         std::int64_t started_at) {
  const std::int64_t now = host_.wall_ms();
  ++seq_;
  agent("lifecycle", oc::Object()
                         .add("phase", "finishing")
                         .add("stopReason", stop_reason)
                         .add("aborted", false)
                         .add("livenessState", "working")
                         .add("endedAt", now)
                         .take());
  no_model();
  ++seq_;
  oc::Object end;
  end.add("stopReason", stop_reason).add("aborted", false).add("livenessState", "working");
  end.add("phase", "end").add("endedAt", now).add("startedAt", started_at);
  end.add("replayInvalid", false);
  end.raw("terminalReply", oc::Object().add("disposition", "visible").add("text", text).take());
  end.raw("terminalReceipt", receipt()).add("executionSettled", true);
  agent("lifecycle", end.take());
  publish_chat(chat("final").add("stopReason", stop_reason).raw("message", message(text)));
}

void RunEvents::aborted(std::string_view text, std::string_view stop_reason,
                        std::int64_t started_at) {
  const std::int64_t now = host_.wall_ms();
  ++seq_;
  oc::Object ended = chat("aborted");
  ended.add("stopReason", stop_reason);
  if (!text.empty()) ended.raw("message", message(text));
  publish_chat(std::move(ended));
  agent("lifecycle", oc::Object()
                         .add("phase", "end")
                         .add("status", "cancelled")
                         .add("aborted", true)
                         .add("stopReason", stop_reason)
                         .add("startedAt", started_at)
                         .add("endedAt", now)
                         .take());
}

void RunEvents::abort_settled(std::int64_t started_at) {
  no_model();
  ++seq_;
  agent("lifecycle", oc::Object()
                         .add("phase", "error")
                         .add("endedAt", host_.wall_ms())
                         .add("startedAt", started_at)
                         .add("error", "This operation was aborted")
                         .add("aborted", true)
                         .add("stopReason", "aborted")
                         .add("executionSettled", true)
                         .take());
}

void RunEvents::failed(std::string_view error, const Fallback& step, std::int64_t started_at) {
  const std::int64_t now = host_.wall_ms();
  const std::string observation = oc::Object()
                                      .add("provider", facts_.provider)
                                      .add("model", facts_.model)
                                      .add("failoverReason", step.kind)
                                      .take();
  ++seq_;
  agent("lifecycle", oc::Object()
                         .add("phase", "finishing")
                         .add("error", error)
                         .raw("errorObservation", observation)
                         .add("aborted", false)
                         .add("livenessState", "blocked")
                         .add("endedAt", now)
                         .take());
  no_model();
  if (!step.why.empty()) fallback(step);
  ++seq_;
  oc::Object end;
  end.add("aborted", false).add("livenessState", "blocked").raw("errorObservation", observation);
  end.add("phase", "error").add("endedAt", now).add("startedAt", started_at);
  end.add("error", error).add("executionSettled", true);
  agent("lifecycle", end.take());
  publish_chat(chat("error").add("errorMessage", error).raw("errorDetail", observation));
}

}  // namespace agent
