// SPDX-License-Identifier: MIT
#include "core/config/include.hpp"

#include "config_fixture.hpp"

namespace openclaw {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using ConfigInclude = ConfigFixture;

TEST_F(ConfigInclude, AFileStandsForAnObject) {
  write_file("parts/gateway.json5", "{port: 1, // the port\n auth: {mode: 'token'}}");
  EXPECT_EQ(loaded("{a: 1, gateway: {$include: './parts/gateway.json5'}, b: [{$include: "
                   "'parts/gateway.json5'}]}"),
            R"({"a":1,"gateway":{"port":1,"auth":{"mode":"token"}},)"
            R"("b":[{"port":1,"auth":{"mode":"token"}}]})");
  EXPECT_EQ(load()->included(), std::vector<std::string>{dir_ + "/parts/gateway.json5"});
}

TEST_F(ConfigInclude, ALoneIncludeMayStandForAnyValue) {
  write_file("list.json5", "['a', 'b']");
  EXPECT_EQ(loaded("{x: {$include: 'list.json5'}}"), R"({"x":["a","b"]})");
}

TEST_F(ConfigInclude, OfSeveralFilesTheLaterCounts) {
  write_file("a.json", "{v: 1, o: {x: 1, y: 1}, l: [1, 2]}");
  write_file("b.json", "{v: 2, o: {y: 2, z: 2}, l: [3]}");
  EXPECT_EQ(loaded("{$include: ['a.json', 'b.json']}"),
            R"({"v":2,"o":{"x":1,"y":2,"z":2},"l":[1,2,3]})");
}

TEST_F(ConfigInclude, SiblingsCountBeforeWhatIsIncluded) {
  write_file("a.json", "{v: 1, l: [1], o: {x: 1}}");
  EXPECT_EQ(loaded("{v: 2, $include: 'a.json', l: [2], o: 3}"), R"({"v":2,"l":[1,2],"o":3})");
  write_file("list.json", "[1]");
  EXPECT_EQ(loaded("{x: {$include: 'list.json', y: 1}}"),
            path_ + ": Sibling keys require included content to be an object");
}

TEST_F(ConfigInclude, NamesAreRelativeToTheIncludingFile) {
  write_file("sub/a.json", "{$include: 'b.json', a: 1}");
  write_file("sub/b.json", "{$include: '../c.json', b: 1}");
  write_file("c.json", "{c: 1}");
  EXPECT_EQ(loaded("{$include: 'sub/a.json'}"), R"({"c":1,"b":1,"a":1})");
}

TEST_F(ConfigInclude, RefusesWhatNamesNoFile) {
  const std::string invalid = path_ + ": Invalid $include ";
  EXPECT_EQ(loaded("{$include: 7}"),
            invalid + "value: expected string or array of strings, got number");
  EXPECT_EQ(loaded("{a: {$include: {}}}"),
            invalid + "value: expected string or array of strings, got object");
  EXPECT_EQ(loaded("{$include: ['a', null]}").find(invalid), std::string::npos);
  write_file("a", "{}");
  EXPECT_EQ(loaded("{$include: ['a', null]}"), invalid + "array item: expected string, got null");
  EXPECT_THAT(loaded("{$include: ''}"), HasSubstr("empty $include"));
  EXPECT_THAT(loaded("{$include: 'absent.json'}"),
              StartsWith("Failed to read include file: absent.json (resolved: " + dir_));
}

TEST_F(ConfigInclude, ErrorsNameTheIncludedFileAndThePlace) {
  write_file("bad.json", "{\n a: j}");
  EXPECT_EQ(loaded("{$include: 'bad.json'}"),
            dir_ + "/bad.json: JSON5: invalid character 'j' at 2:5");
}

TEST_F(ConfigInclude, AWholeThatIsNoObjectIsNoConfiguration) {
  write_file("list.json", "[]");
  EXPECT_EQ(loaded("{$include: 'list.json'}"),
            path_ + ": the configuration must be an object, { ... }");
}

TEST_F(ConfigInclude, FindsCircles) {
  write_file("a.json", "{$include: 'b.json'}");
  write_file("b.json", "{x: {$include: './a.json'}}");
  EXPECT_EQ(loaded("{$include: 'a.json'}"), "Circular include detected: " + path_ + " -> " + dir_ +
                                                "/a.json -> " + dir_ + "/b.json -> " + dir_ +
                                                "/a.json");
  EXPECT_EQ(loaded("{$include: 'openclaw.json'}"),
            "Circular include detected: " + path_ + " -> " + path_);
}

TEST_F(ConfigInclude, TheSameFileTwiceIsNoCircle) {
  write_file("a.json", "{x: 1}");
  EXPECT_EQ(loaded("{a: {$include: 'a.json'}, b: {$include: 'a.json'}}"),
            R"({"a":{"x":1},"b":{"x":1}})");
}

TEST_F(ConfigInclude, GoesTenFilesDeep) {
  for (int i = 1; i <= 11; ++i) {
    write_file(std::to_string(i), "{$include: '" + std::to_string(i + 1) + "'}");
  }
  write_file("10", "{deep: true}");
  EXPECT_EQ(loaded("{$include: '1'}"), R"({"deep":true})");
  write_file("10", "{$include: '11'}");
  EXPECT_EQ(loaded("{$include: '1'}"), "Maximum include depth (10) exceeded at: " + dir_ + "/11");
}

TEST_F(ConfigInclude, StaysInTheDirectoryOfTheConfiguration) {
  const std::string root = " (root: " + dir_ + ")";
  for (const char* name : {"../x.json", "/etc/passwd", "a/../../x.json"}) {
    EXPECT_EQ(loaded("{$include: '" + std::string(name) + "'}"),
              "Include path escapes config directory: " + std::string(name) + root);
  }
  ASSERT_EQ(::symlink("/etc/passwd", (dir_ + "/link").c_str()), 0);
  EXPECT_EQ(loaded("{$include: 'link'}"),
            "Include path resolves outside config directory (symlink): link" + root);
  ASSERT_EQ(::symlink("/etc", (dir_ + "/etc").c_str()), 0);
  EXPECT_EQ(loaded("{$include: 'etc/passwd'}"),
            "Include path resolves outside config directory (symlink): etc/passwd" + root);
}

TEST_F(ConfigInclude, LinksInsideTheDirectoryAreFollowed) {
  write_file("real.json", "{a: 1}");
  ASSERT_EQ(::symlink("real.json", (dir_ + "/link").c_str()), 0);
  EXPECT_EQ(loaded("{$include: 'link'}"), R"({"a":1})");
}

TEST_F(ConfigInclude, OtherRootsCanBeAllowed) {
  const std::string other = dir_ + "-other";
  std::filesystem::create_directory(other);
  std::ofstream(other + "/x.json") << "{a: 1}";
  EXPECT_THAT(loaded("{$include: '" + other + "/x.json'}"), StartsWith("Include path escapes"));
  environment_["OPENCLAW_INCLUDE_ROOTS"] = "relative:/nowhere:" + other + "/";
  EXPECT_EQ(loaded("{$include: '" + other + "/x.json'}"), R"({"a":1})");
  std::filesystem::remove_all(other);
}

TEST_F(ConfigInclude, RefusesHardLinksAndWhatIsNoFile) {
  write_file("a.json", "{}");
  ASSERT_EQ(::link((dir_ + "/a.json").c_str(), (dir_ + "/b.json").c_str()), 0);
  EXPECT_THAT(loaded("{$include: 'b.json'}"), HasSubstr("hard links"));
  ASSERT_EQ(::mkfifo((dir_ + "/pipe").c_str(), 0600), 0);
  EXPECT_THAT(loaded("{$include: 'pipe'}"), HasSubstr("no regular file"));
}

TEST_F(ConfigInclude, LimitsTheSizeOfAFileAndOfAll) {
  write_file("big", "{a: '" + std::string(kMaxIncludeBytes, 'x') + "'}");
  EXPECT_THAT(loaded("{$include: 'big'}"), HasSubstr("larger than 2097152 bytes"));
  write_file("big", "{a: '" + std::string(kMaxIncludeBytes - 100, 'x') + "'}");
  EXPECT_THAT(loaded("{$include: ['big','big','big','big','big','big','big','big','big']}"),
              HasSubstr("larger than 16777216 bytes together"));
}

}  // namespace
}  // namespace openclaw
