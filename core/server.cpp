// SPDX-License-Identifier: MIT
#include "core/server.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/http_head.hpp"
#include "core/log.hpp"
#include "core/server_impl.hpp"

namespace openclaw {
namespace {

// Seconds; the wire's figures: a ping 25 s after the last sign of life, the end 25 s after that.
constexpr lws_retry_bo_t kKeepalive = {nullptr, 0, 0, 25, 50, 0};
constexpr unsigned kKeepAliveSeconds = 5;  // an idle HTTP connection
constexpr unsigned kTimeoutSeconds = 15;   // request headers, and every step of closing
constexpr std::size_t kServiceBuffer = 32 * 1024;
constexpr unsigned short kMaxHeaderBytes = 16 * 1024;  // of one request, as the product's runtime
constexpr std::size_t kScratchKept = 256 * 1024;

using HeldExchange = std::shared_ptr<HttpExchange>;

int refuse(lws* wsi, Server::Impl& impl, const HttpReply& reply);

// A key is 16 bytes in base64.
bool is_websocket_key(std::string_view key) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return key.size() == 24 && key.ends_with("==") &&
         key.substr(0, 22).find_first_not_of(kAlphabet) == std::string_view::npos;
}

bool is_websocket(std::string_view upgrade) {
  constexpr std::string_view kName = "websocket";
  return std::equal(upgrade.begin(), upgrade.end(), kName.begin(), kName.end(),
                    [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a + 32 == b); });
}

// What the library lets pass on its way to a WebSocket.
std::optional<HttpReply> refuse_form(const HttpRequest& request, std::string_view protocol) {
  if (!is_websocket(protocol)) {
    return error_reply(400, "Invalid Upgrade header", "invalid_request_error");
  }
  if (request.method != "GET") {
    return error_reply(405, "Method Not Allowed", "invalid_request_error");
  }
  if (!request.header("expect").empty()) {
    return error_reply(417, "Expectation Failed", "invalid_request_error");
  }
  if (!is_websocket_key(request.header("sec-websocket-key"))) {
    return error_reply(400, "Missing or invalid Sec-WebSocket-Key header", "invalid_request_error");
  }
  if (request.header("sec-websocket-version") == "13") return std::nullopt;
  HttpReply reply = error_reply(426, "Sec-WebSocket-Version: 13 is required", "upgrade_required");
  reply.headers.push_back({"sec-websocket-version", "13"});
  return reply;
}

int confirm_upgrade(lws* wsi, Server::Impl& impl, std::string_view protocol) {
  const HttpRequest request = read_request(wsi, "/");
  if (const auto reply = refuse_form(request, protocol)) return refuse(wsi, impl, *reply);
  if (const auto reply = impl.mediator.refuse_upgrade(request)) return refuse(wsi, impl, *reply);
  return 0;
}

// The answer to an upgrade echoes the first subprotocol that was offered.
int add_headers(lws* wsi, lws_process_html_args* headers) {
  const std::string offer = custom_header(wsi, std::string(kOfferedProtocolHeader) + ':');
  const std::string_view name = first_protocol(offer);
  if (name.empty()) return 0;
  auto* at = reinterpret_cast<unsigned char*>(headers->p);
  const auto* field = reinterpret_cast<const unsigned char*>("sec-websocket-protocol:");
  const auto* value = reinterpret_cast<const unsigned char*>(name.data());
  if (lws_add_http_header_by_name(wsi, field, value, static_cast<int>(name.size()), &at,
                                  at + headers->max_len) != 0) {
    return -1;
  }
  headers->p = reinterpret_cast<char*>(at);
  return 0;
}

int http_request(lws* wsi, Server::Impl& impl, Session* session, std::string_view path) {
  delete session->exchange;
  session->exchange =
      new HeldExchange(std::make_shared<HttpExchange>(wsi, impl, read_request(wsi, path)));
  const HeldExchange exchange = *session->exchange;
  return exchange->head(exchange);
}

void http_gone(Session* session) {
  if (!session || !session->exchange) return;
  const std::unique_ptr<HeldExchange> exchange(std::exchange(session->exchange, nullptr));
  (*exchange)->gone();
}

void ws_open(lws* wsi, Server::Impl& impl, Session* session) {
  session->exchange = nullptr;
  session->socket = new WsSocket(wsi, impl);
  session->socket->open(read_request(wsi, "/"));
}

void ws_gone(Session* session) {
  if (!session || !session->socket) return;
  const std::unique_ptr<WsSocket> socket(std::exchange(session->socket, nullptr));
  socket->gone();
}

int http_body(Session* session, std::string_view piece) {
  return session->exchange ? (*session->exchange)->body(piece) : -1;
}

int http_body_complete(Session* session) {
  if (!session->exchange) return -1;
  const HeldExchange exchange = *session->exchange;
  return exchange->body_complete(exchange);
}

int http_writable(Session* session) {
  if (!session->exchange) return 0;
  const HeldExchange exchange = *session->exchange;
  return exchange->writable();
}

int on_event(lws* wsi, lws_callback_reasons reason, void* user, void* in, std::size_t len) {
  auto* session = static_cast<Session*>(user);
  auto* impl = static_cast<Server::Impl*>(lws_context_user(lws_get_context(wsi)));
  const std::string_view text(static_cast<const char*>(in), in ? len : 0);
  switch (reason) {
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
      return confirm_upgrade(wsi, *impl, static_cast<const char*>(in));
    case LWS_CALLBACK_HTTP: return http_request(wsi, *impl, session, text);
    case LWS_CALLBACK_HTTP_BODY: return http_body(session, text);
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: return http_body_complete(session);
    case LWS_CALLBACK_HTTP_WRITEABLE: return http_writable(session);
    case LWS_CALLBACK_CLOSED_HTTP:
    case LWS_CALLBACK_HTTP_DROP_PROTOCOL: http_gone(session); return 0;
    case LWS_CALLBACK_ADD_HEADERS: return add_headers(wsi, static_cast<lws_process_html_args*>(in));
    case LWS_CALLBACK_ESTABLISHED: ws_open(wsi, *impl, session); return 0;
    case LWS_CALLBACK_RECEIVE: return session->socket ? session->socket->receive(text) : -1;
    case LWS_CALLBACK_SERVER_WRITEABLE: return session->socket ? session->socket->writable() : -1;
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
      return session->socket ? session->socket->peer_closed(text) : -1;
    case LWS_CALLBACK_CLOSED: ws_gone(session); return 0;
    default: return 0;
  }
}

const std::array<lws_protocols, 2> kProtocols = {{
    {"openclaw", on_event, sizeof(Session), kServiceBuffer, 0, nullptr, 0},
    {nullptr, nullptr, 0, 0, 0, nullptr, 0},
}};

// The library calls its ordinary way of taking over read bytes an error.
bool is_noise(std::string_view line) {
  return line.find("adopt_socket_readbuf: calling service") != std::string_view::npos;
}

void on_log(int level, const char* line) {
  std::string_view text(line);
  if (is_noise(text)) return;
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  log_line(level == LLL_ERR ? LogLevel::warn : LogLevel::debug, "ws", text);
}

}  // namespace

namespace {

int refuse(lws* wsi, Server::Impl& impl, const HttpReply& reply) {
  HttpReply closing = reply;
  closing.close = true;
  const std::string text = format_reply(closing, ReplyForm::kWhole);
  unsigned char* out = impl.scratch.reserve(text.size());
  text.copy(reinterpret_cast<char*>(out), text.size());
  if (lws_write(wsi, out, text.size(), LWS_WRITE_HTTP_HEADERS) < 0) return -1;
  return 1;
}

}  // namespace

unsigned char* Scratch::reserve(std::size_t n) {
  if (bytes_.size() > kScratchKept && n <= kScratchKept) {
    bytes_.clear();
    bytes_.shrink_to_fit();
  }
  if (bytes_.size() < LWS_PRE + n) bytes_.resize(LWS_PRE + n);
  return bytes_.data() + LWS_PRE;
}

Server::Server(Loop& loop, ServerMediator& mediator)
    : impl_(std::make_unique<Impl>(loop, mediator)) {}
Server::~Server() = default;

void Server::Impl::take_over(HeadReader& reader, int fd, const std::string& bytes) {
  readers.erase(&reader);
  // On failure the library has closed the descriptor, perhaps because the request asked for it.
  lws_adopt_socket_vhost_readbuf(vhost, fd, bytes.data(), bytes.size());
}

Status Server::start() {
  lws_set_log_level(LLL_ERR | LLL_WARN, on_log);
  std::array<void*, 1> loops = {impl_->loop.native()};
  lws_context_creation_info info{};
  info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
  info.protocols = kProtocols.data();
  info.foreign_loops = loops.data();
  info.user = impl_.get();
  info.options =
      LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_VALIDATE_UTF8;
  info.timeout_secs = kTimeoutSeconds;
  info.keepalive_timeout = kKeepAliveSeconds;
  info.pt_serv_buf_size = kServiceBuffer;
  info.max_http_header_data2 = kMaxHeaderBytes;
  info.retry_and_idle_policy = &kKeepalive;
  impl_->context = lws_create_context(&info);
  if (!impl_->context) {
    return unavailable(
        "libwebsockets could not start; is the package libwebsockets-evlib-uv there?");
  }
  info.vhost_name = "gateway";
  impl_->vhost = lws_create_vhost(impl_->context, &info);
  if (!impl_->vhost) return unavailable("libwebsockets could not create its virtual host");
  return Done{};
}

void Server::adopt(int fd) {
  auto reader = std::make_unique<HeadReader>(fd, impl_->heads);
  HeadReader* key = reader.get();
  impl_->readers.emplace(key, std::move(reader));
}

// A context on a foreign loop goes in two steps: the first closes its handles, which takes turns of
// the loop; the second, when the loop is empty, frees the rest.
void Server::close() {
  impl_->readers.clear();
  if (impl_->context) lws_context_destroy(impl_->context);
}

void Server::finish() {
  if (impl_->context) lws_context_destroy(impl_->context);
  impl_->context = nullptr;
}

}  // namespace openclaw
