// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "plugins/canvas/media_type.hpp"
#include "plugins/canvas/request_path.hpp"
#include "plugins/canvas/settings.hpp"

namespace canvas {
namespace {

TEST(CanvasScopeTest, APathIsTakenApart) {
  const ScopedPath scoped = split_scope("/__openclaw__/cap/aB3-_x/__openclaw__/canvas/a");
  EXPECT_FALSE(scoped.malformed);
  EXPECT_EQ(scoped.capability, "aB3-_x");
  EXPECT_EQ(scoped.path, "/__openclaw__/canvas/a");
  const ScopedPath plain = split_scope("/__openclaw__/canvas/a");
  EXPECT_FALSE(plain.malformed);
  EXPECT_EQ(plain.capability, "");
  EXPECT_EQ(plain.path, "/__openclaw__/canvas/a");
  EXPECT_FALSE(split_scope("/__openclaw__/capx/y").malformed);
}

TEST(CanvasScopeTest, AScopeThatIsNoneIsMalformed) {
  for (const char* path :
       {"/__openclaw__/cap", "/__openclaw__/cap/", "/__openclaw__/cap/a", "/__openclaw__/cap//x",
        "/__openclaw__/cap/a%41/x", "/__openclaw__/cap/a.b/x", "/__openclaw__/cap/ü/x"}) {
    EXPECT_TRUE(split_scope(path).malformed) << path;
  }
  const std::string_view letters =
      "0123456789012345678901234567890123456789012345678901234567890123";
  EXPECT_FALSE(split_scope("/__openclaw__/cap/" + std::string(letters) + "/").malformed);
  EXPECT_TRUE(split_scope("/__openclaw__/cap/" + std::string(letters) + "4/").malformed);
}

TEST(CanvasPlaceTest, EachPlaceIsFoundByItsWholeName) {
  EXPECT_EQ(find_place("/__openclaw__/canvas").area, Area::kCanvas);
  EXPECT_EQ(find_place("/__openclaw__/canvas/a/b").rest, "/a/b");
  EXPECT_EQ(find_place("/__openclaw__/a2ui/").area, Area::kA2ui);
  EXPECT_EQ(find_place("/__openclaw__/ws").area, Area::kReload);
  for (const char* path : {"/", "/__openclaw__/canvasx", "/__openclaw__/ws/", "/__openclaw__/ws/a",
                           "/__openclaw__/cap/a/b", "/__openclaw__/A2UI/", "x/__openclaw__/ws"}) {
    EXPECT_EQ(find_place(path).area, Area::kNone) << path;
  }
}

TEST(CanvasFilePathTest, EscapesAreUndoneOnce) {
  const auto path = read_file_path("/a%20b/%2541/c%C3%BC");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->names, (std::vector<std::string>{"a b", "%41", "c\xC3\xBC"}));
  EXPECT_FALSE(path->directory);
}

TEST(CanvasFilePathTest, WhatIsNoNameIsLeftOut) {
  const auto path = read_file_path("/a//./%2e/b/");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->names, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(path->directory);
  ASSERT_TRUE(read_file_path(""));
  EXPECT_FALSE(read_file_path("")->directory);
  EXPECT_TRUE(read_file_path("/")->directory);
}

TEST(CanvasFilePathTest, WhatLeadsOutsideIsNoPath) {
  for (const char* text :
       {"/..", "/../a", "/a/..", "/%2e%2e", "/%2E./a", "/..%2fa", "/a%2Fb", "/a%5cb", "/a\\b",
        "/..%5c", "/%", "/%4", "/%zz", "/a%0ab", "/a%7f", "/a%00b", "a", "/\x01"}) {
    EXPECT_FALSE(read_file_path(text)) << text;
  }
  EXPECT_FALSE(read_file_path("/" + std::string(256, 'a')));
  EXPECT_TRUE(read_file_path("/" + std::string(255, 'a')));
  std::string deep;
  for (int i = 0; i < 64; ++i) deep += "/a";
  EXPECT_TRUE(read_file_path(deep));
  EXPECT_FALSE(read_file_path(deep + "/a"));
}

TEST(CanvasFilePathTest, NamesOfDotsAreNamesUnlessTheyAreTwo) {
  for (const char* text : {"/...", "/..a", "/a..", "/.a", "/%2e%2e%2e"}) {
    EXPECT_TRUE(read_file_path(text)) << text;
  }
}

TEST(CanvasMediaTypeTest, TheEndOfANameSaysWhatItIs) {
  EXPECT_EQ(media_type("a.b.HTML"), "text/html; charset=utf-8");
  EXPECT_EQ(media_type("html"), "application/octet-stream");
  EXPECT_EQ(media_type("a."), "application/octet-stream");
  EXPECT_TRUE(is_html("x.htm"));
  EXPECT_FALSE(is_html("x.xhtml"));
}

TEST(CanvasSettingsTest, TheOwnKeyWinsMemberByMember) {
  const Surroundings around{"/state", "/home/me", ""};
  const Settings plain = read_settings("", "{}", around);
  EXPECT_TRUE(plain.enabled && plain.live_reload);
  EXPECT_EQ(plain.root, "/state/canvas");
  const Settings both = read_settings(R"({"enabled":false,"root":"/a","port":5})",
                                      R"({"host":{"enabled":true,"liveReload":false}})", around);
  EXPECT_TRUE(both.enabled);
  EXPECT_FALSE(both.live_reload);
  EXPECT_EQ(both.root, "/a");
  EXPECT_EQ(both.port, 5);
}

TEST(CanvasSettingsTest, ARootMayBeginAtHome) {
  const Surroundings around{"/state", "/home/me", ""};
  EXPECT_EQ(read_settings(R"({"root":"~/c//"})", "{}", around).root, "/home/me/c");
  EXPECT_EQ(read_settings(R"({"root":"~"})", "{}", around).root, "/home/me");
  EXPECT_EQ(read_settings(R"({"root":"~x"})", "{}", around).root, "~x");
  EXPECT_EQ(read_settings(R"({"root":"/"})", "{}", around).root, "/");
}

TEST(CanvasSettingsTest, TheEnvironmentTurnsItOff) {
  for (const char* word : {"1", "true", "Yes", "ON"}) {
    EXPECT_FALSE(read_settings("", R"({"host":{"enabled":true}})", {"/s", "/h", word}).enabled);
  }
  EXPECT_TRUE(read_settings("", "{}", {"/s", "/h", "0"}).enabled);
}

}  // namespace
}  // namespace canvas
