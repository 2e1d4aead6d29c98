// SPDX-License-Identifier: MIT
#include "core/log/redact.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace openclaw {
namespace {

const std::string kKey = "AbCdEf0123456789xyzW";  // long enough for its ends to be shown
const std::string kShown = "AbCdEf…xyzW";

struct Kind {
  const char* what;
  std::string text;
  std::string redacted;
};

void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.what; }

class KnownForm : public testing::TestWithParam<Kind> {};

TEST_P(KnownForm, IsMasked) { EXPECT_EQ(mask_known_forms(GetParam().text), GetParam().redacted); }

INSTANTIATE_TEST_SUITE_P(
    Kinds, KnownForm,
    testing::Values(
        Kind{"variable", "OPENAI_API_KEY=" + kKey + " x", "OPENAI_API_KEY=" + kShown + " x"},
        Kind{"plain KEY", "KEY = '" + kKey + "'", "KEY = '" + kShown + "'"},
        Kind{"short value", "DB_PASSWORD: hunter2, then", "DB_PASSWORD: *** then"},
        Kind{"quoted with blanks", R"(secret="two words" x)", R"(secret="***" x)"},
        Kind{"JSON member", R"({"apiKey":")" + kKey + R"(","n":1})",
             R"({"apiKey":")" + kShown + R"(","n":1})"},
        Kind{"JSON with blanks", R"("refreshToken" : "abc")", R"("refreshToken" : "***")"},
        Kind{"escaped quote", R"({"password":"a\"b","n":1})", R"({"password":"***","n":1})"},
        Kind{"JSON in JSON", R"({\"token\":\"abc\",\"n\":1})", R"({\"token\":\"***\",\"n\":1})"},
        Kind{"name with dashes", "x-api-key: " + kKey, "x-api-key: " + kShown},
        Kind{"flag", "run --gateway-token " + kKey + " --port 1",
             "run --gateway-token " + kShown + " --port 1"},
        Kind{"flag with =", "--password=hunter2 --port 1", "--password=*** --port 1"},
        Kind{"header", "Authorization: Bearer abc", "Authorization: Bearer ***"},
        Kind{"basic", "authorization: Basic " + kKey, "authorization: Basic " + kShown},
        Kind{"header in JSON", R"("Authorization":"Bearer abc")",
             R"("Authorization":"Bearer ***")"},
        Kind{"bearer alone", "bearer " + kKey, "bearer " + kShown},
        Kind{"query", "GET /x?token=abc", "GET /x?token=***"},
        Kind{"url", "wss://me:hunter2@host/x", "wss://me:***@host/x"},
        Kind{"sk-", "(sk-abcdefgh)", "(***)"},
        Kind{"sk- long", "sk-proj-0123456789abcdef", "sk-pro…cdef"},
        Kind{"ghp_", "ghp_0123456789abcdefghij", "ghp_01…ghij"},
        Kind{"github_pat_", "github_pat_0123456789abcdefghij", "github…ghij"},
        Kind{"xoxb-", "xoxb-0123456789", "***"}, Kind{"xapp-", "xapp-0123456789", "***"},
        Kind{"gsk_", "gsk_0123456789", "***"},
        Kind{"AIza", "AIza0123456789abcdefghij", "AIza01…ghij"},
        Kind{"pplx-", "pplx-0123456789", "***"}, Kind{"npm_", "npm_0123456789", "***"},
        Kind{"JSON web token", "eyJhbGciOi.eyJzdWIiOiIx.c2ln", "eyJhbG…c2ln"},
        Kind{"bot token", "123456:ABCDEFGHIJKLMNOPQRSTU", "123456…RSTU"},
        Kind{"bot token in a path", "/bot123456:ABCDEFGHIJKLMNOPQRSTU/x", "/bot123456…RSTU/x"},
        Kind{"private key",
             "a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b",
             "a -----BEGIN RSA PRIVATE KEY-----…redacted…-----END RSA PRIVATE KEY----- b"},
        Kind{"private key without end", "-----BEGIN PRIVATE KEY-----\nMII",
             "-----BEGIN PRIVATE KEY-----…redacted…"}));

class Ordinary : public testing::TestWithParam<const char*> {};

TEST_P(Ordinary, TextStaysAsItIs) { EXPECT_EQ(mask_known_forms(GetParam()), GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Texts, Ordinary,
    testing::Values("listening on ws://127.0.0.1:18789, ws://[::1]:18789 (PID 12)",
                    "auth token was missing. Generated a new token and saved it to config.",
                    R"({"mode":"token","tokens":5,"maxTokens":10,"sessionKey":"agent:main:main"})",
                    "key=value monkey: x, task-abcdefghijkl, risk-assessment",
                    "2026-11-20T23:21:24.655+00:00 1764000000000", "-----BEGIN CERTIFICATE-----",
                    "", "--", "\"", "token", "token=", "TOKEN: \"\"", "bearer ", "a://b:c",
                    "🦞 ü"));

TEST(LogRedactTest, AMaskKeepsCharactersWhole) {
  EXPECT_EQ(masked("short"), "***");
  EXPECT_EQ(masked("aaaaaüüüüüüüüüü"), "aaaaa…üü");
}

TEST(LogRedactTest, TheGatewaysOwnSecretIsMaskedWhatever) {
  Redactor redactor;
  redactor.use_none();
  redactor.add_secret("correct horse");
  redactor.add_secret("abc");
  EXPECT_EQ(redactor.redact("x correct horse y correct horse"), "x *** y ***");
  EXPECT_EQ(redactor.redact("abc TOKEN=abc"), "abc TOKEN=abc");
}

TEST(LogRedactTest, PatternsOfTheOperatorReplaceTheKnownForms) {
  Redactor redactor;
  ASSERT_TRUE(redactor.use_patterns({R"(pin (\d+))", "/Cat/", "/dog/i"}).ok());
  EXPECT_EQ(redactor.redact("PIN 1234 Cat cat DOG TOKEN=abc"), "PIN *** *** cat *** TOKEN=abc");
}

TEST(LogRedactTest, APatternThatCannotBeUsedIsNamed) {
  Redactor redactor;
  for (const char* pattern : {"(", "(?<=a)b", "[z-a]", R"((a)\1)"}) {
    const Status status = redactor.use_patterns({"fine", pattern});
    ASSERT_FALSE(status.ok()) << pattern;
    EXPECT_EQ(status.error().message.find("logging.redactPatterns[1]"), 0U);
  }
}

TEST(LogRedactTest, NoPatternTakesForeverOrTheStack) {
  Redactor redactor;
  ASSERT_TRUE(redactor.use_patterns({"(a+)+b"}).ok());
  const std::string line(2000, 'a');
  EXPECT_EQ(redactor.redact(line), line);
}

}  // namespace
}  // namespace openclaw
