// SPDX-License-Identifier: MIT
#include "core/config/start.hpp"

#include "config_fixture.hpp"
#include "core/config/honoured.hpp"
#include "core/json/json5.hpp"

namespace openclaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using ConfigStart = ConfigFixture;

std::vector<std::string> plugins_of_test(const Config&) { return {"pigeon"}; }

std::vector<std::string> unused(std::string_view text) {
  return unused_keys(parse_json5(text)->get());
}

TEST_F(ConfigStart, AnUnknownKeyRefusesTheStart) {
  write("{gateway: {bogus: 1, port: 'x'}}");
  const auto config = read_config_to_start(path_, plugins_of_test);
  ASSERT_FALSE(config.ok());
  EXPECT_EQ(config.error().message,
            "Config invalid\nFile: " + path_ +
                "\nProblem:\n  - gateway.port: Invalid input: expected number, received string\n"
                "  - gateway: Unrecognized key: \"bogus\"\n\nRun: openclaw config validate");
}

TEST_F(ConfigStart, ATextThatCannotBeReadRefusesTheStart) {
  write("{\n a: j}");
  const auto config = read_config_to_start(path_, plugins_of_test);
  ASSERT_FALSE(config.ok());
  EXPECT_THAT(config.error().message,
              HasSubstr("Problem:\n  - " + path_ + ": JSON5: invalid character 'j' at 2:5\n"));
}

TEST_F(ConfigStart, AChannelThatAPluginIsNamedForIsKnown) {
  write("{channels: {pigeon: {coop: 'north'}}}");
  EXPECT_TRUE(read_config_to_start(path_, plugins_of_test).ok());
  write("{channels: {pigeon: {}, dove: {}}}");
  EXPECT_THAT(read_config_to_start(path_, plugins_of_test).error().message,
              HasSubstr("Problem:\n  - channels.dove: unknown channel id: dove\n\n"));
}

TEST_F(ConfigStart, AnOverwrittenFileIsTold) {
  auto config = load();
  ASSERT_TRUE(config.ok());
  testing::internal::CaptureStderr();
  ASSERT_TRUE(save_and_tell(*config).ok());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << "there was none before";
  testing::internal::CaptureStderr();
  ASSERT_TRUE(save_and_tell(*config).ok());
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::ContainsRegex("Config overwrite: .*openclaw.json .sha256 [0-9a-f]{64} -> "
                                     "[0-9a-f]{64}, backup=.*openclaw.json.bak"));
}

TEST_F(ConfigStart, NoFileIsNoProblem) {
  EXPECT_TRUE(read_config_to_start(path_, plugins_of_test).ok());
}

TEST_F(ConfigStart, ExportsVariablesThatAreNotSet) {
  ::setenv("OPENCLAW_TEST_SET", "before", 1);
  ::unsetenv("OPENCLAW_TEST_NOT_SET");
  write("{env: {OPENCLAW_TEST_SET: 'x', vars: {OPENCLAW_TEST_NOT_SET: 'y'}}}");
  ASSERT_TRUE(read_config_to_start(path_, plugins_of_test).ok());
  EXPECT_STREQ(std::getenv("OPENCLAW_TEST_SET"), "before");
  EXPECT_STREQ(std::getenv("OPENCLAW_TEST_NOT_SET"), "y");
  ::unsetenv("OPENCLAW_TEST_SET");
  ::unsetenv("OPENCLAW_TEST_NOT_SET");
}

TEST_F(ConfigStart, KnownKeysWithoutAUseAreNamedOnceInTheLog) {
  write("{messages: {responsePrefix: 'x'}, gateway: {reload: {mode: 'off'}}}");
  testing::internal::CaptureStderr();
  ASSERT_TRUE(read_config_to_start(path_, plugins_of_test).ok());
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("[config] keys that are known and have no use in this build: messages, "
                        "gateway.reload\n"));
}

TEST_F(ConfigStart, AnAddressAsBindIsTakenAsTheModeThatItMeans) {
  const auto bind = [this](const std::string& value) {
    write("{gateway: {bind: " + value + ", customBindHost: '9.9.9.9'}}");
    const auto config = load();
    return std::string(config->text("gateway.bind")) + " " +
           std::string(config->text("gateway.customBindHost")) + " " +
           std::to_string(config->warnings().size());
  };
  for (const char* own : {"'127.0.0.1'", "'localhost'", "'::1'"}) {
    EXPECT_EQ(bind(own), "loopback 9.9.9.9 1");
  }
  for (const char* any : {"'0.0.0.0'", "'::'"}) EXPECT_EQ(bind(any), "lan 9.9.9.9 1");
  EXPECT_EQ(bind("'100.64.1.2'"), "custom 100.64.1.2 1");
  EXPECT_EQ(bind("'tailnet'"), "tailnet 9.9.9.9 0");
  EXPECT_EQ(bind("18789"), " 9.9.9.9 0") << "a number is no port here; the check refuses it";
  EXPECT_EQ(bind("'10.0.0.1:80'"), "10.0.0.1:80 9.9.9.9 0");
}

TEST_F(ConfigStart, DiscoveryInsideGatewayIsTakenAsTheOutermost) {
  EXPECT_EQ(loaded("{gateway: {discovery: {mdns: {mode: 'off'}, wideArea: {domain: 'a'}}},"
                   "discovery: {mdns: {mode: 'full'}}}"),
            R"({"gateway":{},"discovery":{"wideArea":{"domain":"a"},"mdns":{"mode":"full"}}})");
  EXPECT_THAT(load()->warnings(), ElementsAre(HasSubstr("taken as discovery")));
}

TEST(UnusedKeys, AreTheOutermostOfEachPart) {
  EXPECT_THAT(unused("{gateway: {port: 1, http: {endpoints: {responses: {enabled: true}}}, "
                     "auth: {allowTailscale: true}, terminal: {enabled: true}}, "
                     "channels: {telegram: {}}, commands: {}, meta: {x: 1}}"),
              ElementsAre("gateway.http.endpoints", "gateway.terminal", "channels"));
  EXPECT_THAT(unused("{gateway: {port: 1}, plugins: {entries: {a: {config: {b: 1}}}}}"),
              testing::IsEmpty());
}

}  // namespace
}  // namespace openclaw
