// SPDX-License-Identifier: MIT
#include "core/tls_settings.hpp"

#include <utility>

namespace openclaw {
namespace {

Error wrong_key(const std::string& key, const std::string& what) {
  return invalid_request("Invalid config: gateway.tls." + key + ' ' + what);
}

Status read_path(const Config& config, const Environment& environment, const std::string& key,
                 std::string& path) {
  path = config.text("gateway.tls." + key);
  const std::string home = environment("HOME");
  if (path.starts_with("~/") && !home.empty()) path = home + path.substr(1);
  if (path.empty() || path.front() == '/') return Done{};
  return wrong_key(key, "must be an absolute path, or one that begins with ~/.");
}

}  // namespace

std::string own_tls_certificate(const std::string& state_dir) {
  return state_dir + "/gateway/tls/gateway-cert.pem";
}

std::string own_tls_key(const std::string& state_dir) {
  return state_dir + "/gateway/tls/gateway-key.pem";
}

// A path that is given and leads nowhere is a mistake, so that nothing is made there unasked.
Result<TlsSettings> read_tls_settings(const Config& config, const Environment& environment,
                                      const std::string& state_dir) {
  TlsSettings out;
  if (!config.flag("gateway.tls.enabled").value_or(false)) return out;
  out.enabled = true;
  for (const auto& [key, path] :
       {std::pair("certPath", &out.certificate), std::pair("keyPath", &out.key),
        std::pair("caPath", &out.authorities)}) {
    if (Status read = read_path(config, environment, key, *path); !read) return read.error();
  }
  if (out.certificate.empty() != out.key.empty()) {
    const bool lacks_key = out.key.empty();
    return wrong_key(
        lacks_key ? "keyPath" : "certPath",
        "is missing: a certificate and its key go together. Set it, or remove gateway.tls." +
            std::string(lacks_key ? "certPath" : "keyPath") + " to have both made.");
  }
  out.may_make = config.flag("gateway.tls.autoGenerate").value_or(out.certificate.empty());
  if (out.certificate.empty()) {
    out.certificate = own_tls_certificate(state_dir);
    out.key = own_tls_key(state_dir);
  }
  out.allow_tls_12 = config.text("gateway.tls.minVersion") == "TLSv1.2";
  return out;
}

}  // namespace openclaw
