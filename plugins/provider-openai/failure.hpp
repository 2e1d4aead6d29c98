// SPDX-License-Identifier: MIT
// What went wrong, in the classes of oc.model-provider/1, and whether to try again.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "secrets.hpp"

namespace openai {

struct Failure {
  std::string message = {};
  const char* kind = "unknown";
  bool retryable = false;
  std::int64_t retry_after_ms = -1;  // as the peer asked; negative: it did not
};

// What the peer says is shown in part, and without the secrets.
//
// An answer with a status of 300 or above: its body, and its Retry-After. `now_s` is the wall
// clock's second.
Failure refused(int status, std::string_view body, std::string_view retry_after, std::int64_t now_s,
                const Secrets& secrets = {});
// An error inside a stream: {"message","code","type"} as JSON, alone or under "error".
Failure reported(std::string_view error_json, int status, const Secrets& secrets = {});
// A fetch that failed: the kind and the words of oc.http-client/1.
Failure lost(std::string_view kind, std::string_view message);
// Milliseconds that a Retry-After means: seconds, or a date. Negative when it says nothing.
std::int64_t retry_after_ms(std::string_view header, std::int64_t now_s);

}  // namespace openai
