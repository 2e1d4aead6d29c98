// SPDX-License-Identifier: MIT
#include "run_result.hpp"

#include <openclaw/json.hpp>

namespace agent {
namespace {

std::string text_of(const cJSON* message) {
  std::string text;
  const cJSON* block = nullptr;
  cJSON_ArrayForEach(block, cJSON_GetObjectItemCaseSensitive(message, "content")) {
    text += oc::text(block, "text");
  }
  return text;
}

std::string good(const RunResult& result, const cJSON* kept) {
  const oc::Json message = oc::parse(result.message);
  const std::string payload =
      oc::Object().add("text", text_of(message.get())).raw("mediaUrl", "null").take();
  oc::Object agent_meta;
  agent_meta.add("sessionId", result.session_id).add("provider", oc::text(kept, "provider"));
  agent_meta.add("model", oc::text(kept, "model"));
  if (const cJSON* usage = cJSON_GetObjectItemCaseSensitive(message.get(), "usage")) {
    agent_meta.raw("usage", oc::printed(usage));
  }
  const std::string meta = oc::Object()
                               .add("durationMs", oc::integer(kept, "durationMs", 0))
                               .raw("agentMeta", agent_meta.take())
                               .add("stopReason", oc::text(kept, "stopReason"))
                               .take();
  return oc::Object().raw("payloads", '[' + payload + ']').raw("meta", meta).take();
}

}  // namespace

std::string kept_result(std::int64_t duration_ms, std::string_view provider, std::string_view model,
                        std::string_view stop_reason) {
  oc::Object kept;
  kept.add("durationMs", duration_ms).add("provider", provider).add("model", model);
  return kept.add("stopReason", stop_reason).take();
}

std::string kept_failure(const RunEnd& end, std::string_view why) {
  oc::Object kept;
  kept.add("summary", why).add("error", end.error).add("stopReason", end.stop_reason);
  return kept.add("startedAt", end.started_at).add("endedAt", end.ended_at).take();
}

RunEnd end_of(const RunResult& result) {
  const oc::Json kept = oc::parse(result.kept);
  const oc::Json message = oc::parse(result.message);
  RunEnd end;
  end.status = result.status;
  end.stop_reason = oc::text(kept.get(), "stopReason");
  if (result.status != "error") end.text = text_of(message.get());
  end.result_json = final_payload(result);
  if (end.status == "ok") {
    end.ended_at = oc::integer(message.get(), "timestamp", 0);
    end.started_at = end.ended_at - oc::integer(kept.get(), "durationMs", 0);
  } else {
    end.error = oc::text(kept.get(), "error");
    end.ended_at = oc::integer(kept.get(), "endedAt", 0);
    end.started_at = oc::integer(kept.get(), "startedAt", 0);
  }
  return end;
}

std::string final_payload(const RunResult& result) {
  const oc::Json kept = oc::parse(result.kept);
  const bool ok = result.status == "ok";
  oc::Object out;
  out.add("runId", result.run_id).add("status", ok ? "ok" : "error");
  out.add("summary", ok ? "completed" : oc::text(kept.get(), "summary", "the run failed"));
  if (ok) out.raw("result", good(result, kept.get()));
  return out.take();
}

}  // namespace agent
