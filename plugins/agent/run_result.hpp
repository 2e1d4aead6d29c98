// SPDX-License-Identifier: MIT
// How a run ended, and the final payload of the method `agent`. The journal keeps beside the
// message only what the message does not say; whoever asks again gets both put together anew.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace agent {

struct RunEnd {
  std::string status = {};  // "ok", "error", "aborted"
  std::string stop_reason = {};
  std::string error = {};
  std::string text = {};
  std::string result_json = {};  // the final payload of the method `agent`
  std::int64_t started_at = 0;   // 0: not known
  std::int64_t ended_at = 0;
};

struct RunResult {
  std::string_view run_id;
  std::string_view session_id;
  std::string_view status;   // "ok", "error", "aborted"
  std::string_view kept;     // as kept_result() or kept_failure() gave it
  std::string_view message;  // the assistant's message, a JSON object; may be empty
};

// What the message does not say of a run that went well.
std::string kept_result(std::int64_t duration_ms, std::string_view provider, std::string_view model,
                        std::string_view stop_reason);
// Of one that did not; `why` is what the client that asked reads.
std::string kept_failure(const RunEnd& end, std::string_view why);

std::string final_payload(const RunResult& result);
RunEnd end_of(const RunResult& result);

}  // namespace agent
