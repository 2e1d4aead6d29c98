// SPDX-License-Identifier: MIT
#include "core/control/tls_state.hpp"

#include "core/json/json.hpp"
#include "core/wall_time.hpp"

namespace openclaw {

std::string tls_state_json(const CertificateFacts& certificate, const std::string& warning) {
  JsonWriter w;
  w.object().key("enabled").value(true).key("fingerprint").value(certificate.fingerprint);
  w.key("notAfter").value(iso_time(certificate.not_after_ms));
  if (!warning.empty()) w.key("warning").value(warning);
  w.end();
  return w.take();
}

}  // namespace openclaw
