// SPDX-License-Identifier: MIT
#include "core/http/exchange.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "core/http/field.hpp"

namespace openclaw {
namespace {

// Nothing may follow on the connection: the client says so, or it has sent a body whose length
// another reader might see where we see none.
bool is_last(const HttpRequest& request) {
  const std::string& verb = request.method;
  if (request.old_version) return true;
  if (request.header("content-length").empty() &&
      (verb == "POST" || verb == "PUT" || verb == "PATCH")) {
    return true;
  }
  return std::any_of(request.headers.begin(), request.headers.end(), [](const HttpHeader& header) {
    return header.name == "connection" && field_lists(header.value, "close");
  });
}

// The length that whoever answers has promised.
std::optional<std::uint64_t> promised_length(const HttpReply& head) {
  for (const HttpHeader& header : head.headers) {
    if (!same_http_name(header.name, "content-length")) continue;
    std::uint64_t length = 0;
    const char* end = header.value.data() + header.value.size();
    const auto [at, err] = std::from_chars(header.value.data(), end, length);
    if (err == std::errc{} && at == end) return length;
  }
  return std::nullopt;
}

}  // namespace

HttpExchange::HttpExchange(HttpRequest request, Callback wake, std::string_view strict_transport)
    : request_(std::move(request)),
      strict_transport_(strict_transport),
      wake_(std::move(wake)),
      last_(is_last(request_)) {}

void HttpExchange::respond(HttpReply reply) {
  if (closed()) return;
  if (begun()) return cut_off();
  last_ = reply.close = reply.close || last_;
  delay_ms_ = reply.delay_ms;
  out_ += format_reply(reply, request_.method == "HEAD" ? ReplyForm::kHeadOnly : ReplyForm::kWhole,
                       strict_transport_);
  complete_ = true;
  wake_();
}

// HTTP/1.0 knows no chunks: there the end of the connection ends a body of unknown length.
void HttpExchange::begin(HttpReply head) {
  if (closed() || begun()) return;
  const std::optional<std::uint64_t> length = promised_length(head);
  const bool until_close = !length && request_.old_version;
  owed_ = length.value_or(0);
  body_ = length ? Body::kSized : until_close ? Body::kUntilClose : Body::kChunked;
  last_ = head.close = head.close || last_;
  const ReplyForm form = length        ? ReplyForm::kSized
                         : until_close ? ReplyForm::kUntilClose
                                       : ReplyForm::kChunked;
  out_ += format_reply(head, form, strict_transport_);
  if (request_.method == "HEAD") body_ = Body::kNone;
  wake_();
}

bool HttpExchange::write(std::string_view piece) {
  if (closed()) return false;
  if (piece.empty() || body_ == Body::kNone) return true;
  if (body_ == Body::kSized) {
    piece = piece.substr(0, owed_);
    owed_ -= piece.size();
  }
  if (body_ == Body::kChunked) {
    std::array<char, 20> size{};
    const auto [end, err] = std::to_chars(size.data(), size.data() + size.size(), piece.size(), 16);
    out_.append(size.data(), end);
    out_ += kHttpLineEnd;
  }
  out_ += piece;
  if (body_ == Body::kChunked) out_ += kHttpLineEnd;
  unsent_ = true;
  wake_();
  return true;
}

// A head that is out cannot be taken back: only the end of the connection, without that of the
// body, says that the answer is not whole.
void HttpExchange::cut_off() {
  last_ = true;
  complete_ = true;
  wake_();
}

void HttpExchange::end() {
  if (closed()) return;
  // An answer that never began, or is shorter than it said: only the end of the connection says so.
  if (!begun() || (body_ == Body::kSized && owed_ > 0)) last_ = true;
  if (body_ == Body::kChunked) out_ += "0\r\n\r\n";
  complete_ = true;
  wake_();
}

bool HttpExchange::sent() {
  unsent_ = false;
  return on_room_ != nullptr;
}

void HttpExchange::tell_room() {
  if (const Callback room = std::exchange(on_room_, nullptr)) room();
}

void HttpExchange::leave() {
  wake_ = nullptr;
  on_room_ = nullptr;
  const Callback gone = std::exchange(on_gone_, nullptr);
  if (!complete_ && gone) gone();
}

}  // namespace openclaw
