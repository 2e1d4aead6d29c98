// SPDX-License-Identifier: MIT
#include "core/config/env.hpp"

#include "config_fixture.hpp"

namespace openclaw {
namespace {

using ConfigEnv = ConfigFixture;
using Strings = std::vector<std::string>;

TEST_F(ConfigEnv, VariablesStandInAnyText) {
  environment_ = {{"HOST", "example.org"}, {"_X1", "one"}};
  EXPECT_EQ(loaded("{a: 'ws://${HOST}:${_X1}/', b: ['${HOST}', {c: '${HOST}${HOST}'}]}"),
            R"({"a":"ws://example.org:one/","b":["example.org",{"c":"example.orgexample.org"}]})");
}

TEST_F(ConfigEnv, KeysAndOtherFormsAreLeftAlone) {
  environment_ = {{"A", "x"}, {"a", "x"}, {"1A", "x"}};
  const std::string text = R"({"${A}":1,"b":"$A ${a} ${1A} ${A ${} $ ${A-B}"})";
  EXPECT_EQ(loaded(text), text);
}

TEST_F(ConfigEnv, ASecondDollarKeepsTheReference) {
  environment_ = {{"A", "x"}};
  EXPECT_EQ(loaded("{a: '$${A} $$${A} $$ $${a} $${NOT_SET}'}"),
            R"({"a":"${A} $${A} $$ $${a} ${NOT_SET}"})");
  EXPECT_EQ(load()->warnings(), Strings{});
}

TEST_F(ConfigEnv, WhatIsUnsetOrEmptyStaysAndIsTold) {
  environment_ = {{"EMPTY", ""}};
  EXPECT_EQ(loaded("{a: {b: ['x${NOT_SET}', '${EMPTY}']}}"),
            R"({"a":{"b":["x${NOT_SET}","${EMPTY}"]}})");
  const std::string rest = " — feature using this value will be unavailable";
  EXPECT_EQ(load()->warnings(), (Strings{"missing env var \"NOT_SET\" at a.b.0" + rest,
                                         "missing env var \"EMPTY\" at a.b.1" + rest}));
}

TEST_F(ConfigEnv, AValueIsNotReadAgain) {
  environment_ = {{"A", "${B}"}, {"B", "b"}};
  EXPECT_EQ(loaded("{a: '${A}'}"), R"({"a":"${B}"})");
}

TEST_F(ConfigEnv, TheEnvBlockFeedsTheSubstitution) {
  environment_ = {{"SET", "of the process"}};
  write_file("vars.json", "{vars: {INNER: 'of vars'}}");
  EXPECT_EQ(
      loaded("{env: {$include: 'vars.json', OUTER: 'of env', SET: 'of env', INNER: 'no', N: 7},"
             "a: '${INNER}|${OUTER}|${SET}|${N}'}"),
      R"({"env":{"vars":{"INNER":"of vars"},"OUTER":"of env","SET":"of env","INNER":"no",)"
      R"("N":7},"a":"of vars|of env|of the process|${N}"})");
  const auto variables = load()->variables();
  EXPECT_EQ(variables.at("INNER"), "of vars");
  EXPECT_EQ(variables.at("SET"), "of env") << "for whoever exports it: only when it is not set";
}

TEST_F(ConfigEnv, VariablesThatChangeHowProgramsLoadAreIgnored) {
  write("{env: {LD_PRELOAD: '/tmp/x.so', 'a b': 'x', vars: {DYLD_X: 'y', ok_1: 'z'}}}");
  const auto config = load();
  EXPECT_EQ(config->variables(), (std::map<std::string, std::string>{{"ok_1", "z"}}));
  EXPECT_EQ(config->warnings().size(), 3U);
}

TEST_F(ConfigEnv, AReferenceToTheEnvironmentBecomesItsValue) {
  environment_ = {{"TOKEN", "secret"}};
  EXPECT_EQ(loaded("{gateway: {auth: {token: {source: 'env', provider: 'default', id: 'TOKEN'}}}}"),
            R"({"gateway":{"auth":{"token":"secret"}}})");
  EXPECT_EQ(loaded("{a: {source: 'env', id: 'NONE'}, b: {source: 'file', id: 'TOKEN'},"
                   " c: {source: 'env', provider: 'mine', id: 'TOKEN'}}"),
            R"({"a":{"source":"env","id":"NONE"},"b":{"source":"file","id":"TOKEN"},)"
            R"("c":{"source":"env","provider":"mine","id":"TOKEN"}})");
}

}  // namespace
}  // namespace openclaw
