// SPDX-License-Identifier: MIT
#include "core/http/upgrade.hpp"

#include <algorithm>

#include "core/http/field.hpp"

namespace openclaw {
namespace {

// A key is 16 bytes in base64.
bool is_websocket_key(std::string_view key) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return key.size() == 24 && key.ends_with("==") &&
         key.substr(0, 22).find_first_not_of(kAlphabet) == std::string_view::npos;
}

}  // namespace

bool asks_upgrade(const HttpRequest& request) {
  if (request.header("upgrade").empty()) return false;
  return std::any_of(request.headers.begin(), request.headers.end(), [](const HttpHeader& header) {
    return header.name == "connection" && field_lists(header.value, "upgrade");
  });
}

std::optional<HttpReply> refuse_upgrade_form(const HttpRequest& request) {
  if (request.method != "GET") {
    return error_reply(405, "Method Not Allowed", "invalid_request_error");
  }
  if (request.old_version) return bad_request("An upgrade needs HTTP/1.1");
  if (!request.header("expect").empty()) {
    return error_reply(417, "Expectation Failed", "invalid_request_error");
  }
  const std::string_view length = request.header("content-length");
  if (length.find_first_not_of('0') != std::string_view::npos) {
    return bad_request("An upgrade brings no body");
  }
  if (!is_websocket_key(request.header("sec-websocket-key"))) {
    return bad_request("Missing or invalid Sec-WebSocket-Key header");
  }
  if (request.header("sec-websocket-version") != "13") {
    HttpReply reply = error_reply(426, "Sec-WebSocket-Version: 13 is required", "upgrade_required");
    reply.headers.push_back({"sec-websocket-version", "13"});
    return reply;
  }
  const std::string_view protocol = offered_protocol(request);
  if (protocol.data() && !is_http_token(protocol)) {
    return bad_request("Invalid Sec-WebSocket-Protocol header");
  }
  return std::nullopt;
}

std::string_view offered_protocol(const HttpRequest& request) {
  const std::string_view offer = request.header("sec-websocket-protocol");
  return trimmed_field(offer.substr(0, offer.find(',')));
}

std::string upgrade_head(const HttpRequest& request) {
  std::string head = "GET / HTTP/1.1\r\nHost: gateway\r\n";
  head += "Connection: Upgrade\r\nUpgrade: websocket\r\n";
  head += "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ";
  head += request.header("sec-websocket-key");
  head += "\r\n\r\n";
  return head;
}

}  // namespace openclaw
