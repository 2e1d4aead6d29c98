// SPDX-License-Identifier: MIT
// What a command asks to be allowed; the gateway grants what the secret or the device may have.
#pragma once

namespace openclaw::cli::scope {

inline constexpr const char* kRead = "operator.read";
inline constexpr const char* kWrite = "operator.write";
inline constexpr const char* kPairing = "operator.pairing";
inline constexpr const char* kApprovals = "operator.approvals";
inline constexpr const char* kQuestions = "operator.questions";
inline constexpr const char* kTalkSecrets = "operator.talk.secrets";
inline constexpr const char* kAdmin = "operator.admin";

}  // namespace openclaw::cli::scope
