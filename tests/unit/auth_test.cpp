// SPDX-License-Identifier: MIT
#include "core/client/auth.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

TEST(Auth, TheSecretCountsInEitherField) {
  for (const AuthMode mode : {AuthMode::kToken, AuthMode::kPassword}) {
    const Auth auth(mode, Secret("secret"));
    EXPECT_EQ(auth.judge({}, "secret", "").state, SecretState::kMatch);
    EXPECT_EQ(auth.judge({}, "", "secret").state, SecretState::kMatch);
    EXPECT_EQ(auth.judge({}, "wrong", "secret").state, SecretState::kMatch);
  }
}

TEST(Auth, NothingGivenIsMissingAndNotWrong) {
  EXPECT_EQ(Auth(AuthMode::kToken, Secret("secret")).judge({}, "", "").state,
            SecretState::kMissing);
}

TEST(Auth, NearMissesAreWrong) {
  const Auth auth(AuthMode::kToken, Secret("secret"));
  for (const std::string_view given :
       {std::string_view("secre"), std::string_view("secrets"), std::string_view("Secret"),
        std::string_view("secret\0", 7), std::string_view(" secret")}) {
    EXPECT_EQ(auth.judge({}, given, "").state, SecretState::kMismatch) << given;
    EXPECT_EQ(auth.judge({}, "", given).state, SecretState::kMismatch) << given;
  }
}

TEST(Auth, AnEmptySecretLetsNobodyIn) {
  const Auth auth(AuthMode::kToken, Secret(""));
  EXPECT_EQ(auth.judge({}, "", "").state, SecretState::kMissing);
  EXPECT_EQ(auth.judge({}, "x", "").state, SecretState::kMismatch);
}

TEST(Auth, TheRefusalIsWordedForTheClient) {
  SecretRefusal refusal;
  refusal.state = SecretState::kMismatch;
  refusal.client_id = "cli";
  refusal.local = true;
  Error error = secret_error(refusal);
  EXPECT_EQ(error.message,
            "unauthorized: gateway token mismatch (use this gateway's gateway.auth.token or pair "
            "the device)");
  EXPECT_EQ(error.details_json,
            R"({"code":"AUTH_TOKEN_MISMATCH","authReason":"token_mismatch",)"
            R"("canRetryWithDeviceToken":false,"recommendedNextStep":"update_auth_credentials"})");
  refusal.can_retry_with_device_token = true;
  EXPECT_NE(secret_error(refusal).details_json.find("retry_with_device_token"), std::string::npos);
  refusal.mode = AuthMode::kPassword;
  refusal.state = SecretState::kMissing;
  refusal.client_id = "other";
  error = secret_error(refusal);
  EXPECT_EQ(error.message,
            "unauthorized: gateway password missing (provide gateway auth password)");
  EXPECT_NE(error.details_json.find("AUTH_PASSWORD_MISSING"), std::string::npos);
}

TEST(Auth, ALockoutTellsWhenToComeAgain) {
  const Error error = locked_out_error(1'234);
  EXPECT_EQ(error.code, "INVALID_REQUEST");
  EXPECT_EQ(error.retryable, true);
  EXPECT_EQ(error.retry_after_ms, 1'234);
  EXPECT_NE(error.details_json.find("AUTH_RATE_LIMITED"), std::string::npos);
}

}  // namespace
}  // namespace openclaw
