// SPDX-License-Identifier: MIT
// The head of an upgrade and, behind it, the parameters of a `connect`: whoever does not know the
// secret stays outside, and whoever knows it gets no more than his place allows.
#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "core/client/handshake.hpp"
#include "core/client/origin.hpp"
#include "core/http/attribution.hpp"
#include "core/http/head.hpp"
#include "core/http/upgrade.hpp"
#include "core/json/scan.hpp"
#include "core/json/utf8.hpp"
#include "expect.hpp"

namespace openclaw {
namespace {

// The seed corpus knows the one, and nobody knows the other.
constexpr const char* kKnown = "secret";
constexpr const char* kUnknown = "7d1f0c52a9e84b6fb3c2";
constexpr std::int64_t kNow = 1737264000000;
constexpr std::string_view kNonce = "4d0a1f2e-8c3b-4a5d-9e6f-7a8b9c0d1e2f";

HandshakePolicy policy(AuthMode mode, const char* secret) {
  HandshakePolicy out;
  out.auth = Auth(mode, Secret(secret));
  return out;
}

ProxyRules proxies() {
  ProxyRules rules;
  rules.trusted.push_back(*AddressRange::parse("127.0.0.1"));
  rules.real_ip = true;
  return rules;
}

HandshakeOutcome judge(std::string_view params, const HttpRequest& upgrade,
                       const HandshakePolicy& by) {
  Circumstances now;
  now.nonce = kNonce;
  now.wall_ms = kNow;
  return judge_connect(params, upgrade, by, now);
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = utf8_sequence(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

void check_refusal(const Refusal& refusal) {
  EXPECT_THAT_HOLDS(refusal.silent || !refusal.error.message.empty());
  EXPECT_THAT_HOLDS(refusal.error.details_json.empty() || is_json(refusal.error.details_json));
  EXPECT_THAT_HOLDS(is_utf8(refusal.close_reason));
}

void check_admission(const Admission& admission, const HttpRequest& upgrade, AuthMode mode) {
  EXPECT_THAT_HOLDS(admission.protocol >= kOldestProtocol);
  EXPECT_THAT_HOLDS(admission.protocol <= kNewestProtocol);
  if (admission.device) return;
  EXPECT_THAT_HOLDS(admission.role == Role::kOperator);
  if (!upgrade.direct_local()) {
    EXPECT_THAT_HOLDS(admission.scopes.empty());
    EXPECT_THAT_HOLDS(mode != AuthMode::kNone);
  }
  for (const std::string& scope : admission.scopes) {
    EXPECT_THAT_HOLDS(std::find(admission.params.scopes.begin(), admission.params.scopes.end(),
                                scope) != admission.params.scopes.end());
  }
}

void check(std::string_view params, const HttpRequest& upgrade, AuthMode mode, const char* secret) {
  const HandshakeOutcome outcome = judge(params, upgrade, policy(mode, secret));
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) return check_refusal(*refusal);
  check_admission(std::get<Admission>(outcome), upgrade, mode);
  EXPECT_THAT_HOLDS(secret != kUnknown || mode == AuthMode::kNone);
}

// Only what came through the checks of a head is ever judged.
void check_from(std::string_view head, std::string_view params, const char* peer) {
  HttpRequest upgrade = read_head(head);
  upgrade.peer = peer;
  attribute(upgrade, proxies());
  if (upgrade.unattributed()) return;
  EXPECT_THAT_HOLDS(!upgrade.proxied || !upgrade.direct_local());
  for (const AuthMode mode : {AuthMode::kToken, AuthMode::kPassword, AuthMode::kNone}) {
    check(params, upgrade, mode, kKnown);
    check(params, upgrade, mode, kUnknown);
  }
}

void check_text(std::string_view text) {
  if (text.find(kUnknown) != std::string_view::npos) return;
  const std::size_t end = find_head_end(text);
  if (end == std::string_view::npos || refuse_head(text.substr(0, end))) return;
  const std::string_view params = text.substr(end);
  if (!is_json(params)) return;
  for (const char* peer : {"127.0.0.1", "::1", "192.0.2.1"}) {
    check_from(text.substr(0, end), params, peer);
  }
}

}  // namespace
}  // namespace openclaw

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  openclaw::check_text({reinterpret_cast<const char*>(data), size});
  return 0;
}
