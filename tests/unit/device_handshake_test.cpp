// SPDX-License-Identifier: MIT
#include "core/device/handshake.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <string>

#include "core/base64.hpp"

namespace openclaw {
namespace {

constexpr const char* kId = "56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c";
constexpr const char* kKey = "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg";
constexpr std::int64_t kNow = 1'000'000;

std::string sign(const std::string& text) {
  std::array<unsigned char, 32> seed{};
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<unsigned char>(i);
  EVP_PKEY* key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size());
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::array<unsigned char, 64> out{};
  std::size_t size = out.size();
  EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key);
  EVP_DigestSign(context, out.data(), &size, reinterpret_cast<const unsigned char*>(text.data()),
                 text.size());
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  return base64url({reinterpret_cast<const char*>(out.data()), out.size()});
}

// The device "56475..." has one token, "own", for the role operator and the scope read.
class OneToken final : public DeviceTokens {
 public:
  [[nodiscard]] DeviceTokenState check_token(const std::string& id, std::string_view role,
                                             std::string_view token,
                                             const std::vector<std::string>& scopes,
                                             std::string_view) const override {
    if (id != kId || role != "operator" || token != "own") return DeviceTokenState::kMismatch;
    const bool covered = scopes.empty() || scopes == std::vector<std::string>{"operator.read"};
    return covered ? DeviceTokenState::kMatch : DeviceTokenState::kScopes;
  }
};

// The code "code" is open.
class OneCode final : public SetupTokens {
 public:
  [[nodiscard]] std::string find_code(const SetupAttempt& attempt) const override {
    return attempt.token == "code" && attempt.device_id == kId ? "setup" : "";
  }
};

struct Asked {
  std::string token = {};
  std::string password = {};
  std::string device_token = {};
  std::string bootstrap = {};
  std::vector<std::string> scopes = {"operator.read"};
  std::string client = "test";
};

class DeviceHandshake : public testing::Test {
 protected:
  DeviceHandshake() {
    policy_.auth = Auth(AuthMode::kToken, Secret("secret"));
    now_.nonce = "nonce";
    now_.wall_ms = kNow;
    now_.devices = &tokens_;
    now_.setup = &codes_;
    upgrade_.peer = "127.0.0.1";
    upgrade_.headers.push_back({"host", "127.0.0.1:1"});
  }
  std::variant<DeviceEntry, Refusal> judge(const Asked& asked) {
    ConnectParams params;
    params.client_id = asked.client;
    params.client_mode = "test";
    params.role = "operator";
    params.scopes = asked.scopes;
    params.token = asked.token;
    params.password = asked.password;
    params.device_token = asked.device_token;
    params.bootstrap_token = asked.bootstrap;
    params.device = DeviceBlock{kId, kKey, "", kNow, "nonce"};
    const std::string& first = !asked.token.empty()          ? asked.token
                               : !asked.device_token.empty() ? asked.device_token
                                                             : asked.bootstrap;
    params.device->signature = sign(device_payload_v3(
        *params.device, {asked.client, "test", "operator", asked.scopes, first, "", ""}));
    if (spoilt_) params.device->signature[3] ^= 1;
    const SecretVerdict verdict = policy_.auth.judge(upgrade_, params.token, params.password);
    return judge_device(params, upgrade_, policy_, verdict, now_);
  }
  // The code in the details of a refusal, "shared" or "own".
  std::string verdict(const Asked& asked) {
    const auto outcome = judge(asked);
    if (const auto* entry = std::get_if<DeviceEntry>(&outcome)) {
      if (!entry->setup_id.empty()) return entry->setup_id;
      return entry->by_token ? "own" : "shared";
    }
    const std::string& details = std::get_if<Refusal>(&outcome)->error.details_json;
    const std::size_t from = details.find(R"("code":")") + 8;
    return details.substr(from, details.find('"', from) - from);
  }
  bool quiet(const Asked& asked = {.token = "secret"}) {
    const auto outcome = judge(asked);
    const auto* entry = std::get_if<DeviceEntry>(&outcome);
    EXPECT_NE(entry, nullptr);
    return entry && entry->quiet;
  }

  OneToken tokens_;
  OneCode codes_;
  HandshakePolicy policy_;
  HttpRequest upgrade_;
  Circumstances now_;
  bool spoilt_ = false;
};

TEST_F(DeviceHandshake, EitherSecretIsGood) {
  EXPECT_EQ(verdict({.token = "secret"}), "shared");
  EXPECT_EQ(verdict({.device_token = "own"}), "own");
  EXPECT_EQ(verdict({.token = "own"}), "own");
  EXPECT_EQ(verdict({.token = "own", .device_token = "own"}), "own");
  EXPECT_EQ(verdict({.token = "secret", .device_token = "bad"}), "shared");
}

TEST_F(DeviceHandshake, AWrongOneIsNamedByWhereItStood) {
  EXPECT_EQ(verdict({.token = "bad"}), "AUTH_TOKEN_MISMATCH");
  EXPECT_EQ(verdict({.device_token = "bad"}), "AUTH_DEVICE_TOKEN_MISMATCH");
  EXPECT_EQ(verdict({.token = "bad", .device_token = "bad"}), "AUTH_DEVICE_TOKEN_MISMATCH");
  EXPECT_EQ(verdict({.bootstrap = "bad"}), "AUTH_BOOTSTRAP_TOKEN_INVALID");
  EXPECT_EQ(verdict({}), "AUTH_TOKEN_MISSING");
}

TEST_F(DeviceHandshake, EachKindOfFailureIsCountedAsItsOwn) {
  const auto shared = judge({.token = "bad"});
  EXPECT_TRUE(std::get<Refusal>(shared).wrong_secret);
  EXPECT_FALSE(std::get<Refusal>(shared).wrong_device_token);
  const auto own = judge({.device_token = "bad"});
  EXPECT_FALSE(std::get<Refusal>(own).wrong_secret);
  EXPECT_TRUE(std::get<Refusal>(own).wrong_device_token);
  const auto beyond = judge({.device_token = "own", .scopes = {"operator.admin"}});
  EXPECT_FALSE(std::get<Refusal>(beyond).wrong_device_token);
}

TEST_F(DeviceHandshake, AGuessAtTheSecretCountsWhateverDeviceTokenStandsBesideIt) {
  const auto wrong = [this](const Asked& asked) {
    const auto outcome = judge(asked);
    const auto* entry = std::get_if<DeviceEntry>(&outcome);
    return entry ? entry->wrong_secret : std::get<Refusal>(outcome).wrong_secret;
  };
  EXPECT_TRUE(wrong({.token = "guess", .device_token = "bad"}));
  EXPECT_TRUE(wrong({.password = "guess", .device_token = "bad"}));
  EXPECT_TRUE(wrong({.token = "guess", .device_token = "own"}));
  EXPECT_TRUE(wrong({.token = "own", .password = "guess"}));
  EXPECT_TRUE(wrong({.token = "guess", .device_token = "own", .scopes = {"operator.admin"}}));
  EXPECT_FALSE(wrong({.token = "own", .device_token = "own"}));
  EXPECT_FALSE(wrong({.token = "own", .scopes = {"operator.admin"}}));
  EXPECT_FALSE(wrong({.device_token = "own"}));
  EXPECT_FALSE(wrong({.token = "secret", .device_token = "own"}));
  now_.device_locked_ms = 5;
  EXPECT_TRUE(wrong({.token = "guess", .device_token = "bad"}));
}

TEST_F(DeviceHandshake, WhileLockedARightGuessLooksLikeAWrongOne) {
  now_.locked_ms = 5;
  for (const char* guess : {"secret", "bad"}) {
    EXPECT_EQ(verdict({.token = guess, .device_token = "bad"}), "AUTH_RATE_LIMITED");
    EXPECT_TRUE(
        std::get<Refusal>(judge({.token = guess, .device_token = "bad"})).wrong_device_token);
    EXPECT_EQ(verdict({.token = guess, .device_token = "own"}), "own");
    EXPECT_EQ(verdict({.token = "own", .password = guess}), "own");
    EXPECT_EQ(verdict({.token = guess, .device_token = "own", .scopes = {"operator.admin"}}),
              "AUTH_RATE_LIMITED");
  }
}

TEST_F(DeviceHandshake, ATokenIsAskedOnlyForTheScopesThatTheHeaderLeaves) {
  const Asked more{.device_token = "own", .scopes = {"operator.read", "operator.admin"}};
  EXPECT_EQ(verdict(more), "AUTH_SCOPE_MISMATCH");
  upgrade_.headers.push_back({"x-openclaw-scopes", "operator.read"});
  EXPECT_EQ(verdict(more), "own");
}

TEST_F(DeviceHandshake, ATokenIsNotEnoughForMoreThanItsScopes) {
  EXPECT_EQ(verdict({.device_token = "own", .scopes = {"operator.admin"}}), "AUTH_SCOPE_MISMATCH");
  EXPECT_EQ(verdict({.token = "own", .scopes = {"operator.admin"}}), "AUTH_SCOPE_MISMATCH");
  EXPECT_EQ(verdict({.device_token = "own", .scopes = {}}), "own");
}

TEST_F(DeviceHandshake, ABadSignatureIsToldBeforeABadSecret) {
  spoilt_ = true;
  EXPECT_EQ(verdict({.token = "bad"}), "DEVICE_AUTH_SIGNATURE_INVALID");
  EXPECT_EQ(verdict({}), "DEVICE_AUTH_SIGNATURE_INVALID");
}

TEST_F(DeviceHandshake, ALockoutIsForItsOwnKindOfSecret) {
  now_.locked_ms = 5;
  EXPECT_EQ(verdict({.token = "secret"}), "AUTH_RATE_LIMITED");
  EXPECT_EQ(verdict({.token = "bad"}), "AUTH_RATE_LIMITED");
  EXPECT_EQ(verdict({.device_token = "own"}), "own");
  EXPECT_EQ(verdict({}), "AUTH_TOKEN_MISSING");
  now_.locked_ms = 0;
  now_.device_locked_ms = 5;
  EXPECT_EQ(verdict({.token = "secret"}), "shared");
  EXPECT_EQ(verdict({.device_token = "own"}), "AUTH_RATE_LIMITED");
  EXPECT_EQ(verdict({.token = "own"}), "AUTH_TOKEN_MISMATCH");
}

TEST_F(DeviceHandshake, OnlyProgramsOfThisMachineAreQuiet) {
  EXPECT_TRUE(quiet());
  upgrade_.headers[0].value = "gw.example.com";
  EXPECT_TRUE(quiet()) << "the secret speaks for it";
  upgrade_.peer = "192.0.2.7";
  EXPECT_FALSE(quiet());
  upgrade_.peer = "127.0.0.1";
  upgrade_.headers.push_back({"x-forwarded-for", "192.0.2.7"});
  EXPECT_FALSE(quiet());
}

TEST_F(DeviceHandshake, OfPagesOnlyThoseOfTheControlUiAreQuiet) {
  upgrade_.headers.push_back({"origin", "http://127.0.0.1:1"});
  EXPECT_FALSE(quiet());
  EXPECT_TRUE(quiet({.token = "secret", .client = "openclaw-control-ui"}));
  upgrade_.headers.back().value = "https://elsewhere.example";
  EXPECT_FALSE(quiet({.token = "secret", .client = "openclaw-control-ui"}));
}

TEST_F(DeviceHandshake, WithoutASecretTheHostHasToBeALoopbackName) {
  policy_.auth = Auth(AuthMode::kNone, Secret(""));
  EXPECT_EQ(verdict({}), "shared");
  EXPECT_TRUE(quiet({}));
  upgrade_.headers[0].value = "gw.example.com";
  EXPECT_FALSE(quiet({}));
  upgrade_.headers[0].value = "127.0.0.1:1";
  upgrade_.headers.push_back({"via", "1.1 proxy"});
  EXPECT_FALSE(quiet({}));
}

TEST_F(DeviceHandshake, ASetupCodeGoesBeforeOtherSecrets) {
  EXPECT_EQ(verdict({.bootstrap = "code"}), "setup");
  EXPECT_EQ(verdict({.token = "secret", .bootstrap = "code"}), "setup");
  EXPECT_EQ(verdict({.token = "secret", .bootstrap = "bad"}), "shared");
  EXPECT_EQ(verdict({.device_token = "own", .bootstrap = "bad"}), "own");
  EXPECT_EQ(verdict({.token = "bad", .bootstrap = "bad"}), "AUTH_BOOTSTRAP_TOKEN_INVALID");
  EXPECT_EQ(verdict({.device_token = "bad", .bootstrap = "bad"}), "AUTH_DEVICE_TOKEN_MISMATCH");
}

TEST_F(DeviceHandshake, AWrongSetupCodeIsCountedAsSuchOnlyWhereNothingElseIsGood) {
  const auto wrong = [this](const Asked& asked) {
    const auto outcome = judge(asked);
    const auto* refusal = std::get_if<Refusal>(&outcome);
    return refusal && refusal->wrong_setup_code;
  };
  EXPECT_TRUE(wrong({.bootstrap = "bad"}));
  EXPECT_TRUE(wrong({.device_token = "bad", .bootstrap = "bad"}));
  EXPECT_FALSE(wrong({.token = "secret", .bootstrap = "bad"}));
  EXPECT_FALSE(wrong({.token = "bad"}));
  now_.setup_locked_ms = 1'000;
  EXPECT_FALSE(wrong({.bootstrap = "bad"}));
  EXPECT_EQ(verdict({.bootstrap = "code"}), "AUTH_RATE_LIMITED");
  EXPECT_EQ(verdict({.token = "secret", .bootstrap = "code"}), "shared");
}

TEST_F(DeviceHandshake, ASetupCodeIsNoCoverForGuessesAtTheSecret) {
  const auto wrong = [this](const std::string& token) {
    return std::get<DeviceEntry>(judge({.token = token, .bootstrap = "code"})).wrong_secret;
  };
  EXPECT_TRUE(wrong("guess"));
  EXPECT_FALSE(wrong("secret"));
  EXPECT_FALSE(wrong("own"));
  now_.locked_ms = 1'000;
  EXPECT_EQ(wrong("guess"), wrong("secret")) << "while locked nothing is told by it";
}

}  // namespace
}  // namespace openclaw
