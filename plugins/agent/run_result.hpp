// SPDX-License-Identifier: MIT
// The final payload of the method `agent`. The journal keeps beside the message only what the
// message does not say; whoever asks again gets the payload put together anew, and the same.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace agent {

struct RunResult {
  std::string_view run_id;
  std::string_view session_id;
  std::string_view status;   // "ok", "error", "aborted"
  std::string_view kept;     // as kept_result() gave it
  std::string_view message;  // the assistant's message, a JSON object; may be empty
};

// What the message does not say of a run that went well.
std::string kept_result(std::int64_t duration_ms, std::string_view provider, std::string_view model,
                        std::string_view stop_reason);
// Of one that did not: why.
std::string kept_failure(std::string_view why);

std::string final_payload(const RunResult& result);

}  // namespace agent
