// SPDX-License-Identifier: MIT
#include "core/settings.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

namespace openclaw {
namespace {

class SettingsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "openclaw-settings-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  // `gateway` is the object of that name; empty: there is no file.
  Result<Settings> settle_with(const std::string& gateway, const RunOptions& options = {}) {
    const std::string path = dir_ + "/openclaw.json";
    std::filesystem::remove(path);
    if (!gateway.empty()) std::ofstream(path) << "{gateway:" << gateway << "}";
    const Result<Config> config = Config::load(path);
    EXPECT_TRUE(config.ok());
    return settle(options, *config,
                  [this](const char* variable) { return environment_[variable]; });
  }
  std::string refusal(const std::string& gateway, const RunOptions& options = {}) {
    const Result<Settings> settings = settle_with(gateway, options);
    return settings ? "accepted" : settings.error().message;
  }

  std::string dir_;
  std::map<std::string, std::string> environment_;
};

constexpr const char* kToken = R"({mode:"local",auth:{token:"configured"}})";

TEST_F(SettingsTest, TheFirstSourceOfASecretWins) {
  environment_["OPENCLAW_GATEWAY_TOKEN"] = "of-the-environment";
  RunOptions flags;
  flags.token = "of-a-flag";
  EXPECT_EQ(settle_with(kToken, flags)->secret.reveal(), "of-a-flag");
  EXPECT_EQ(settle_with(kToken)->secret.reveal(), "configured");
  EXPECT_EQ(settle_with(R"({mode:"local"})")->secret.reveal(), "of-the-environment");
}

TEST_F(SettingsTest, ItIsKnownWhetherTheConfigurationAloneSaysHowToComeIn) {
  EXPECT_FALSE(settle_with(kToken)->auth_from_outside);
  RunOptions flags;
  flags.auth_mode = "token";
  EXPECT_TRUE(settle_with(kToken, flags)->auth_from_outside);
  flags = {};
  flags.token = "of-a-flag";
  EXPECT_TRUE(settle_with(kToken, flags)->auth_from_outside);
  environment_["OPENCLAW_GATEWAY_TOKEN"] = "of-the-environment";
  EXPECT_TRUE(settle_with(kToken)->auth_from_outside);
}

TEST_F(SettingsTest, WithoutASecretOneIsMadeUpAndMarked) {
  const auto first = settle_with(R"({mode:"local"})");
  ASSERT_TRUE(first.ok());
  EXPECT_TRUE(first->secret_is_new);
  EXPECT_EQ(first->secret.reveal().size(), 48U);
  EXPECT_NE(first->secret.reveal(), settle_with(R"({mode:"local"})")->secret.reveal());
}

TEST_F(SettingsTest, AReferenceThatGivesNoTokenIsNotOverwritten) {
  for (const char* token : {R"("${NOT_SET}")", R"({source:"env",id:"X"})", "7"}) {
    const std::string gateway = std::string(R"({mode:"local",auth:{token:)") + token + "}}";
    EXPECT_NE(refusal(gateway).find("gateway.auth.token is a reference"), std::string::npos);
    environment_["OPENCLAW_GATEWAY_TOKEN"] = "of-the-environment";
    EXPECT_EQ(settle_with(gateway)->secret.reveal(), "of-the-environment");
    environment_.clear();
  }
  EXPECT_TRUE(settle_with(R"({mode:"local",auth:{token:""}})")->secret_is_new);
}

TEST_F(SettingsTest, TwoSecretsNeedAMode) {
  EXPECT_NE(refusal(R"({mode:"local",auth:{token:"t",password:"p"}})").find("gateway.auth.mode"),
            std::string::npos);
  EXPECT_EQ(settle_with(R"({mode:"local",auth:{mode:"password",token:"t",password:"p"}})")
                ->secret.reveal(),
            "p");
}

TEST_F(SettingsTest, APasswordGatewayWithoutPasswordDoesNotStart) {
  EXPECT_NE(refusal(R"({mode:"local",auth:{mode:"password"}})").find("no password is configured"),
            std::string::npos);
}

TEST_F(SettingsTest, ModeNoneIsOnlyForWhoSaysIt) {
  EXPECT_EQ(settle_with(R"({mode:"local",auth:{mode:"none"}})")->auth_mode, AuthMode::kNone);
  EXPECT_EQ(settle_with(R"({mode:"local"})")->auth_mode, AuthMode::kToken);
  EXPECT_NE(refusal(R"({mode:"local",auth:{mode:"open"}})").find("is \"open\"; use"),
            std::string::npos);
}

TEST_F(SettingsTest, KeysThatRestrictAndAreNotHonouredRefuseTheStart) {
  for (const char* key : {R"(roles:{default:"x"})", R"(auth:{identityScopes:{}})"}) {
    EXPECT_NE(refusal("{mode:\"local\"," + std::string(key) + "}").find("restricts access"),
              std::string::npos)
        << key;
  }
  EXPECT_EQ(refusal(R"({mode:"local",bind:"loopback"})"), "accepted");
}

TEST(UsualPort, AProfileHasItsOwnAsInTheProduct) {
  for (const char* name : {"", "default", "Default"}) EXPECT_EQ(usual_port(name), 18789) << name;
  EXPECT_EQ(usual_port("rescue"), 23532);
  EXPECT_EQ(usual_port("work"), 41984);
  EXPECT_EQ(usual_port("dairy"), 32764);
}

std::string behind_proxy(const std::string& auth, const std::string& proxies = R"(["127.0.0.2"])") {
  return R"({mode:"local",trustedProxies:)" + proxies + R"(,auth:{mode:"trusted-proxy",)" + auth +
         "}}";
}

constexpr const char* kByHeader = R"(trustedProxy:{userHeader:"X-User"})";

TEST_F(SettingsTest, ATrustedProxyNeedsAHeaderAndNoToken) {
  EXPECT_EQ(refusal(behind_proxy(kByHeader)), "accepted");
  EXPECT_NE(refusal(behind_proxy("")).find("no trustedProxy config was provided"),
            std::string::npos);
  EXPECT_NE(refusal(behind_proxy("trustedProxy:{}")).find("trustedProxy.userHeader is empty"),
            std::string::npos);
  const std::string token = std::string(R"(token:"x",)") + kByHeader;
  EXPECT_NE(refusal(behind_proxy(token)).find("remove gateway.auth.token"), std::string::npos);
  environment_["OPENCLAW_GATEWAY_TOKEN"] = "x";
  EXPECT_NE(refusal(behind_proxy(kByHeader)).find("OPENCLAW_GATEWAY_TOKEN"), std::string::npos);
}

TEST_F(SettingsTest, APasswordBesideATrustedProxyIsForThisMachine) {
  EXPECT_TRUE(settle_with(behind_proxy(kByHeader))->secret.empty());
  EXPECT_FALSE(settle_with(behind_proxy(kByHeader))->secret_is_new);
  const std::string with_password = std::string(R"(password:"pw",)") + kByHeader;
  EXPECT_EQ(settle_with(behind_proxy(with_password))->secret.reveal(), "pw");
  environment_["OPENCLAW_GATEWAY_PASSWORD"] = "env";
  EXPECT_EQ(settle_with(behind_proxy(kByHeader))->secret.reveal(), "env");
}

TEST_F(SettingsTest, ATrustedProxyMustBeNamedAndWithinReach) {
  const auto guarded = [this](const std::string& proxies, const BindPlan& plan) {
    Settings settings = *settle_with(behind_proxy(kByHeader, proxies));
    settings.bind.mode = plan.loopback_only() ? BindMode::kLoopback : BindMode::kLan;
    const Status status = guard_bind(plan, settings);
    return status ? std::string("accepted") : status.error().message;
  };
  const BindPlan wide{{"0.0.0.0"}, {}, {}};
  const BindPlan narrow{{"127.0.0.1"}, {"::1"}, {}};
  EXPECT_NE(guarded("[]", wide).find("at least one proxy IP"), std::string::npos);
  EXPECT_EQ(guarded(R"(["192.0.2.1"])", wide), "accepted");
  EXPECT_NE(guarded(R"(["192.0.2.1"])", narrow).find("bind=loopback requires"), std::string::npos);
  for (const char* near : {R"(["192.0.2.1","::1"])", R"(["127.0.0.2"])", R"(["127.0.0.0/8"])",
                           R"(["127.1.0.0/16"])", R"(["::/1"])"}) {
    EXPECT_EQ(guarded(near, narrow), "accepted") << near;
  }
}

TEST_F(SettingsTest, TheBindModeComesFromTheFlagOrTheConfiguration) {
  EXPECT_EQ(settle_with(kToken)->bind.mode, BindMode::kLoopback);
  const char* custom = R"({mode:"local",bind:"custom",customBindHost:"192.0.2.1"})";
  EXPECT_EQ(settle_with(custom)->bind.custom_host, "192.0.2.1");
  EXPECT_EQ(settle_with(R"({mode:"local",bind:"192.0.2.1"})")->bind.custom_host, "192.0.2.1");
  RunOptions options;
  options.bind = "lan";
  EXPECT_EQ(settle_with(custom, options)->bind.mode, BindMode::kLan);
  EXPECT_NE(refusal(R"({mode:"local",bind:"wide"})").find("Invalid gateway.bind"),
            std::string::npos);
}

TEST_F(SettingsTest, BeyondTheLoopbackASecretMustHaveBeenChosen) {
  const BindPlan wide{{"0.0.0.0"}, {}, {}};
  const auto guarded = [&wide](Settings settings) {
    settings.bind.mode = BindMode::kLan;
    const Status status = guard_bind(wide, settings);
    return status ? std::string("accepted") : status.error().message;
  };
  EXPECT_EQ(guarded(*settle_with(kToken)), "accepted");
  EXPECT_EQ(guarded(*settle_with(R"({mode:"local",auth:{mode:"token"}})")), "accepted");
  for (const char* open : {R"({mode:"local"})", R"({mode:"local",auth:{mode:"none"}})"}) {
    EXPECT_EQ(guarded(*settle_with(open)).find("Refusing to bind gateway to lan without auth."), 0);
  }
}

TEST_F(SettingsTest, PagesOfThisMachineGoWithAWideBind) {
  Settings settings = *settle_with(kToken);
  ASSERT_TRUE(guard_bind({{"127.0.0.1"}, {"::1"}, {}}, settings));
  EXPECT_TRUE(settings.access.origins.allowed.empty());
  settings.bind = {BindMode::kCustom, "192.0.2.1"};
  ASSERT_TRUE(guard_bind({{"192.0.2.1", "127.0.0.1"}, {}, {}}, settings));
  EXPECT_EQ(settings.access.origins.allowed,
            (std::vector<std::string>{"http://localhost:18789", "http://127.0.0.1:18789",
                                      "http://192.0.2.1:18789"}));
  settings.access.origins.allowed.clear();
  settings.tls.enabled = true;
  ASSERT_TRUE(guard_bind({{"192.0.2.1", "127.0.0.1"}, {}, {}}, settings));
  EXPECT_EQ(settings.access.origins.allowed.front(), "https://localhost:18789");
  settings.access.origins.allowed = {"https://mine.example"};
  ASSERT_TRUE(guard_bind({{"0.0.0.0"}, {}, {}}, settings));
  EXPECT_EQ(settings.access.origins.allowed.size(), 1U);
}

TEST_F(SettingsTest, TheModeMustBeLocalUnlessSomebodySaysOtherwise) {
  EXPECT_NE(refusal("").find("Missing config"), std::string::npos);
  EXPECT_NE(refusal("{}").find("current: unset"), std::string::npos);
  EXPECT_NE(refusal(R"({mode:"remote"})").find("current: remote"), std::string::npos);
  RunOptions options;
  options.allow_unconfigured = true;
  EXPECT_EQ(refusal("", options), "accepted");
}

TEST_F(SettingsTest, PortsComeFromFlagEnvironmentOrConfiguration) {
  EXPECT_EQ(settle_with(kToken)->port, kDefaultPort);
  EXPECT_EQ(settle_with(R"({mode:"local",port:1234})")->port, 1234);
  environment_["OPENCLAW_GATEWAY_PORT"] = "2345";
  EXPECT_EQ(settle_with(R"({mode:"local",port:1234})")->port, 2345);
  RunOptions options;
  options.port = 3456;
  EXPECT_EQ(settle_with(kToken, options)->port, 3456);
  environment_["OPENCLAW_GATEWAY_PORT"] = "99999";
  EXPECT_NE(refusal(kToken).find("Use a port number from 1 to 65535"), std::string::npos);
}

TEST_F(SettingsTest, RulesOfAProxyHoldInItsModeAlone) {
  const std::string rules = "trustedProxy:{userHeader:'X-User'}";
  for (const char* mode : {"", "mode:'none',", "mode:'token',token:'t',", "password:'p',"}) {
    EXPECT_NE(refusal("{mode:'local',auth:{" + std::string(mode) + rules + "}}")
                  .find("remove gateway.auth.trustedProxy"),
              std::string::npos)
        << mode;
  }
  EXPECT_EQ(refusal("{mode:'local',auth:{mode:'none',trustedProxy:{}}}"), "accepted");
  RunOptions options;
  options.auth_mode = "none";
  EXPECT_EQ(refusal("{mode:'local',auth:{mode:'none'," + rules + "}}", options), "accepted");
}

}  // namespace
}  // namespace openclaw
