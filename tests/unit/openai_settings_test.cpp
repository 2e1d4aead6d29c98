// SPDX-License-Identifier: MIT
#include "plugins/provider-openai/settings.hpp"

#include <gtest/gtest.h>

namespace openai {
namespace {

const Environment kNothing = [](const char*) { return std::string(); };

Environment with(const std::string& name, const std::string& value) {
  return [name, value](const char* asked) { return asked == name ? value : std::string(); };
}

TEST(OpenaiSettings, OnlyHttpsAtItsOwnNameIsOpenAis) {
  for (const char* own : {"https://api.openai.com/v1", "HTTPS://API.OpenAI.com",
                          "https://eu.api."
                          "openai.com/v1",
                          "https://api.openai.com:443/v1"}) {
    EXPECT_TRUE(is_openais_own(own)) << own;
  }
  for (const char* foreign :
       {"http://api.openai.com/v1", "https://api.openai.com.evil.example/v1",
        "https://api.openai.com@evil.example/v1", "https://evil.example/api.openai.com",
        "https://api.openai.com:8443/v1", "https://evilapi.openai.com/v1", "https://openai.com",
        "https://api.openai.com\\.evil.example/v1", "https://evil.example?.api.openai.com",
        "https://evil.example#.api.openai.com", "https:///api.openai.com", ""}) {
    EXPECT_FALSE(is_openais_own(foreign)) << foreign;
  }
}

TEST(OpenaiSettings, TheEnvironmentsKeyGoesToOpenAiBeforeTheConfigured) {
  const Environment key = with("OPENAI_API_KEY", "sk-env");
  const char* configured = R"({"openai":{"apiKey":"sk-config"}})";
  EXPECT_EQ(read_settings({"", "", configured}, key).at("openai").api_key, "sk-env");
  EXPECT_EQ(read_settings({"", "", configured}, kNothing).at("openai").api_key, "sk-config");
}

TEST(OpenaiSettings, TheEnvironmentsKeyGoesNowhereElseWhateverTheProviderIsCalled) {
  const Environment key = with("OPENAI_API_KEY", "sk-env");
  for (const char* id : {"openai", "OpenAI", "local"}) {
    const std::string providers =
        std::string(R"({")") + id + R"(":{"baseUrl":"https://api.openai.com.evil.example/v1"}})";
    EXPECT_EQ(read_settings({"", "", providers}, key).at(id).api_key, "") << id;
  }
  const char* own = R"({"baseUrl":"http://10.0.0.1/v1"})";
  EXPECT_EQ(read_settings({own, "", ""}, key).at("openai").api_key, "");
}

TEST(OpenaiSettings, AVariableIsNamedForItsProvider) {
  EXPECT_EQ(key_variable("my-llm.2"), "MY_LLM_2_API_KEY");
  const char* providers = R"({"groq":{"baseUrl":"https://groq.example/v1","apiKey":"sk-config"}})";
  EXPECT_EQ(read_settings({"", "", providers}, with("GROQ_API_KEY", "sk-env")).at("groq").api_key,
            "sk-env");
}

TEST(OpenaiSettings, WhoSpeaksSomethingElseIsNotServed) {
  const char* providers = R"({"anthropic":{"baseUrl":"https://x/"},"o":{"baseUrl":"http://y/v1",
    "api":"ollama","models":[{"id":"m","api":"openai-completions"}]},
    "r":{"baseUrl":"http://z","api":"openai-responses"}})";
  const auto found = read_settings({"", "", providers}, kNothing);
  EXPECT_EQ(found.count("anthropic") + found.count("r"), 0U);
  EXPECT_EQ(found.count("o") + found.count("openai"), 2U);
}

TEST(OpenaiSettings, TheProductsPlaceGoesBeforeThePlugins) {
  const char* own = R"({"baseUrl":"http://old/v1","headers":{"X":"1"},"retries":7})";
  const auto found =
      read_settings({own, "", R"({"openai":{"baseUrl":"http://new/v1//"}})"}, kNothing);
  const Settings& openai = found.at("openai");
  EXPECT_EQ(openai.base_url, "http://new/v1");
  EXPECT_EQ(openai.headers.size(), 1U);
  EXPECT_EQ(openai.retries, 7);
}

TEST(OpenaiSettings, AnAddressIsOneOfTheWeb) {
  for (const char* bad : {R"({"x":{}})", R"({"x":{"baseUrl":"${NOT_SET}"}})",
                          R"({"x":{"baseUrl":"file:///etc/passwd"}})"}) {
    EXPECT_NE(read_settings({"", "", bad}, kNothing).at("x").problem, "") << bad;
  }
}

TEST(OpenaiSettings, RowsOfModelsCarryTheirProvider) {
  const char* providers =
      R"({"x":{"baseUrl":"http://x/v1","models":[{"id":"m","contextWindow":5}]}})";
  std::string rows;
  read_settings({"", "", providers}, kNothing).at("x").models.append_rows(rows, false);
  EXPECT_EQ(rows, R"({"id":"m","name":"m","provider":"x","reasoning":false,"contextWindow":5})");
}

}  // namespace
}  // namespace openai
