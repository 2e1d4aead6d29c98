// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "plugins/exec-approvals/base64url.hpp"
#include "plugins/exec-approvals/display_text.hpp"
#include "plugins/exec-approvals/json_text.hpp"
#include "plugins/exec-approvals/random_id.hpp"
#include "plugins/exec-approvals/secrets.hpp"
#include "plugins/exec-approvals/sha256.hpp"

namespace approvals {
namespace {

TEST(DisplayText, WhatIsSeenStaysAsItIs) {
  for (const char* text : {"ls -la", "grep 'Grüße' ~/日本語", "echo 😀", ""}) {
    EXPECT_EQ(display_line(text).text, text);
    EXPECT_TRUE(display_line(text).complete);
  }
}

TEST(DisplayText, WhatIsNotSeenIsNamed) {
  EXPECT_EQ(display_line("a\u200bb \u202e x\n\ty").text, "a\\u{200B}b \\u{202E} x\\u{A}\\u{9}y");
  EXPECT_EQ(display_line("\u00a0\u3000\u3164\ufeff\U000E0041").text,
            "\\u{A0}\\u{3000}\\u{3164}\\u{FEFF}\\u{E0041}");
  EXPECT_EQ(display_line("\x7f\x1b[31m").text, "\\u{7F}\\u{1B}[31m");
}

TEST(DisplayText, OnlyProseKeepsItsLines) {
  EXPECT_EQ(display_prose("one\r\ntwo\rthree\u2028four").text, "one\ntwo\nthree\nfour");
  EXPECT_EQ(display_prose("a\tb").text, "a\\u{9}b");
  EXPECT_EQ(display_line("one\ntwo").text, "one\\u{A}two");
}

// With every end moving all that is behind it this takes minutes.
TEST(DisplayText, ManyEndsOfLinesAreReadInLinearTime) {
  std::string ends;
  for (int i = 0; i < 2'000'000; ++i) ends += "\r\n\u2028";
  EXPECT_EQ(display_prose(ends).text.substr(0, 14), "[exec approval");
}

TEST(DisplayText, WhatIsTooLongIsCutBehindAWholeCharacterAndSaysSo) {
  EXPECT_TRUE(display_line(std::string(16384, 'x')).complete);
  const Display cut = display_line(std::string(16385, 'x'));
  EXPECT_FALSE(cut.complete);
  EXPECT_EQ(cut.text, std::string(16384, 'x') + "…[truncated]");
  std::string pairs;
  for (int i = 0; i < 8193; ++i) pairs += "😀";
  EXPECT_EQ(utf16_length(display_line(pairs).text), 16384 + utf16_length("…[truncated]"));
  EXPECT_EQ(display_line(std::string(300'000, 'x')).text.substr(0, 14), "[exec approval");
}

TEST(DisplayText, CharactersAreCountedNotBytes) {
  EXPECT_FALSE(longer_than("äöü", 3));
  EXPECT_TRUE(longer_than("äöü", 2));
  EXPECT_EQ(utf16_length("ä😀"), 3U);
}

TEST(Secrets, ValuesOfSecretNamesAreMasked) {
  EXPECT_EQ(without_secrets("API_KEY=abcdef1234567890abcdef ls"), "API_KEY=*** ls");
  EXPECT_EQ(without_secrets("PASSWORD='two words' x"), "PASSWORD='***' x");
  EXPECT_EQ(without_secrets("foo --token abcdefghijklmnopqrstuvwxyz"), "foo --token abcdef…wxyz");
  EXPECT_EQ(without_secrets("foo --password hunter2 --x"), "foo --password *** --x");
  EXPECT_EQ(without_secrets("curl -H \"Authorization: Bearer abcdefghijklmnopqrstuvwxyz\" x"),
            "curl -H \"Authorization: Bearer abcdef…wxyz\" x");
  EXPECT_EQ(without_secrets("curl 'https://h/?token=abcdefghijklmnopqrstuvwxyz&x=1'"),
            "curl 'https://h/?token=abcdef…wxyz&x=1'");
  EXPECT_EQ(without_secrets(R"({"token":"abcdefghijklmnopqrstuvwxyz"})"),
            R"({"token":"abcdef…wxyz"})");
  EXPECT_EQ(without_secrets("curl https://user:passw0rd@host/"), "curl https://user:***@host/");
  EXPECT_EQ(without_secrets("echo ghp_abcdefghijklmnopqrstuvwxyz0123456789"), "echo ghp_ab…6789");
}

TEST(Secrets, OtherTextStays) {
  for (const char* text : {"echo SECRET_KEY", "SECRETS=1", "mysql -u root", "ls --token", "a:b",
                           "https://host:8080/x@y", "rm -rf /tmp/x", "--password="}) {
    EXPECT_EQ(without_secrets(text), text);
  }
}

TEST(Base64Url, OnlyWhatItWritesIsRead) {
  for (const char* text : {"", "a", "ab", "abc", "\xff\xfe\xfd"}) {
    EXPECT_EQ(from_base64url(base64url(text)), text);
  }
  EXPECT_EQ(base64url("\xff\xfe\xfd?"), "__79Pw");
  for (const char* text : {"_", "YR", "YQ==", "a+b/"}) EXPECT_FALSE(from_base64url(text)) << text;
}

TEST(JsonText, ANulIsFoundWhereverItIsEscaped) {
  EXPECT_TRUE(has_nul(R"({"a":"x\u0000y"})"));
  EXPECT_TRUE(has_nul(R"("\\\u0000")"));
  EXPECT_FALSE(has_nul(R"("\\u0000")"));
  EXPECT_FALSE(has_nul(R"("\u0001 \")"));
}

TEST(Digest, IsSha256) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(RandomId, IsAUuidAndNeverTheSame) {
  const std::string id = random_uuid();
  EXPECT_EQ(id.size(), 36U);
  EXPECT_EQ(id[14], '4');
  EXPECT_NE(id, random_uuid());
}

}  // namespace
}  // namespace approvals
