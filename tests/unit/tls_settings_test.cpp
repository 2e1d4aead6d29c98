// SPDX-License-Identifier: MIT
#include "core/tls_settings.hpp"

#include "config_fixture.hpp"

namespace openclaw {
namespace {

class TlsSettingsTest : public ConfigFixture {
 protected:
  Result<TlsSettings> read(const std::string& tls) {
    write("{gateway: {tls: " + tls + "}}");
    const Result<Config> config = load();
    if (!config) return config.error();
    return read_tls_settings(
        *config, [](const char* name) { return std::string(name) == "HOME" ? "/h" : ""; }, "/s");
  }
  std::string refusal(const std::string& tls) {
    const Result<TlsSettings> settings = read(tls);
    return settings ? "accepted" : settings.error().message;
  }
};

TEST_F(TlsSettingsTest, UnlessItIsEnabledNothingElseIsLookedAt) {
  EXPECT_FALSE(read("{}")->enabled);
  EXPECT_FALSE(read("{enabled: false, certPath: 'relative'}")->enabled);
}

TEST_F(TlsSettingsTest, WithoutPathsTheGatewayMakesItsOwn) {
  const Result<TlsSettings> settings = read("{enabled: true}");
  ASSERT_TRUE(settings);
  EXPECT_TRUE(settings->enabled);
  EXPECT_EQ(settings->certificate, "/s/gateway/tls/gateway-cert.pem");
  EXPECT_EQ(settings->key, "/s/gateway/tls/gateway-key.pem");
  EXPECT_TRUE(settings->may_make);
  EXPECT_FALSE(settings->allow_tls_12);
  EXPECT_FALSE(read("{enabled: true, autoGenerate: false}")->may_make);
}

TEST_F(TlsSettingsTest, AtPathsThatAreGivenItMakesSomethingOnlyWhenItIsTold) {
  const Result<TlsSettings> settings =
      read("{enabled: true, certPath: '/c', keyPath: '~/k', caPath: '~/a'}");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->certificate, "/c");
  EXPECT_EQ(settings->key, "/h/k");
  EXPECT_EQ(settings->authorities, "/h/a");
  EXPECT_FALSE(settings->may_make);
  EXPECT_TRUE(read("{enabled: true, certPath: '/c', keyPath: '/k', autoGenerate: true}")->may_make);
}

TEST_F(TlsSettingsTest, ACertificateAndItsKeyGoTogether) {
  EXPECT_EQ(refusal("{enabled: true, certPath: '/c'}")
                .find("Invalid config: gateway.tls.keyPath is missing"),
            0U);
  EXPECT_EQ(refusal("{enabled: true, keyPath: '/k'}")
                .find("Invalid config: gateway.tls.certPath is missing"),
            0U);
}

TEST_F(TlsSettingsTest, APathIsAbsolute) {
  for (const char* key : {"certPath", "keyPath", "caPath"}) {
    EXPECT_EQ(refusal("{enabled: true, " + std::string(key) + ": 'x/y'}"),
              "Invalid config: gateway.tls." + std::string(key) +
                  " must be an absolute path, or one that begins with ~/.");
  }
}

TEST_F(TlsSettingsTest, OlderTlsIsSpokenWhereItIsAskedFor) {
  EXPECT_TRUE(read("{enabled: true, minVersion: 'TLSv1.2'}")->allow_tls_12);
  EXPECT_FALSE(read("{enabled: true, minVersion: 'TLSv1.3'}")->allow_tls_12);
}

}  // namespace
}  // namespace openclaw
