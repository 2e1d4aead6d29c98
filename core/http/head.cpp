// SPDX-License-Identifier: MIT
#include "core/http/head.hpp"

#include <algorithm>
#include <array>
#include <openclaw/ascii.hpp>
#include <openclaw/text.hpp>

#include "core/http/field.hpp"

namespace openclaw {
namespace {

bool is_hex(char c) { return oc::hex_value(c) >= 0; }

// A path with its query, in printable ASCII, with whole escapes and no NUL in them.
bool is_target(std::string_view target) {
  if (target.empty() || target.front() != '/') return false;
  for (std::size_t i = 0; i < target.size(); ++i) {
    const char c = target[i];
    if (c <= ' ' || c > '~' || c == '\\') return false;
    if (c != '%') continue;
    if (i + 2 >= target.size() || !is_hex(target[i + 1]) || !is_hex(target[i + 2])) return false;
    if (target.substr(i + 1, 2) == "00") return false;
  }
  return true;
}

// An empty segment but the last, or one of dots alone, written out or escaped: readers differ in
// what they make of these, so no path has them.
bool has_odd_segment(std::string_view path) {
  path.remove_prefix(1);
  for (;;) {
    const std::size_t end = path.find('/');
    std::string_view segment = path.substr(0, end);
    if (segment.empty() && end != std::string_view::npos) return true;
    int dots = 0;
    while (!segment.empty() && dots < 3) {
      const std::size_t size = segment.front() == '.' ? 1 : 3;
      if (size == 3 && !same_http_name(segment.substr(0, 3), "%2e")) break;
      segment.remove_prefix(size);
      ++dots;
    }
    if (segment.empty() && (dots == 1 || dots == 2)) return true;
    if (end == std::string_view::npos) return false;
    path.remove_prefix(end + 1);
  }
}

bool is_served_method(std::string_view method) {
  constexpr std::array<std::string_view, 7> kServed = {"GET",   "HEAD",   "POST",   "PUT",
                                                       "PATCH", "DELETE", "OPTIONS"};
  return std::find(kServed.begin(), kServed.end(), method) != kServed.end();
}

std::optional<HttpReply> refuse_request_line(std::string_view line, bool& old_version) {
  const std::size_t method_end = line.find(' ');
  const std::size_t target_end = line.rfind(' ');
  if (method_end == std::string_view::npos || target_end == method_end) {
    return bad_request("The request line is no \"METHOD /path HTTP/1.1\"");
  }
  const std::string_view method = line.substr(0, method_end);
  const std::string_view target = line.substr(method_end + 1, target_end - method_end - 1);
  const std::string_view version = line.substr(target_end + 1);
  if (!is_http_token(method)) return bad_request("The request method is no name");
  old_version = version == "HTTP/1.0";
  if (!old_version && version != "HTTP/1.1") {
    return error_reply(505, "HTTP/1.1 is spoken here", "invalid_request_error");
  }
  if (!is_served_method(method)) {
    HttpReply reply = error_reply(405, "Method Not Allowed", "invalid_request_error");
    reply.headers.push_back({"allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"});
    return reply;
  }
  if (!is_target(target)) return bad_request("The request target is no path");
  if (has_odd_segment(target.substr(0, target.find('?')))) {
    return error_reply(404, "Not Found", "not_found");
  }
  return std::nullopt;
}

// A value may hold tabs and bytes above ASCII, and no other control character.
bool is_field_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
}

// A name or an address, with or without a port; empty where there is none.
bool is_host_field(std::string_view value) {
  constexpr std::string_view kMarks = "-._~!$&'()*+;=:[]%";
  return std::all_of(value.begin(), value.end(), [kMarks](char c) {
    return oc::is_letter_or_digit(c) || kMarks.find(c) != std::string_view::npos;
  });
}

// What a server acts upon that reads only one of them.
constexpr std::array<std::string_view, 8> kOnce = {
    "host",      "content-length",    "authorization",     "origin",
    "x-real-ip", "x-openclaw-scopes", "sec-websocket-key", "sec-websocket-version"};

struct FieldsSeen {
  std::array<bool, kOnce.size()> once{};  // as kOnce
  bool host = false;
  bool connection_upgrade = false;
  bool other_upgrade = false;
};

std::optional<HttpReply> refuse_field(std::string_view line, FieldsSeen& seen) {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  if (colon == std::string_view::npos || !is_http_token(name))
    return bad_request("A header line is no \"name: value\"");
  const std::string_view value = trimmed_field(line.substr(colon + 1));
  if (!is_field_value(value)) return bad_request("A header value holds a control character");
  for (std::size_t i = 0; i < kOnce.size(); ++i) {
    if (!same_http_name(name, kOnce[i])) continue;
    if (seen.once[i]) return bad_request(std::string(name) + " must be given once");
    seen.once[i] = true;
  }
  if (same_http_name(name, "host")) {
    seen.host = true;
    if (!is_host_field(value)) return bad_request("Host is no name or address");
  }
  if (same_http_name(name, "transfer-encoding")) {
    return error_reply(501, "Transfer-Encoding is not supported; send Content-Length",
                       "invalid_request_error");
  }
  if (same_http_name(name, "content-length")) {
    constexpr std::size_t kMostDigits = 18;
    if (value.empty() || value.size() > kMostDigits ||
        value.find_first_not_of("0123456789") != std::string_view::npos) {
      return bad_request("Content-Length is no number");
    }
  }
  if (same_http_name(name, "connection")) seen.connection_upgrade |= field_lists(value, "upgrade");
  if (same_http_name(name, "upgrade")) seen.other_upgrade |= !same_http_name(value, "websocket");
  return std::nullopt;
}

}  // namespace

std::size_t find_head_end(std::string_view bytes) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const std::size_t at = bytes.find(kEnd);
  return at == std::string_view::npos ? at : at + kEnd.size();
}

bool cannot_be_head(std::string_view bytes) {
  if (!bytes.empty() && !is_http_token(bytes.substr(0, 1))) return true;
  for (std::size_t at = bytes.find('\n'); at != std::string_view::npos;
       at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return true;
  }
  return false;
}

std::optional<HttpReply> refuse_head(std::string_view head) {
  bool old_version = false;
  if (auto reply = refuse_request_line(take_http_line(head), old_version)) return reply;
  FieldsSeen seen;
  for (std::string_view line = take_http_line(head); !line.empty(); line = take_http_line(head)) {
    if (auto reply = refuse_field(line, seen)) return reply;
  }
  if (seen.connection_upgrade && seen.other_upgrade) return bad_request("Invalid Upgrade header");
  if (!seen.host && !old_version) return bad_request("Host is missing");
  return std::nullopt;
}

HttpRequest read_head(std::string_view head) {
  HttpRequest request;
  const std::string_view line = take_http_line(head);
  const std::size_t method_end = line.find(' ');
  const std::size_t target_end = line.rfind(' ');
  request.method = line.substr(0, method_end);
  const std::string_view target = line.substr(method_end + 1, target_end - method_end - 1);
  const std::size_t path_end = target.find('?');
  request.path = target.substr(0, path_end);
  if (path_end != std::string_view::npos) request.query = target.substr(path_end + 1);
  request.old_version = line.ends_with("/1.0");
  for (std::string_view field = take_http_line(head); !field.empty();
       field = take_http_line(head)) {
    const std::size_t colon = field.find(':');
    request.headers.push_back(
        {oc::lower(field.substr(0, colon)), std::string(trimmed_field(field.substr(colon + 1)))});
  }
  return request;
}

}  // namespace openclaw
