// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <charconv>

#include "core/server_impl.hpp"

namespace openclaw {
namespace {

constexpr std::uint64_t kBodyDeadlineMs = 30'000;

std::string copy_header(lws* wsi, lws_token_indexes token) {
  const int length = lws_hdr_total_length(wsi, token);
  if (length <= 0) return {};
  std::string value(static_cast<std::size_t>(length) + 1, '\0');
  const int copied = lws_hdr_copy(wsi, value.data(), length + 1, token);
  value.resize(copied > 0 ? static_cast<std::size_t>(copied) : 0);
  return value;
}

std::string_view method_name(lws* wsi) {
  char* uri = nullptr;
  int length = 0;
  switch (lws_http_get_uri_and_method(wsi, &uri, &length)) {
    case LWSHUMETH_GET: return "GET";
    case LWSHUMETH_POST: return "POST";
    case LWSHUMETH_OPTIONS: return "OPTIONS";
    case LWSHUMETH_PUT: return "PUT";
    case LWSHUMETH_PATCH: return "PATCH";
    case LWSHUMETH_DELETE: return "DELETE";
    case LWSHUMETH_CONNECT: return "CONNECT";
    case LWSHUMETH_HEAD: return "HEAD";
    default: return "";
  }
}

// Headers the library has no token for, which the gateway or its clients use.
void copy_custom_headers(lws* wsi, HttpRequest& request) {
  static constexpr std::array<std::string_view, 21> kNames = {"x-forwarded-host:",
                                                              "x-forwarded-proto:",
                                                              "x-forwarded-port:",
                                                              "x-client-ip:",
                                                              "cf-connecting-ip:",
                                                              "x-openclaw-scopes:",
                                                              "x-openclaw-token:",
                                                              "x-openclaw-agent-id:",
                                                              "x-openclaw-session-key:",
                                                              "x-openclaw-model:",
                                                              "x-api-key:",
                                                              "x-openclaw-message-channel:",
                                                              "tailscale-user-login:",
                                                              "tailscale-user-name:",
                                                              "tailscale-user-profile-pic:",
                                                              "x-hub-signature-256:",
                                                              "x-slack-signature:",
                                                              "x-slack-request-timestamp:",
                                                              "idempotency-key:",
                                                              "x-telegram-bot-api-secret-token:",
                                                              "forwarded:"};
  for (const std::string_view name : kNames) {
    if (lws_hdr_custom_length(wsi, name.data(), static_cast<int>(name.size())) < 0) continue;
    std::string value = custom_header(wsi, name);
    request.headers.push_back({std::string(name.substr(0, name.size() - 1)), std::move(value)});
  }
}

bool doubled(lws* wsi, lws_token_indexes token) {
  return lws_hdr_fragment_length(wsi, token, 1) > 0;
}

// Requests whose end two servers could read differently: a proxy in front might pass on as one
// request what is two. The first of a connection was checked before; this is for those behind it.
std::optional<HttpReply> refuse_framing(lws* wsi) {
  if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0) {
    return error_reply(501, "Transfer-Encoding is not supported; send Content-Length",
                       "invalid_request_error");
  }
  if (doubled(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH)) {
    return error_reply(400, "Content-Length must be given once", "invalid_request_error");
  }
  if (doubled(wsi, WSI_TOKEN_HOST)) {
    return error_reply(400, "Host must be given once", "invalid_request_error");
  }
  return std::nullopt;
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
  std::uint64_t length = 0;
  const auto [end, err] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (err != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return length;
}

}  // namespace

std::string custom_header(lws* wsi, std::string_view name) {
  const int name_length = static_cast<int>(name.size());
  const int length = lws_hdr_custom_length(wsi, name.data(), name_length);
  if (length <= 0) return {};
  std::string value(static_cast<std::size_t>(length) + 1, '\0');
  const int copied = lws_hdr_custom_copy(wsi, value.data(), length + 1, name.data(), name_length);
  value.resize(copied > 0 ? static_cast<std::size_t>(copied) : 0);
  return value;
}

HttpRequest read_request(lws* wsi, std::string_view path) {
  HttpRequest request;
  request.method = method_name(wsi);
  request.path = path;
  request.query = copy_header(wsi, WSI_TOKEN_HTTP_URI_ARGS);
  for (int i = WSI_TOKEN_HOST; i < WSI_TOKEN_COUNT; ++i) {
    const auto token = static_cast<lws_token_indexes>(i);
    if (token == WSI_TOKEN_HTTP_URI_ARGS || lws_hdr_total_length(wsi, token) <= 0) continue;
    const auto* raw = reinterpret_cast<const char*>(lws_token_to_string(token));
    std::string_view name = raw ? raw : "";
    if (name.empty() || name.back() != ':') continue;
    name.remove_suffix(1);
    request.headers.push_back({std::string(name), copy_header(wsi, token)});
  }
  copy_custom_headers(wsi, request);
  std::array<char, 64> peer{};
  lws_get_peer_simple(wsi, peer.data(), peer.size());
  request.peer = peer.data();
  return request;
}

int HttpExchange::head(const std::shared_ptr<HttpExchange>& self) {
  in_callback_ = true;
  std::optional<HttpReply> refusal = refuse_framing(wsi_);
  const std::string_view declared = request_.header("content-length");
  if (!refusal && !declared.empty()) {
    const auto length = parse_length(declared);
    if (!length) {
      refusal = error_reply(400, "Content-Length is no number", "invalid_request_error");
    } else if (*length > 0) {
      body_length_ = *length;
      refusal = server_.mediator.refuse_body(request_, *length);
    }
  }
  if (refusal) {
    refusal->close = true;
    served_ = true;
    respond(std::move(*refusal));
    return flush();
  }
  const std::string& verb = request_.method;
  // Where no length is said, the next server might read one: nothing may follow on this connection.
  lengthless_ = declared.empty() && (verb == "POST" || verb == "PUT" || verb == "PATCH");
  if (body_length_ == 0) return serve(self);
  deadline_ = Timer(server_.loop, kBodyDeadlineMs, 0, [this] {
    if (wsi_) lws_set_timeout(wsi_, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
  });
  in_callback_ = false;
  return 0;
}

int HttpExchange::body(std::string_view piece) {
  if (served_) return 0;
  const std::size_t room = body_length_ - request_.body.size();
  request_.body.append(piece.substr(0, std::min(piece.size(), room)));
  return 0;
}

int HttpExchange::body_complete(const std::shared_ptr<HttpExchange>& self) {
  // The library may say so several times when bytes follow the body.
  if (served_) return 0;
  if (request_.body.size() < body_length_) return -1;
  return serve(self);
}

int HttpExchange::serve(const std::shared_ptr<HttpExchange>& self) {
  deadline_.reset();
  served_ = true;
  in_callback_ = true;
  server_.mediator.serve(self);
  return flush();
}

int HttpExchange::writable() {
  in_callback_ = true;
  return flush();
}

// Writes what there is, and ends the exchange when it is complete.
int HttpExchange::flush() {
  in_callback_ = false;
  if (!wsi_) return 0;
  if (!out_.empty() && !lws_partial_buffered(wsi_)) {
    unsigned char* out = server_.scratch.reserve(out_.size());
    out_.copy(reinterpret_cast<char*>(out), out_.size());
    const std::size_t n = out_.size();
    out_.clear();
    if (lws_write(wsi_, out, n, LWS_WRITE_HTTP_HEADERS) < 0) return -1;
  }
  if (!complete_) return 0;
  if (!out_.empty() || lws_partial_buffered(wsi_)) {
    lws_callback_on_writable(wsi_);
    return 0;
  }
  lws* wsi = std::exchange(wsi_, nullptr);
  if (close_after_) return -1;
  return lws_http_transaction_completed(wsi) ? -1 : 0;
}

void HttpExchange::wake() {
  if (wsi_ && !in_callback_) lws_callback_on_writable(wsi_);
}

void HttpExchange::respond(HttpReply reply) {
  if (!wsi_ || complete_) return;
  reply.close = reply.close || lengthless_;
  out_ = format_reply(reply, request_.method == "HEAD" ? ReplyForm::kHeadOnly : ReplyForm::kWhole);
  close_after_ = reply.close;
  complete_ = true;
  wake();
}

void HttpExchange::begin(HttpReply head) {
  if (!wsi_ || complete_ || streaming_) return;
  streaming_ = true;
  close_after_ = head.close;
  out_ = format_reply(head, ReplyForm::kChunked);
  wake();
}

bool HttpExchange::write(std::string_view piece) {
  if (!wsi_ || complete_) return false;
  if (piece.empty()) return true;
  std::array<char, 20> size{};
  const auto [end, err] = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16);
  out_.append(size.data(), end);
  out_ += "\r\n";
  out_ += piece;
  out_ += "\r\n";
  wake();
  return true;
}

void HttpExchange::end() {
  if (!wsi_ || complete_) return;
  if (streaming_) out_ += "0\r\n\r\n";
  complete_ = true;
  wake();
}

void HttpExchange::gone() {
  wsi_ = nullptr;
  deadline_.reset();
  if (!complete_ && on_gone_) std::exchange(on_gone_, nullptr)();
}

}  // namespace openclaw
