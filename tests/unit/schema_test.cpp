// SPDX-License-Identifier: MIT
#include "core/schema/schema.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace openclaw {
namespace {

std::string refusal_of(std::string_view schema) {
  auto compiled = Schema::compile(schema);
  return compiled.ok() ? "" : compiled.error().message;
}

std::string problems_of(std::string_view schema, std::string_view value) {
  auto compiled = Schema::compile(schema);
  return compiled.ok() ? compiled->problems_of(value) : compiled.error().message;
}

constexpr const char* kConnect = R"({"type":"object","required":["minProtocol","client"],
  "properties":{
    "minProtocol":{"type":"integer","minimum":1},
    "client":{"type":"object","required":["id","mode"],"additionalProperties":false,"properties":{
      "id":{"enum":["cli","test"]},"mode":{"enum":["cli","ui"]},
      "buildId":{"type":"string","minLength":1,"maxLength":4}}},
    "permissions":{"type":"object","additionalProperties":{"type":"boolean"}},
    "device":{"type":"object","required":["id","nonce"]}},
  "additionalProperties":false})";

TEST(Schema, WordsConnectProblemsAsRecorded) {
  EXPECT_EQ(problems_of(kConnect, "null"), "must be object");
  EXPECT_EQ(problems_of(kConnect, "{}"), "must have required property 'minProtocol'");
  const auto with = [](const std::string& client, const std::string& rest = "") {
    return problems_of(kConnect, R"({"minProtocol":4,"client":)" + client + rest + "}");
  };
  EXPECT_EQ(with(R"({"id":"cli","mode":"ui"})"), "");
  EXPECT_EQ(with(R"({"id":"x","mode":"ui"})"),
            "at /client/id: must be equal to one of the allowed values");
  EXPECT_EQ(with(R"({"id":"cli","mode":"ui"})", R"(,"foo":1)"),
            "at root: unexpected property 'foo'");
  EXPECT_EQ(with(R"({"id":"cli","mode":"ui","foo":1})"), "at /client: unexpected property 'foo'");
  EXPECT_EQ(with(R"({"id":"cli","mode":"ui"})", R"(,"device":{"id":"x"})"),
            "at /device: must have required property 'nonce'");
  EXPECT_EQ(with(R"({"id":"cli","mode":"ui"})", R"(,"permissions":{"a":true,"b":1})"),
            "at /permissions/b: must be boolean");
}

TEST(Schema, WordsAChoiceAsRecorded) {
  const char* wake = R"({"type":"object","required":["mode","text"],"properties":{
    "mode":{"anyOf":[{"const":"now"},{"const":"next-heartbeat"}]},"text":{"type":"string"}}})";
  EXPECT_EQ(problems_of(wake, R"({"mode":"x","text":""})"),
            "at /mode: must be equal to constant; at /mode: must match a schema in anyOf");
  EXPECT_EQ(problems_of(wake, R"({"mode":"next-heartbeat","text":""})"), "");
}

TEST(Schema, ReportsRequiredThenUnexpectedThenTheRest) {
  const char* branches = R"({"type":"object","required":["sessionKey","b"],"properties":{
    "sessionKey":{},"b":{},"n":{"type":"integer"}},"additionalProperties":false})";
  EXPECT_EQ(problems_of(branches, R"({"key":"x","other":1,"n":"1"})"),
            "must have required property 'sessionKey'; at root: unexpected property 'key'; "
            "at /n: must be integer");
}

TEST(Schema, FollowsTheOrderOfTheSchemaNotOfTheValue) {
  const char* schema = R"({"properties":{"z":{"type":"string"},"a":{"type":"string"}}})";
  EXPECT_EQ(problems_of(schema, R"({"a":1,"z":2})"),
            "at /z: must be string; at /a: must be string");
}

TEST(Schema, ChecksKinds) {
  EXPECT_EQ(problems_of(R"({"type":"integer"})", "1.5"), "must be integer");
  EXPECT_EQ(problems_of(R"({"type":"integer"})", "2.0"), "");
  EXPECT_EQ(problems_of(R"({"type":"number"})", "1e999"), "must be number");
  EXPECT_EQ(problems_of(R"({"type":["string","null"]})", "null"), "");
  EXPECT_EQ(problems_of(R"({"type":["string","null"]})", "1"), "must be either string or null");
  EXPECT_EQ(problems_of(R"({"type":"array"})", "{}"), "must be array");
  EXPECT_EQ(problems_of(R"({"type":"boolean"})", "0"), "must be boolean");
}

TEST(Schema, ChecksNumbers) {
  const char* schema = R"({"minimum":1,"maximum":5,"exclusiveMinimum":0.5})";
  EXPECT_EQ(problems_of(schema, "1"), "");
  EXPECT_EQ(problems_of(schema, "0.5"), "must be > 0.5; must be >= 1");
  EXPECT_EQ(problems_of(schema, "6"), "must be <= 5");
}

TEST(Schema, CountsCharactersNotBytes) {
  const char* schema = R"({"minLength":2,"maxLength":3})";
  EXPECT_EQ(problems_of(schema, "\"😀é\""), "");
  EXPECT_EQ(problems_of(schema, "\"😀\""), "must not have fewer than 2 characters");
  EXPECT_EQ(problems_of(schema, "\"éééé\""), "must not have more than 3 characters");
}

TEST(Schema, ChecksArrays) {
  const char* schema =
      R"({"type":"array","items":{"type":"string"},"minItems":2,"maxItems":3,"uniqueItems":true})";
  EXPECT_EQ(problems_of(schema, R"(["a","b"])"), "");
  EXPECT_EQ(problems_of(schema, R"(["a"])"), "must not have fewer than 2 items");
  EXPECT_EQ(problems_of(schema, R"(["a",1,"c","d"])"),
            "at /1: must be string; must not have more than 3 items");
  EXPECT_EQ(problems_of(schema, R"(["a","a"])"), "must not have duplicate items");
}

TEST(Schema, TakesValuesForEqualWhateverTheOrderOfTheirMembers) {
  const char* unique = R"({"uniqueItems":true})";
  EXPECT_EQ(problems_of(unique, R"([{"a":1,"b":[2]},{"b":[2],"a":1}])"),
            "must not have duplicate items");
  EXPECT_EQ(problems_of(unique, R"([1,"1",[1],{"a":1},true,null,false])"), "");
  const char* constant = R"({"const":{"a":[1,null],"b":"x"}})";
  EXPECT_EQ(problems_of(constant, R"({"b":"x","a":[1,null]})"), "");
  for (const char* other : {R"({"b":"x","a":[1]})", R"({"b":"x","a":[1,null],"c":1})",
                            R"({"b":"y","a":[1,null]})", R"({"b":"x","a":[1,null,2]})", "1"}) {
    EXPECT_EQ(problems_of(constant, other), "must be equal to constant") << other;
  }
}

TEST(Schema, ChecksPatterns) {
  const char* name = R"({"pattern":"^(?!.*--)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"})";
  EXPECT_EQ(problems_of(name, "\"a-b\""), "");
  EXPECT_NE(problems_of(name, "\"a--b\""), "");
  EXPECT_NE(problems_of(name, "\"a\\n\""), "");
  EXPECT_EQ(problems_of(R"({"pattern":"^\\d{4}$"})", "\"x\""), "must match pattern \"^\\d{4}$\"");
  EXPECT_EQ(problems_of(R"({"pattern":"b|^c"})", "\"abc\""), "");
  EXPECT_NE(problems_of(R"({"pattern":"b|^c"})", "\"ac\""), "");
}

TEST(Schema, SurvivesHostileTextForAPattern) {
  const auto start = std::chrono::steady_clock::now();
  const std::string quoted = json_quoted(std::string(60'000, 'a'));
  EXPECT_NE(problems_of(R"({"pattern":"^(a+)+$"})", json_quoted(std::string(60'000, 'a') + "!")),
            "");
  EXPECT_NE(problems_of(R"({"pattern":"[a-z]*\\d"})", quoted), "");
  EXPECT_EQ(problems_of(R"({"pattern":"^a+$"})", quoted), "");
  EXPECT_NE(problems_of(R"({"pattern":"^a+$"})", json_quoted(std::string(70'000, 'a'))), "");
  EXPECT_EQ(problems_of(R"({"pattern":"^b","maxLength":9})", quoted),
            "must not have more than 9 characters");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Schema, ReportsTheProblemsOfEveryBranchOfAChoice) {
  const char* schema = R"({"anyOf":[{"type":"object","required":["a"]},{"type":"string"}],
    "allOf":[{"required":["q"]},{"properties":{"n":{"type":"number"}}}]})";
  EXPECT_EQ(problems_of(schema, R"({"n":"x"})"),
            "must have required property 'q'; at /n: must be number; "
            "must have required property 'a'; must be string; must match a schema in anyOf");
  EXPECT_EQ(problems_of(schema, R"({"a":1,"q":2})"), "");
}

TEST(Schema, StopsAtEightProblems) {
  EXPECT_EQ(problems_of(R"({"items":{"type":"null"}})", "[1,1,1,1,1,1,1,1,1,1]"),
            "at /0: must be null; at /1: must be null; at /2: must be null; at /3: must be null; "
            "at /4: must be null; at /5: must be null; at /6: must be null; at /7: must be null");
}

TEST(Schema, ReportsNoDuplicates) {
  EXPECT_EQ(problems_of(R"({"allOf":[{"type":"null"},{"type":"null"}]})", "1"), "must be null");
}

TEST(Schema, ShortensLongKeysOfTheClient) {
  const std::string key(5000, 'k');
  EXPECT_EQ(problems_of(R"({"additionalProperties":false})", "{\"" + key + "\":1}"),
            "at root: unexpected property '" + key.substr(0, 256) + "'");
}

TEST(Schema, TakesTextThatIsNoJsonForNoObject) {
  EXPECT_EQ(problems_of(R"({})", "{"), "must be object");
  EXPECT_EQ(problems_of(R"({})", ""), "must be object");
}

TEST(Schema, KnowsWhetherAnEmptyObjectConforms) {
  EXPECT_TRUE(Schema::compile(R"({"type":"object"})")->accepts_empty_object());
  EXPECT_TRUE(Schema::compile("{}")->accepts_empty_object());
  EXPECT_FALSE(Schema::compile(R"({"required":["a"]})")->accepts_empty_object());
  EXPECT_FALSE(Schema::compile(R"({"type":"array"})")->accepts_empty_object());
}

TEST(Schema, RefusesKeywordsItWouldNotEnforce) {
  EXPECT_EQ(refusal_of(R"({"properties":{"a":{"format":"uri"}}})"),
            "schema at /properties/a: unknown keyword 'format'; it would not be enforced");
  EXPECT_EQ(refusal_of(R"({"title":"t","description":"d","default":1,"$comment":"c"})"), "");
}

TEST(Schema, RefusesPatternsThatTheMatcherCannotBear) {
  const std::string too_large =
      "schema at /pattern: too large: at most 512 characters, and 5000 repeats by {} in all";
  EXPECT_EQ(refusal_of(R"({"pattern":"a{22222222222222222222}"})"), too_large);
  EXPECT_EQ(refusal_of(R"({"pattern":"((a?){0,300}){300}"})"), too_large);
  EXPECT_EQ(refusal_of(R"({"pattern":")" + std::string(513, 'a') + "\"}"), too_large);
  EXPECT_EQ(refusal_of(R"({"pattern":"^(?:[A-Z]{0,127}|x-[a-f0-9]{32})$"})"), "");
  EXPECT_EQ(refusal_of(R"({"pattern":"(a)\\1"})"),
            "schema at /pattern: back references are not supported");
}

TEST(Schema, NamesThePlaceOfAMistakeInASchema) {
  EXPECT_EQ(refusal_of("[]"), "schema at root: must be an object or true");
  EXPECT_EQ(refusal_of(R"({"type":"text"})"),
            "schema at /type: must name kinds of JSON values, such as \"string\"");
  EXPECT_EQ(refusal_of(R"({"items":{"minLength":-1}})"),
            "schema at /items/minLength: must be a whole number from 0");
  EXPECT_EQ(refusal_of(R"({"anyOf":[{},{"anyOf":[]}]})"),
            "schema at /anyOf/1/anyOf: must be a list of at least one schema");
  EXPECT_NE(refusal_of(R"({"pattern":"("})").find("schema at /pattern: not a usable"),
            std::string::npos);
  EXPECT_NE(refusal_of("{"), "");
  for (const char* schema :
       {R"({"required":"a"})", R"({"required":[1]})", R"({"properties":[]})", R"({"enum":1})",
        R"({"uniqueItems":1})", R"({"minimum":"1"})", R"({"maxItems":1.5})", R"({"type":[]})",
        R"({"additionalProperties":1})", R"({"pattern":1})", R"({"items":false})"}) {
    EXPECT_NE(refusal_of(schema), "") << schema;
  }
}

}  // namespace
}  // namespace openclaw
