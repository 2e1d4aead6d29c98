// SPDX-License-Identifier: MIT
#include "core/net/tls_certificate.hpp"

#include <ctime>

#include "core/digest.hpp"
#include "core/file.hpp"
#include "core/net/tls_types.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;
constexpr std::int64_t kWarnDays = 30;

std::int64_t moment_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (!time || ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  return static_cast<std::int64_t>(::timegm(&parts)) * 1000;
}

std::string day_of(std::int64_t ms) { return iso_time(ms).substr(0, 10); }

std::string in_days(std::int64_t count) {
  if (count == 0) return "within a day";
  return "in " + std::to_string(count) + (count == 1 ? " day" : " days");
}

}  // namespace

CertificateFacts describe_certificate(const x509_st& certificate) {
  CertificateFacts out;
  unsigned char* der = nullptr;
  const int size = i2d_X509(&certificate, &der);
  if (size > 0) {
    const auto* bytes = reinterpret_cast<const char*>(der);
    out.fingerprint = hex_of(sha256({bytes, static_cast<std::size_t>(size)}));
  }
  OPENSSL_free(der);
  out.not_before_ms = moment_of(X509_get0_notBefore(&certificate));
  out.not_after_ms = moment_of(X509_get0_notAfter(&certificate));
  return out;
}

Result<CertificateFacts> read_certificate(const std::string& path) {
  const Result<std::optional<std::string>> text = read_file(path, kMostTlsFileBytes);
  if (!text) return text.error();
  if (!*text) return unavailable("there is no file " + path);
  const X509Ptr certificate(PEM_read_bio_X509(bio_of(**text).get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (!certificate) return invalid_request(path + " holds no certificate in PEM form");
  return describe_certificate(*certificate);
}

std::string certificate_warning(const CertificateFacts& facts, std::int64_t now_ms) {
  if (facts.not_after_ms <= now_ms) {
    return "the TLS certificate has expired on " + day_of(facts.not_after_ms) +
           "; clients refuse it, renew it";
  }
  if (facts.not_before_ms > now_ms) {
    return "the TLS certificate is not valid before " + day_of(facts.not_before_ms) +
           "; clients refuse it, look at the clock of this machine";
  }
  const std::int64_t left = (facts.not_after_ms - now_ms) / kDayMs;
  if (left >= kWarnDays) return {};
  return "the TLS certificate expires " + in_days(left) + ", on " + day_of(facts.not_after_ms) +
         "; renew it";
}

}  // namespace openclaw
