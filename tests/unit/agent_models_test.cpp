// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "plugins/agent/model_policy.hpp"

namespace agent {
namespace {

std::vector<std::string> listed_by(std::string_view id) {
  if (id == "shared") return {"a", "b"};
  if (id == "only") return {"a"};
  return {};
}

ModelPolicy policy(std::string_view model, std::string_view models = "") {
  return ModelPolicy({model, models, "", "echo/echo"});
}

std::vector<std::string> chosen(const ModelPolicy& from, std::string_view asked = "") {
  std::vector<std::string> out;
  for (const ModelRef& ref : from.choose(asked, listed_by).models) out.push_back(ref.text());
  return out;
}

using Refs = std::vector<std::string>;

TEST(AgentModels, WithNothingConfiguredTheUsualOneAnswers) {
  EXPECT_EQ(chosen(policy("")), Refs{"echo/echo"});
  EXPECT_FALSE(policy("").chosen());
  EXPECT_EQ(policy("").named(), Refs{});
}

TEST(AgentModels, AreATextOrAnObjectWithFallbacks) {
  EXPECT_EQ(chosen(policy(R"("a/one")")), Refs{"a/one"});
  EXPECT_EQ(chosen(policy(R"({"primary":"a/one","fallbacks":["b/two","a/three"]})")),
            (Refs{"a/one", "b/two", "a/three"}));
  EXPECT_EQ(chosen(policy(R"({"fallbacks":["b/two"]})")), (Refs{"echo/echo", "b/two"}));
}

TEST(AgentModels, TheFirstSlashPartsProviderAndModel) {
  const Choice choice = policy(R"("router/meta/llama")").choose("", listed_by);
  ASSERT_EQ(choice.models.size(), 1U);
  EXPECT_EQ(choice.models[0].provider, "router");
  EXPECT_EQ(choice.models[0].model, "meta/llama");
}

TEST(AgentModels, AnAliasStandsForItsReferenceEverywhere) {
  const char* models = R"({"a/one":{"alias":"Big"},"b/two":{"alias":"small"}})";
  EXPECT_EQ(chosen(policy(R"({"primary":"big","fallbacks":["SMALL"]})", models)),
            (Refs{"a/one", "b/two"}));
  EXPECT_EQ(chosen(policy(R"("a/one")", models), "small"), Refs{"b/two"});
}

TEST(AgentModels, AnIdWithoutProviderIsTheOneThatIsListedOnce) {
  EXPECT_EQ(chosen(policy(""), "only"), Refs{"a/only"});
  EXPECT_EQ(policy("").choose("shared", listed_by).problem,
            "the model \"shared\" names no provider; write provider/model, one of \"a/shared\", "
            "\"b/shared\"");
  EXPECT_EQ(policy(R"("gone")").choose("", listed_by).problem,
            "agents.defaults.model: the model \"gone\" names no provider; write provider/model "
            "(models.list shows what there is)");
}

TEST(AgentModels, HalfAReferenceIsNone) {
  for (const char* bad : {"/x", "a/", "/"}) {
    EXPECT_EQ(policy("").choose(bad, listed_by).models.size(), 0U) << bad;
  }
}

TEST(AgentModels, TheCatalogueAllowsItselfTheDefaultAndItsFallbacks) {
  const ModelPolicy strict =
      policy(R"({"primary":"a/one","fallbacks":["b/two"]})", R"({"c/three":{},"d/*":{}})");
  for (const char* good : {"a/one", "b/two", "c/three", "d/any"}) {
    EXPECT_EQ(chosen(strict, good), Refs{good});
  }
  EXPECT_EQ(strict.choose("e/five", listed_by).models.size(), 0U);
  EXPECT_EQ(strict.named(), (Refs{"a/one", "b/two", "c/three"}));
  EXPECT_TRUE(policy("").allows("e/five"));
}

TEST(AgentModels, WhoAsksForOneGetsNoFallbacks) {
  EXPECT_EQ(chosen(policy(R"({"primary":"a/one","fallbacks":["b/two"]})"), "a/one"), Refs{"a/one"});
}

TEST(AgentModels, ParamsAreThoseOfTheEntry) {
  const ModelPolicy with = policy("", R"({"a/one":{"params":{"temperature":0.5}}})");
  EXPECT_EQ(with.params_of("a/one"), R"({"temperature":0.5})");
  EXPECT_EQ(with.params_of("a/two"), "");
}

}  // namespace
}  // namespace agent
