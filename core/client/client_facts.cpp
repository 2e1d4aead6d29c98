// SPDX-License-Identifier: MIT
#include "core/client/client_facts.hpp"

namespace openclaw {

ClientFacts describe_client(CallerRef caller, const Admission& admission,
                            const HttpRequest& upgrade, std::int64_t now_ms) {
  const ConnectParams& params = admission.params;
  ClientFacts out;
  out.caller = std::move(caller);
  out.version = params.client_version;
  out.platform = params.client_platform;
  out.device_family = params.device_family;
  out.model_identifier = params.model_identifier;
  out.display_name = params.display_name;
  out.host = upgrade.header("host");
  out.declared = params.declared;
  out.local = upgrade.direct_local();
  out.secure = upgrade.secure();
  out.connected_ms = now_ms;
  return out;
}

}  // namespace openclaw
