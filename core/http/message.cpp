// SPDX-License-Identifier: MIT
#include "core/http/message.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "core/json/json.hpp"
#include "core/net/address.hpp"

namespace openclaw {

std::string_view HttpRequest::header(std::string_view name) const {
  for (const HttpHeader& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

bool HttpRequest::forwarded() const {
  static constexpr std::array<std::string_view, 4> kNames = {"forwarded", "x-real-ip",
                                                             "x-client-ip", "cf-connecting-ip"};
  return std::any_of(headers.begin(), headers.end(), [](const HttpHeader& header) {
    return header.name.starts_with("x-forwarded-") || header.name.starts_with("tailscale-") ||
           std::find(kNames.begin(), kNames.end(), header.name) != kNames.end();
  });
}

bool HttpRequest::direct_local() const {
  return is_loopback_address(peer) && !proxied && front.empty() && !forwarded();
}

bool HttpRequest::secure() const {
  return tls || (proxied && header("x-forwarded-proto") == "https");
}

// A proxy of another machine always asks for somebody; programs of this one ask for themselves.
bool HttpRequest::unattributed() const {
  const bool by_proxy = from_proxy && !is_loopback_address(peer);
  return !proxied && (forwarded() || !front.empty() || by_proxy);
}

bool is_loopback_address(std::string_view address) {
  constexpr std::string_view kMapped = "::ffff:";
  if (address == "::1") return true;
  if (address.starts_with(kMapped)) address.remove_prefix(kMapped.size());
  // A whole address and not its beginning: 127.0.0.1.example.com is anybody's name.
  in_addr v4{};
  if (inet_pton(AF_INET, std::string(address).c_str(), &v4) != 1) return false;
  return ntohl(v4.s_addr) >> 24U == 127;
}

std::string client_network(const std::string& peer) {
  constexpr unsigned kNetworkBits = 64;
  const auto address = Address::parse(peer);
  if (!address) return peer;
  if (address->is_v4() || is_loopback_address(peer)) return address->text();
  return address->first_bits(kNetworkBits).text() + "/64";
}

HttpReply json_reply(int status, std::string body) {
  return HttpReply{status, {{"content-type", "application/json; charset=utf-8"}}, std::move(body)};
}

HttpReply proxy_refusal() {
  return error_reply(403,
                     "Proxy client attribution is required. Configure gateway.trustedProxies "
                     "narrowly and make the proxy overwrite or safely rebuild forwarded client "
                     "headers.",
                     "proxy_attribution_required");
}

HttpReply error_reply(int status, std::string_view message, std::string_view type) {
  JsonWriter w;
  w.object().key("error").object();
  w.key("message").value(message).key("type").value(type).end().end();
  return json_reply(status, w.take());
}

HttpReply bad_request(std::string_view why) {
  return error_reply(400, why, "invalid_request_error");
}

}  // namespace openclaw
