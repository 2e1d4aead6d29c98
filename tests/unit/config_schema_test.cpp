// SPDX-License-Identifier: MIT
#include "core/config/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/config/check.hpp"
#include "core/config/hints.hpp"
#include "core/config/honoured.hpp"
#include "core/schema/schema.hpp"

namespace openclaw {
namespace {

using testing::HasSubstr;

const std::vector<PluginSchema> kPlugins{
    {"irc", R"({"type":"object","required":["host"],"properties":{"host":{"type":"string"}}})"}};

std::string looked_up(std::string_view path) {
  return config_schema_lookup(path, kPlugins).value_or("none");
}

TEST(ConfigSchema, IsASchemaThatAgreesWithTheChecksOfTheGateway) {
  const auto tree = parse_json(config_schema_json(kPlugins, "1", "now"));
  ASSERT_TRUE(tree);
  const auto schema = Schema::compile(print_json(json_get(tree->get(), "schema")));
  ASSERT_TRUE(schema) << schema.error().message;
  for (const char* text :
       {R"({"gateway":{"bind":"lan"}})", R"({"gateway":{"bind":"wide"}})", R"({"bogus":1})",
        R"({"gateway":{"port":0}})", R"({"gateway":{"trustedProxies":["a"]}})",
        R"({"gateway":{"trustedProxies":[1]}})", R"({"cron":{"sessionRetention":false}})",
        R"({"cron":{"sessionRetention":true}})", R"({"agents":{"list":[{"id":7}]}})"}) {
    const auto value = parse_json(text);
    EXPECT_EQ(schema->problems(value->get()).empty(), check_config(value->get()).empty()) << text;
  }
}

TEST(ConfigSchema, HasWhatAPluginWantsInItsPlace) {
  const std::string found = looked_up("plugins.entries.irc.config");
  EXPECT_THAT(found, HasSubstr(R"("key":"host","path":"plugins.entries.irc.config.host",)"
                               R"("type":"string","required":true,"hasChildren":false)"));
  EXPECT_EQ(looked_up("plugins.entries.irc.config.port"), "none");
}

TEST(ConfigSchema, TellsOfOnePlaceWithoutWhatIsBelow) {
  const std::string found = looked_up("gateway.trustedProxies");
  EXPECT_THAT(found, HasSubstr(R"("schema":{"type":"array"})"));
  EXPECT_THAT(found, HasSubstr(R"("key":"[]","path":"gateway.trustedProxies[]")"));
  for (const char* path : {"", ".", "bogus", "gateway..", "gateway.port[0]", "gateway[0]"}) {
    EXPECT_EQ(looked_up(path) == "none", path != std::string_view("gateway..")) << path;
  }
}

TEST(ConfigHints, NameKeysInWords) {
  EXPECT_EQ(config_label("customBindHost"), "Custom Bind Host");
  EXPECT_EQ(config_label("publicUrl"), "Public URL");
  EXPECT_EQ(config_label("tls"), "TLS");
  EXPECT_EQ(config_label("nextcloud-talk"), "Nextcloud Talk");
  EXPECT_EQ(config_label(""), "");
}

TEST(ConfigHints, KnowWhatHasAUse) {
  for (const char* path : {"gateway", "gateway.bind", "plugins.entries.x.config.y", "env.A",
                           "gateway.controlUi.allowedOrigins[]", "gateway.tls.certPath"}) {
    EXPECT_TRUE(has_use(path)) << path;
  }
  for (const char* path : {"talk", "gateway.binding", "gate", "gateway.controlUi.root"}) {
    EXPECT_FALSE(has_use(path)) << path;
  }
}

}  // namespace
}  // namespace openclaw
