// SPDX-License-Identifier: MIT
#include "cli/target_tls.hpp"

#include "cli/fingerprint.hpp"
#include "cli/plaintext.hpp"
#include "core/net/tls_certificate.hpp"
#include "core/paths.hpp"
#include "core/tls_settings.hpp"

namespace openclaw::cli {
namespace {

constexpr const char* kFlag = "--tls-fingerprint";
constexpr const char* kKey = "gateway.remote.tlsFingerprint";

Status take_pin(const std::string& text, const char* source, Target& target) {
  target.pin = read_fingerprint(text);
  target.pin_source = source;
  if (target.pin.empty()) return bad_pin(text, source);
  if (target.tls) return Done{};
  return invalid_request(std::string(source) + " requires a wss:// gateway url; this one is " +
                         target.url);
}

// What this machine's own gateway shows.
void take_own_pin(const Config& config, Target& target) {
  const auto unknown = [&target](const Error& error) {
    target.pin_problem =
        "gateway.tls.enabled is set, but its certificate cannot be read: " + error.message +
        "\nThe gateway makes one when it starts: openclaw gateway run";
  };
  const auto paths = find_paths();
  if (!paths) return unknown(paths.error());
  const auto settings = read_tls_settings(config, process_environment, paths->state_dir);
  if (!settings) return unknown(settings.error());
  const auto certificate = read_certificate(settings->certificate);
  if (!certificate) return unknown(certificate.error());
  target.pin = certificate->fingerprint;
  target.pin_source = settings->certificate;
}

}  // namespace

Error bad_pin(const std::string& text, const std::string& source) {
  return invalid_request("Invalid " + source + ": " + (text.empty() ? "it is empty" : text) +
                         "\nUse the SHA-256 fingerprint of a certificate: 64 hex digits, with "
                         "or without colons.");
}

bool has_local_tls(const Config& config) {
  return config.flag("gateway.tls.enabled").value_or(false);
}

Status secure_target(const Arguments& arguments, const Config& config, Target& target) {
  if (!target.tls && !target.ssh) {
    if (Status plain = check_plain(target.url, target.host, target.source); !plain) return plain;
  }
  if (const auto given = arguments.value("tls-fingerprint")) return take_pin(*given, kFlag, target);
  const std::string configured(config.text(kKey));
  const bool by_variable =
      target.source == "OPENCLAW_GATEWAY_URL" && config.text("gateway.mode") == "remote";
  if ((target.remote || by_variable) && !configured.empty()) {
    return take_pin(configured, kKey, target);
  }
  const bool own =
      target.tls && !target.remote && !target.source.ends_with("URL") && target.source != "--url";
  if (own) take_own_pin(config, target);
  return Done{};
}

}  // namespace openclaw::cli
