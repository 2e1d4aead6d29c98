// SPDX-License-Identifier: MIT
#include "core/net/tls_context.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include "core/net/tls_certificate.hpp"
#include "tls_fixture.hpp"

namespace openclaw {
namespace {

constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

mode_t mode_of(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 0777 : 0;
}

class TlsContextTest : public TlsTest {
 protected:
  void make() {
    const Result<std::string> made = make_missing_tls_files(settings_);
    ASSERT_TRUE(made) << made.error().message;
  }
  std::string refusal() {
    const auto context = TlsContext::load(settings_);
    return context ? "accepted" : context.error().message;
  }
  std::string advice() {
    const auto context = TlsContext::load(settings_);
    return context ? (*context)->advice() : context.error().message;
  }
  std::shared_ptr<X509> certificate() {
    const std::string text = text_of(settings_.certificate);
    BIO* bio = BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
    std::shared_ptr<X509> out(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr), X509_free);
    BIO_free(bio);
    return out;
  }
};

TEST_F(TlsContextTest, WhatIsMissingIsMadeForItsOwnerAlone) {
  make();
  EXPECT_EQ(mode_of(settings_.key), 0600U);
  EXPECT_EQ(mode_of(settings_.certificate), 0600U);
  EXPECT_EQ(mode_of(dir_ + "/tls"), 0700U);
  EXPECT_EQ(refusal(), "accepted");
  EXPECT_EQ(advice(), "");
}

TEST_F(TlsContextTest, TheKeyIsOnP256AndTheCertificateNamesThisMachine) {
  make();
  const auto made = certificate();
  ASSERT_TRUE(made);
  const EVP_PKEY* key = X509_get0_pubkey(made.get());
  std::array<char, 64> group{};
  std::size_t size = 0;
  ASSERT_EQ(EVP_PKEY_get_group_name(key, group.data(), group.size(), &size), 1);
  EXPECT_STREQ(group.data(), "prime256v1");
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  for (const char* host : {"localhost", const_cast<const char*>(name.data())}) {
    EXPECT_EQ(X509_check_host(made.get(), host, 0, 0, nullptr), 1) << host;
  }
  for (const char* address : {"127.0.0.1", "::1"}) {
    EXPECT_EQ(X509_check_ip_asc(made.get(), address, 0), 1) << address;
  }
  EXPECT_EQ(X509_check_host(made.get(), "example.org", 0, 0, nullptr), 0);
}

TEST_F(TlsContextTest, ItLastsTenYearsAndIsKnownByTheHashOfItsDer) {
  make();
  const Result<CertificateFacts> facts = read_certificate(settings_.certificate);
  ASSERT_TRUE(facts);
  EXPECT_NEAR(static_cast<double>(facts->not_after_ms - facts->not_before_ms) / kDayMs, 3650, 1);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  X509_digest(certificate().get(), EVP_sha256(), digest.data(), &size);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[digest[i] >> 4U];
    hex += kDigits[digest[i] & 15U];
  }
  EXPECT_EQ(facts->fingerprint, hex);
}

TEST_F(TlsContextTest, WhatIsThereIsNotMadeAgain) {
  make();
  const std::string before = text_of(settings_.certificate);
  const Result<std::string> again = make_missing_tls_files(settings_);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, "");
  EXPECT_EQ(text_of(settings_.certificate), before);
}

TEST_F(TlsContextTest, AKeyThatIsThereGetsANewCertificate) {
  make();
  const std::string key = text_of(settings_.key);
  const std::string before = text_of(settings_.certificate);
  std::filesystem::remove(settings_.certificate);
  make();
  EXPECT_EQ(text_of(settings_.key), key);
  EXPECT_NE(text_of(settings_.certificate), before);
  EXPECT_EQ(refusal(), "accepted");
}

TEST_F(TlsContextTest, ACertificateWithoutItsKeyIsRefused) {
  make();
  std::filesystem::remove(settings_.key);
  make();
  EXPECT_FALSE(std::filesystem::exists(settings_.key));
  const std::string gone = "gateway.tls.keyPath: there is no file " + settings_.key +
                           ". It is the key of the certificate " + settings_.certificate +
                           ". Put it there, or ";
  EXPECT_EQ(refusal(), gone + "move the certificate away to have both made.");
  settings_.may_make = false;
  EXPECT_EQ(refusal(), gone + "set the key to where it is.");
}

TEST_F(TlsContextTest, NothingIsMadeUnasked) {
  settings_.may_make = false;
  make();
  EXPECT_EQ(refusal(), "gateway.tls.certPath: there is no file " + settings_.certificate +
                           ". Put it there, set the key to where it is, or set "
                           "gateway.tls.autoGenerate to true to have it made.");
}

TEST_F(TlsContextTest, FilesThatAreNoneAreNamed) {
  make();
  const std::string good = text_of(settings_.certificate);
  write(settings_.certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  EXPECT_EQ(refusal(), "gateway.tls.certPath: " + settings_.certificate +
                           " holds no certificate in PEM form.");
  write(settings_.certificate, good);
  write(settings_.key, good);
  EXPECT_EQ(refusal(),
            "gateway.tls.keyPath: " + settings_.key + " holds no private key in PEM form.");
}

TEST_F(TlsContextTest, AKeyOfAnotherCertificateIsRefused) {
  make();
  write(settings_.key, *make_key());
  EXPECT_NE(refusal().find("gateway.tls.keyPath: the key in " + settings_.key +
                           " is not that of the certificate in " + settings_.certificate),
            std::string::npos);
}

TEST_F(TlsContextTest, AKeyUnderAPassphraseIsRefusedAndNobodyIsAsked) {
  make();
  EVP_PKEY* key = EVP_EC_gen("P-256");
  BIO* out = BIO_new_file(settings_.key.c_str(), "w");
  PEM_write_bio_PKCS8PrivateKey(out, key, EVP_aes_128_cbc(), "secret", 6, nullptr, nullptr);
  BIO_free(out);
  EVP_PKEY_free(key);
  EXPECT_NE(refusal().find("is locked by a passphrase"), std::string::npos);
}

TEST_F(TlsContextTest, AuthoritiesMustHoldACertificate) {
  make();
  settings_.authorities = settings_.key;
  EXPECT_NE(refusal().find("gateway.tls.caPath: " + settings_.key + " holds no certificate"),
            std::string::npos);
  settings_.authorities = dir_ + "/none.pem";
  EXPECT_NE(refusal().find("gateway.tls.caPath: there is no file"), std::string::npos);
  settings_.authorities = settings_.certificate;
  EXPECT_EQ(refusal(), "accepted");
}

TEST_F(TlsContextTest, AKeyThatOthersMayReadIsToldOf) {
  make();
  ASSERT_EQ(::chmod(settings_.key.c_str(), 0640), 0);
  EXPECT_EQ(advice(), "");
  ASSERT_EQ(::chmod(settings_.key.c_str(), 0644), 0);
  EXPECT_NE(advice().find(settings_.key), std::string::npos);
}

TEST_F(TlsContextTest, ALargeRsaKeyIsToldOf) {
  make();
  for (const int bits : {2048, 3072}) {
    EVP_PKEY* key = EVP_RSA_gen(static_cast<unsigned>(bits));
    BIO* out = BIO_new_file(settings_.key.c_str(), "w");
    PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    BIO_free(out);
    EVP_PKEY_free(key);
    write(settings_.certificate, *make_certificate(text_of(settings_.key), "here"));
    const bool told = advice().find(settings_.key + " is RSA of 3072 bits") != std::string::npos;
    EXPECT_EQ(told, bits > 2048) << advice();
  }
}

TEST_F(TlsContextTest, TheStampFollowsLinks) {
  make();
  write(dir_ + "/one", "1");
  write(dir_ + "/two", "2");
  settings_.certificate = dir_ + "/live";
  std::filesystem::create_symlink(dir_ + "/one", settings_.certificate);
  const std::string before = stamp_of_tls_files(settings_);
  EXPECT_EQ(stamp_of_tls_files(settings_), before);
  std::filesystem::create_symlink(dir_ + "/two", dir_ + "/next");
  std::filesystem::rename(dir_ + "/next", settings_.certificate);
  EXPECT_NE(stamp_of_tls_files(settings_), before);
}

TEST_F(TlsContextTest, TheStampChangesWithAFileOfTheSameSizeAndTime) {
  ASSERT_TRUE(make_missing_tls_files(settings_));
  const std::string before = stamp_of_tls_files(settings_);
  const auto time = std::filesystem::last_write_time(settings_.certificate);
  const std::string text = text_of(settings_.certificate);
  // The clock of files may stand for some milliseconds.
  for (int i = 0; i < 10'000 && stamp_of_tls_files(settings_) == before; ++i) {
    write(settings_.certificate, text);
    std::filesystem::last_write_time(settings_.certificate, time);
  }
  EXPECT_NE(stamp_of_tls_files(settings_), before);
}

TEST_F(TlsContextTest, FromThirtyDaysBeforeItsEndACertificateIsToldOf) {
  CertificateFacts facts;
  facts.not_before_ms = 1'000 * kDayMs;
  facts.not_after_ms = 2'000 * kDayMs;
  EXPECT_EQ(certificate_warning(facts, 1'969 * kDayMs), "");
  EXPECT_NE(certificate_warning(facts, 1'971 * kDayMs).find("expires in 29 days, on 1975-06-24"),
            std::string::npos);
  EXPECT_NE(certificate_warning(facts, 2'000 * kDayMs - 1).find("expires within a day, on 1975"),
            std::string::npos);
  EXPECT_NE(certificate_warning(facts, 2'000 * kDayMs).find("has expired on 1975-06-24"),
            std::string::npos);
  EXPECT_NE(certificate_warning(facts, 999 * kDayMs).find("not valid before 1972-09-27"),
            std::string::npos);
}

}  // namespace
}  // namespace openclaw
