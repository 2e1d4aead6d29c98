// SPDX-License-Identifier: MIT
#include "transfer.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <openclaw/text.hpp>
#include <utility>

namespace http_client {
namespace {

constexpr std::size_t kMostUnread = 1 << 20;
constexpr std::size_t kMostHead = 256 << 10;
constexpr long kMostRedirects = 5;
constexpr std::uint32_t kConnectMs = 30'000;

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

// "HTTP/1.1 200 OK": 200.
int status_of(std::string_view line) {
  int status = 0;
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return 0;
  std::from_chars(line.data() + space + 1, line.data() + line.size(), status);
  return status;
}

const char* kind_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return "resolve";
    case CURLE_COULDNT_CONNECT: return "connect";
    case CURLE_OPERATION_TIMEDOUT: return "timeout";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ENGINE_INITFAILED: return "tls";
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_UNKNOWN_OPTION:
    case CURLE_BAD_FUNCTION_ARGUMENT: return "invalid";
    default: return "closed";
  }
}

}  // namespace

Transfer::Transfer(const CurlApi& api, Listener& listener, Id id, Order order, std::uint64_t now_ms)
    : api_(api),
      listener_(listener),
      id_(id),
      order_(std::move(order)),
      problem_(CURL_ERROR_SIZE, '\0'),
      started_ms_(now_ms),
      now_ms_(now_ms),
      last_ms_(now_ms) {}

Transfer::~Transfer() {
  if (easy_) api_.easy_cleanup(easy_);
  api_.slist_free_all(header_list_);
}

template <class V>
void Transfer::set(CURLoption option, V value) {
  const CURLcode code = api_.easy_setopt(easy_, option, value);
  if (code != CURLE_OK && refused_ == CURLE_OK) refused_ = code;
}

std::optional<Failed> Transfer::prepare(const std::string& ca_file, const char* agent) {
  easy_ = api_.easy_init();
  if (!easy_) return Failed{"unavailable", "out of memory"};
  set(CURLOPT_ERRORBUFFER, problem_.data());
  set(CURLOPT_URL, order_.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, order_.follow ? 1L : 0L);
  set(CURLOPT_MAXREDIRS, kMostRedirects);
  set(CURLOPT_NOSIGNAL, 1L);
  // Giving up waits for no name server: its thread ends by itself.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!ca_file.empty()) set(CURLOPT_CAINFO, ca_file.c_str());
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  const std::uint32_t connect = order_.connect_ms > 0 ? order_.connect_ms : kConnectMs;
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(order_.total_ms));
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  set(CURLOPT_PRIVATE, static_cast<void*>(this));
  set_method();
  set_headers(agent);
  if (refused_ != CURLE_OK) return explain(refused_);
  return std::nullopt;
}

void Transfer::set_method() {
  const bool posts = !order_.body.empty() || order_.method == "POST";
  if (posts) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(order_.body.size()));
    set(CURLOPT_POSTFIELDS, order_.body.data());
  }
  if (order_.method == "HEAD") return set(CURLOPT_NOBODY, 1L);
  // Not where it says what libcurl does anyway: it would keep the method across redirects.
  const char* const usual = posts ? "POST" : "GET";
  if (order_.method != usual) set(CURLOPT_CUSTOMREQUEST, order_.method.c_str());
}

void Transfer::set_headers(const char* agent) {
  bool typed = false;
  set(CURLOPT_USERAGENT, agent);
  for (const auto& [name, value] : order_.headers) {
    typed = typed || same_name(name, "content-type");
    // libcurl takes "Name;" for a header without a value, and drops "Name:".
    const std::string line = value.empty() ? name + ';' : name + ": " + value;
    header_list_ = api_.slist_append(header_list_, line.c_str());
  }
  if (!typed) header_list_ = api_.slist_append(header_list_, "Content-Type:");
  header_list_ = api_.slist_append(header_list_, "Expect:");
  set(CURLOPT_HTTPHEADER, header_list_);
}

std::uint64_t Transfer::deadline() const {
  if (paused_) return kNever;
  if (!head_begun_) return order_.first_byte_ms > 0 ? started_ms_ + order_.first_byte_ms : kNever;
  return order_.idle_ms > 0 ? last_ms_ + order_.idle_ms : kNever;
}

Failed Transfer::overdue() const {
  if (!head_begun_) {
    return {"timeout", "no answer within " + std::to_string(order_.first_byte_ms) + " ms"};
  }
  return {"timeout", "the answer stopped for " + std::to_string(order_.idle_ms) + " ms"};
}

void Transfer::consumed(std::size_t bytes, std::uint64_t now_ms) {
  unread_ -= std::min(bytes, unread_);
  if (!paused_ || unread_ > kMostUnread / 2) return;
  paused_ = false;
  now_ms_ = last_ms_ = now_ms;
  api_.easy_pause(easy_, CURLPAUSE_CONT);
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t n, void* self) {
  Transfer& transfer = *static_cast<Transfer*>(self);
  transfer.head_bytes_ += size * n;
  if (transfer.head_bytes_ > kMostHead) return 0;
  transfer.head_line({data, size * n});
  return size * n;
}

// One line at a time; each answer on the way (100, redirects) begins with its status.
void Transfer::head_line(std::string_view line) {
  last_ms_ = now_ms_;
  if (head_told_) return;
  if (line.substr(0, 5) == "HTTP/") {
    head_begun_ = true;
    head_ = {status_of(line), {}};
    return;
  }
  const std::string_view text = oc::trimmed(line);
  if (text.empty()) return head_complete();
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return;
  head_.headers.emplace_back(text.substr(0, colon), oc::trimmed(text.substr(colon + 1)));
}

// A redirect may be followed, or not when it says not where to: then its body or end tells it.
void Transfer::head_complete() {
  const bool redirect = head_.status >= 300 && head_.status < 400;
  if (head_.status < 200 || (order_.follow && redirect)) return;
  tell_head();
}

void Transfer::tell_head() {
  if (std::exchange(head_told_, true)) return;
  listener_.tell({id_, std::move(head_)});
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t n, void* self) {
  return static_cast<Transfer*>(self)->body({data, size * n}) ? size * n : CURL_WRITEFUNC_PAUSE;
}

bool Transfer::body(std::string_view bytes) {
  last_ms_ = now_ms_;
  if (unread_ >= kMostUnread) {
    paused_ = true;
    return false;
  }
  tell_head();
  unread_ += bytes.size();
  listener_.tell({id_, Body{std::string(bytes)}});
  return true;
}

void Transfer::finish(CURLcode code) {
  if (code != CURLE_OK) return listener_.tell({id_, explain(code)});
  tell_head();
  listener_.tell({id_, Done{}});
}

Failed Transfer::explain(CURLcode code) const {
  if (head_bytes_ > kMostHead) return {"closed", "the head of the answer is too large"};
  const char* const known = problem_.c_str();
  long sent = 0;
  api_.easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &sent);
  // An answer that is no HTTP has the same code as a URL that is none.
  const bool nonsense = code == CURLE_UNSUPPORTED_PROTOCOL && sent > 0 && !head_begun_;
  return {nonsense ? "closed" : kind_of(code), *known ? known : api_.easy_strerror(code)};
}

}  // namespace http_client
