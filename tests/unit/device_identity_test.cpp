// SPDX-License-Identifier: MIT
#include "core/device/identity.hpp"

#include <gtest/gtest.h>

#include "core/base64.hpp"
#include "core/ed25519.hpp"

namespace openclaw {
namespace {

constexpr const char* kKey = "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg";
constexpr const char* kPem =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n"
    "-----END PUBLIC KEY-----\n";
constexpr const char* kId = "56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c";
constexpr const char* kNonce = "4d0a1f2e-8c3b-4a5d-9e6f-7a8b9c0d1e2f";
constexpr std::int64_t kSignedAt = 1737264000000;
constexpr const char* kSignedV3 =
    "XEelsSf8NYd8AOUyK2ugPDpPvZKlULIwXsi6uu1YQRx9aNwMiMHynJTeEJD7WcqFzgLxWBpvtRaKKCAa_h7vAQ";
constexpr const char* kSignedV2 =
    "uGSKz3jrr9_RpsaKIaUHS6M4cg-_BM3z1M0wzgVmTRSxslxXtp4Dc2q_EROQdax9sDOA3hWb0ghyxwZJZc9eBw";
constexpr const char* kSignedBare =
    "z-gkrvhdmiMeWVZFE90ZO0qtw_xpbU2xDs3pxR8OnrVzHknGv3VAyR0gCD39wRq_aVtyOa4mp98mbkcX9Fj3BQ";

const std::vector<std::string> kScopes = {"operator.read", "operator.write"};
const std::vector<std::string> kNoScopes;

DeviceBlock block(const char* signature = kSignedV3) {
  return {kId, kKey, signature, kSignedAt, kNonce};
}

SignedConnect connect() { return {"cli", "cli", "operator", kScopes, "tok", " Linux ", "Server"}; }

// The details' reason of the refusal, or the key.
std::string verdict(const DeviceBlock& given, const SignedConnect& asked = connect(),
                    std::int64_t now = kSignedAt, std::string_view nonce = kNonce) {
  const auto key = verify_device(given, asked, {nonce, now});
  if (key) return *key;
  const std::string& details = key.error().details_json;
  const std::string mark = R"("reason":")";
  const std::size_t from = details.find(mark) + mark.size();
  return details.substr(from, details.find('"', from) - from);
}

TEST(DeviceIdentity, ThePayloadsAreThoseOfTheProtocol) {
  const std::string start = std::string(kId) +
                            "|cli|cli|operator|operator.read,operator.write|1737264000000|tok|" +
                            kNonce;
  EXPECT_EQ(device_payload_v2(block(), connect()), "v2|" + start);
  EXPECT_EQ(device_payload_v3(block(), connect()), "v3|" + start + "|linux|server");
  const SignedConnect bare{"cli", "cli", "operator", kNoScopes, {}, {}, {}};
  EXPECT_EQ(device_payload_v3(block(), bare),
            "v3|" + std::string(kId) + "|cli|cli|operator||1737264000000||" + kNonce + "||");
}

TEST(DeviceIdentity, SignaturesOfBothVersionsAreGood) {
  EXPECT_EQ(verdict(block(kSignedV3)), kKey);
  EXPECT_EQ(verdict(block(kSignedV2)), kKey);
  const SignedConnect bare{"cli", "cli", "operator", kNoScopes, {}, {}, {}};
  EXPECT_EQ(verdict(block(kSignedBare), bare), kKey);
}

TEST(DeviceIdentity, AKeyMayBeBase64OfEitherAlphabetOrPem) {
  DeviceBlock given = block();
  given.public_key = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
  EXPECT_EQ(verdict(given), kKey);
  given.public_key = kPem;
  EXPECT_EQ(verdict(given), kKey);
  given.public_key = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----";
  EXPECT_EQ(verdict(given), "device-id-mismatch");
  given.public_key = "-----BEGIN PUBLIC KEY-----";
  EXPECT_EQ(verdict(given), "device-id-mismatch");
}

TEST(DeviceIdentity, TheIdentityIsTheDigestOfTheKey) {
  DeviceBlock given = block();
  given.id[0] = 'a';
  EXPECT_EQ(verdict(given), "device-id-mismatch");
  given = block();
  given.public_key = "!!!";
  EXPECT_EQ(verdict(given), "device-id-mismatch");
}

TEST(DeviceIdentity, ASignatureIsGoodForTwoMinutesEitherWay) {
  EXPECT_EQ(verdict(block(), connect(), kSignedAt + kDeviceSkewMs), kKey);
  EXPECT_EQ(verdict(block(), connect(), kSignedAt - kDeviceSkewMs), kKey);
  EXPECT_EQ(verdict(block(), connect(), kSignedAt + kDeviceSkewMs + 1), "device-signature-stale");
  EXPECT_EQ(verdict(block(), connect(), kSignedAt - kDeviceSkewMs - 1), "device-signature-stale");
}

TEST(DeviceIdentity, TheNonceIsThatOfThisSocket) {
  DeviceBlock given = block();
  given.nonce = " \t";
  EXPECT_EQ(verdict(given), "device-nonce-missing");
  EXPECT_EQ(verdict(block(), connect(), kSignedAt, "another"), "device-nonce-mismatch");
  given.nonce = " " + std::string(kNonce) + "\n";
  EXPECT_EQ(verdict(given), kKey);
}

TEST(DeviceIdentity, TheSignatureCoversWhatIsAskedFor) {
  const auto with = [](auto change) {
    SignedConnect asked = connect();
    change(asked);
    return verdict(block(), asked);
  };
  EXPECT_EQ(with([](SignedConnect& c) { c.client_id = "test"; }), "device-signature");
  EXPECT_EQ(with([](SignedConnect& c) { c.client_mode = "ui"; }), "device-signature");
  EXPECT_EQ(with([](SignedConnect& c) { c.role = "node"; }), "device-signature");
  EXPECT_EQ(with([](SignedConnect& c) { c.token = "other"; }), "device-signature");
  EXPECT_EQ(with([](SignedConnect& c) { c.platform = "macos"; }), "device-signature");
  EXPECT_EQ(with([](SignedConnect& c) { c.device_family = ""; }), "device-signature");
  const SignedConnect fewer{"cli", "cli", "operator", kNoScopes, "tok", "linux", "server"};
  EXPECT_EQ(verdict(block(), fewer), "device-signature");
  EXPECT_EQ(verdict(block("AAAA")), "device-signature");
  EXPECT_EQ(verdict(block("")), "device-signature");
}

TEST(DeviceIdentity, AKeyOfAnotherLengthIsNoKey) {
  DeviceBlock given = block();
  given.public_key = "AAAA";
  given.id = "709e80c88487a2411e1ee4dfb9f22a861492d20c4765150c0c794abd70f8147c";
  EXPECT_EQ(verdict(given), "device-public-key");
}

TEST(DeviceIdentity, OnlyAsciiLettersLoseTheirCase) {
  EXPECT_EQ(normal_metadata("  MacOS 26.1 "), "macos 26.1");
  EXPECT_EQ(normal_metadata("ÄÖÜ Linux"), "ÄÖÜ linux");
  EXPECT_EQ(normal_metadata(""), "");
}

TEST(Base64, BothAlphabetsAreReadAndTheUrlOneIsWritten) {
  EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(from_base64("+//+"), "\xfb\xff\xfe");
  EXPECT_EQ(from_base64("-__-"), "\xfb\xff\xfe");
  EXPECT_EQ(base64url("a"), "YQ");
  EXPECT_EQ(from_base64("YQ"), "a");
  EXPECT_EQ(from_base64("YQ=="), "a");
  EXPECT_EQ(from_base64(""), "");
}

TEST(Base64, WhatIsNoneIsRefused) {
  for (const char* text : {"Y", "YQ=", "Y Q", "YQ=a", "====", "Y\xc3\xbc"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace openclaw
