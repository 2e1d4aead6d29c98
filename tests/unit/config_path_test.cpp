// SPDX-License-Identifier: MIT
#include "core/config/path.hpp"

#include <gtest/gtest.h>

#include "core/json/json5.hpp"

namespace openclaw {
namespace {

ConfigPath parsed(std::string_view text) {
  auto path = parse_config_path(text);
  return path ? *path : ConfigPath{"refused"};
}

std::string put(std::string_view tree, std::string_view path, std::string_view value) {
  auto root = parse_json5(tree);
  auto node = parse_json5(value);
  const Status done = put_at(root->get(), parsed(path), std::move(*node));
  return done ? print_json(root->get()) : done.error().message;
}

TEST(ConfigPath, HasKeysAndIndexes) {
  EXPECT_EQ(parsed("gateway.port"), (ConfigPath{"gateway", "port"}));
  EXPECT_EQ(parsed("agents.list[0].id"), (ConfigPath{"agents", "list", "0", "id"}));
  EXPECT_EQ(parsed("a[1][2]"), (ConfigPath{"a", "1", "2"}));
  EXPECT_EQ(parsed("a[\"b.c\"].d"), (ConfigPath{"a", "b.c", "d"}));
  EXPECT_EQ(parsed("models.gpt-4\\.1.x"), (ConfigPath{"models", "gpt-4.1", "x"}));
}

TEST(ConfigPath, RefusesWhatIsNone) {
  for (const char* text :
       {"", ".", "a.", ".a", "a..b", "a[", "a[]", "a[x]", "a[-1]", "a[0]b", "a[99999]"}) {
    EXPECT_EQ(parsed(text), ConfigPath{"refused"}) << text;
  }
  EXPECT_NE(parse_config_path("a..b").error().message.find("for example gateway.port"),
            std::string::npos);
}

TEST(ConfigPath, FindsAndTakesAway) {
  auto root = parse_json5("{a: [{b: 1}, 2]}");
  EXPECT_EQ(find_at(root->get(), parsed("a[0].b"))->valueint, 1);
  EXPECT_EQ(find_at(root->get(), parsed("a[2]")), nullptr);
  EXPECT_EQ(find_at(root->get(), parsed("a.b.c")), nullptr);
  EXPECT_TRUE(remove_at(root->get(), parsed("a[0]")));
  EXPECT_FALSE(remove_at(root->get(), parsed("a[0].b")));
  EXPECT_FALSE(remove_at(root->get(), parsed("x")));
  EXPECT_EQ(print_json(root->get()), R"({"a":[2]})");
}

TEST(ConfigPath, PutsAndMakesWhatIsOnTheWay) {
  EXPECT_EQ(put("{}", "a.b.c", "1"), R"({"a":{"b":{"c":1}}})");
  EXPECT_EQ(put("{a:{b:1,c:2}}", "a.b", "{x:1}"), R"({"a":{"b":{"x":1},"c":2}})");
  EXPECT_EQ(put("{}", "a[1].b", "true"), R"({"a":[null,{"b":true}]})");
  EXPECT_EQ(put("{a:[1,2]}", "a[0]", "3"), R"({"a":[3,2]})");
}

TEST(ConfigPath, NamesWhatIsInTheWay) {
  EXPECT_EQ(put("{a:{b:1}}", "a.b.c", "1"),
            "Cannot set c in a.b, which is no object; unset it first");
  EXPECT_EQ(put("{a:[]}", "a.b", "1"), "\"b\" is no index of a list");
}

}  // namespace
}  // namespace openclaw
