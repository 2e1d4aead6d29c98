// SPDX-License-Identifier: MIT
#include "core/http_head.hpp"

#include <algorithm>
#include <array>

namespace openclaw {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kProtocolHeader = "sec-websocket-protocol";

HttpReply bad(std::string_view why) { return error_reply(400, why, "invalid_request_error"); }

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// RFC 9110 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [kMarks](char c) {
    return is_alnum(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool same_name(std::string_view a, std::string_view lower) {
  return std::equal(a.begin(), a.end(), lower.begin(), lower.end(),
                    [](char x, char y) { return x == y || (x >= 'A' && x <= 'Z' && x + 32 == y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The next line without its end; `rest` keeps what is behind it.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find(kLineEnd);
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), line.size() + kLineEnd.size()));
  return line;
}

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

bool is_served_method(std::string_view method) {
  constexpr std::array<std::string_view, 7> kServed = {"GET",   "HEAD",   "POST",   "PUT",
                                                       "PATCH", "DELETE", "OPTIONS"};
  return std::find(kServed.begin(), kServed.end(), method) != kServed.end();
}

std::optional<HttpReply> refuse_request_line(std::string_view line, bool& old_version) {
  const std::size_t method_end = line.find(' ');
  const std::size_t target_end = line.rfind(' ');
  if (method_end == std::string_view::npos || target_end == method_end) {
    return bad("The request line is no \"METHOD /path HTTP/1.1\"");
  }
  const std::string_view method = line.substr(0, method_end);
  const std::string_view target = line.substr(method_end + 1, target_end - method_end - 1);
  const std::string_view version = line.substr(target_end + 1);
  if (!is_token(method)) return bad("The request method is no name");
  old_version = version == "HTTP/1.0";
  if (!old_version && version != "HTTP/1.1") {
    return error_reply(505, "HTTP/1.1 is spoken here", "invalid_request_error");
  }
  if (!is_served_method(method)) {
    HttpReply reply = error_reply(405, "Method Not Allowed", "invalid_request_error");
    reply.headers.push_back({"allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"});
    return reply;
  }
  if (!is_target(target)) return bad("The request target is no path");
  // Folding slashes would make two names for one path.
  const std::string_view path = target.substr(0, target.find('?'));
  if (path.find("//") != std::string_view::npos) {
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

struct FieldsSeen {
  int host = 0;
  int length = 0;
  bool connection_upgrade = false;
  bool other_upgrade = false;
};

// True when a list such as "keep-alive, Upgrade" names `lower`.
bool lists(std::string_view list, std::string_view lower) {
  while (!list.empty()) {
    const std::string_view item = list.substr(0, list.find(','));
    if (same_name(trimmed(item), lower)) return true;
    list.remove_prefix(std::min(list.size(), item.size() + 1));
  }
  return false;
}

std::optional<HttpReply> refuse_field(std::string_view line, FieldsSeen& seen) {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  if (colon == std::string_view::npos || !is_token(name))
    return bad("A header line is no \"name: value\"");
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (!is_field_value(value)) return bad("A header value holds a control character");
  if (same_name(name, "host") && ++seen.host > 1) return bad("Host must be given once");
  if (same_name(name, "transfer-encoding")) {
    return error_reply(501, "Transfer-Encoding is not supported; send Content-Length",
                       "invalid_request_error");
  }
  if (same_name(name, "content-length")) {
    if (++seen.length > 1) return bad("Content-Length must be given once");
    constexpr std::size_t kMostDigits = 18;
    if (value.empty() || value.size() > kMostDigits ||
        value.find_first_not_of("0123456789") != std::string_view::npos) {
      return bad("Content-Length is no number");
    }
  }
  if (same_name(name, "connection")) seen.connection_upgrade |= lists(value, "upgrade");
  if (same_name(name, "upgrade")) seen.other_upgrade |= !same_name(value, "websocket");
  if (same_name(name, kProtocolHeader) && !is_token(first_protocol(value))) {
    return bad("Invalid Sec-WebSocket-Protocol header");
  }
  return std::nullopt;
}

}  // namespace

std::size_t find_head_end(std::string_view bytes) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const std::size_t at = bytes.find(kEnd);
  return at == std::string_view::npos ? at : at + kEnd.size();
}

bool cannot_be_head(std::string_view bytes) {
  if (!bytes.empty() && !is_token(bytes.substr(0, 1))) return true;
  for (std::size_t at = bytes.find('\n'); at != std::string_view::npos;
       at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return true;
  }
  return false;
}

std::optional<HttpReply> refuse_head(std::string_view head) {
  bool old_version = false;
  if (auto reply = refuse_request_line(take_line(head), old_version)) return reply;
  FieldsSeen seen;
  for (std::string_view line = take_line(head); !line.empty(); line = take_line(head)) {
    if (auto reply = refuse_field(line, seen)) return reply;
  }
  if (seen.connection_upgrade && seen.other_upgrade) return bad("Invalid Upgrade header");
  if (seen.host == 0 && !old_version) return bad("Host is missing");
  return std::nullopt;
}

std::string rename_offered_protocol(std::string_view head) {
  std::string out(take_line(head));
  out += kLineEnd;
  while (!head.empty()) {
    const std::string_view line = take_line(head);
    const std::string_view name = line.substr(0, line.find(':'));
    if (same_name(name, kOfferedProtocolHeader)) continue;
    if (same_name(name, kProtocolHeader)) {
      out += kOfferedProtocolHeader;
      out += line.substr(name.size());
    } else {
      out += line;
    }
    out += kLineEnd;
  }
  return out;
}

std::string_view first_protocol(std::string_view offer) {
  return trimmed(offer.substr(0, offer.find(',')));
}

}  // namespace openclaw
