// SPDX-License-Identifier: MIT
#include <array>

#include "core/http/message.hpp"

namespace openclaw {
namespace {

// On every answer of the gateway, as the product sends them.
constexpr std::string_view kSecurityHeaders =
    "x-content-type-options: nosniff\r\n"
    "referrer-policy: no-referrer\r\n"
    "permissions-policy: camera=(), microphone=(self), geolocation=()\r\n";

std::string_view reason_phrase(int status) {
  struct Row {
    int status;
    std::string_view phrase;
  };
  static constexpr std::array<Row, 24> kRows = {{{200, "OK"},
                                                 {201, "Created"},
                                                 {202, "Accepted"},
                                                 {204, "No Content"},
                                                 {206, "Partial Content"},
                                                 {302, "Found"},
                                                 {304, "Not Modified"},
                                                 {400, "Bad Request"},
                                                 {401, "Unauthorized"},
                                                 {403, "Forbidden"},
                                                 {404, "Not Found"},
                                                 {405, "Method Not Allowed"},
                                                 {408, "Request Timeout"},
                                                 {411, "Length Required"},
                                                 {413, "Content Too Large"},
                                                 {416, "Range Not Satisfiable"},
                                                 {417, "Expectation Failed"},
                                                 {426, "Upgrade Required"},
                                                 {429, "Too Many Requests"},
                                                 {431, "Request Header Fields Too Large"},
                                                 {500, "Internal Server Error"},
                                                 {501, "Not Implemented"},
                                                 {503, "Service Unavailable"},
                                                 {505, "HTTP Version Not Supported"}}};
  for (const Row& row : kRows) {
    if (row.status == status) return row.phrase;
  }
  return "Status";
}

}  // namespace

std::string format_reply(const HttpReply& reply, ReplyForm form,
                         std::string_view strict_transport) {
  std::string out = "HTTP/1.1 " + std::to_string(reply.status) + ' ';
  out += reason_phrase(reply.status);
  out += "\r\n";
  out += kSecurityHeaders;
  if (!strict_transport.empty()) {
    out.append("strict-transport-security: ").append(strict_transport).append("\r\n");
  }
  for (const HttpHeader& header : reply.headers) {
    out += header.name;
    out += ": ";
    // A header that a plugin filled with what a stranger sent must not end early.
    for (const char c : header.value) {
      if (c != '\r' && c != '\n' && c != '\0') out += c;
    }
    out += "\r\n";
  }
  if (reply.close) out += "connection: close\r\n";
  if (form == ReplyForm::kChunked) out += "transfer-encoding: chunked\r\n";
  const bool whole = form == ReplyForm::kWhole || form == ReplyForm::kHeadOnly;
  if (!whole) return out += "\r\n";
  out += "content-length: " + std::to_string(reply.body.size()) + "\r\n\r\n";
  if (form == ReplyForm::kWhole) out += reply.body;
  return out;
}

}  // namespace openclaw
