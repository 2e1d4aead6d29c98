// SPDX-License-Identifier: MIT
#include "core/net/server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/http/upgrade.hpp"
#include "core/log/log.hpp"
#include "core/net/server_impl.hpp"

namespace openclaw {
namespace {

// Seconds; the wire's figures: a ping 25 s after the last sign of life, the end 25 s after that.
constexpr lws_retry_bo_t kKeepalive = {nullptr, 0, 0, 25, 50, 0};
constexpr unsigned kTimeoutSeconds = 15;  // every step of opening and closing
constexpr std::size_t kServiceBuffer = 32 * 1024;
constexpr std::size_t kScratchKept = 256 * 1024;

// The answer to an upgrade echoes the first subprotocol that was offered.
int add_headers(lws* wsi, const Server::Impl& impl, lws_process_html_args* headers) {
  if (!impl.upgrading || !headers) return 0;
  const std::string_view name = offered_protocol(*impl.upgrading);
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

int ws_open(lws* wsi, Server::Impl& impl, Session* session) {
  if (!impl.upgrading) return -1;
  session->socket = new WsSocket(wsi, impl);
  session->socket->open(std::move(*impl.upgrading));
  return 0;
}

void ws_gone(Session* session) {
  if (!session || !session->socket) return;
  const std::unique_ptr<WsSocket> socket(std::exchange(session->socket, nullptr));
  socket->gone();
}

// A quarter of the descriptors: the rest is for those who have said what they want, and for files.
std::size_t most_without_request(unsigned descriptors_each) {
  constexpr std::size_t kFewest = 16;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kFewest;
  return std::max(kFewest, static_cast<std::size_t>(limit.rlim_cur) / 4 / descriptors_each);
}

int on_event(lws* wsi, lws_callback_reasons reason, void* user, void* in, std::size_t len) {
  auto* session = static_cast<Session*>(user);
  auto* impl = static_cast<Server::Impl*>(lws_context_user(lws_get_context(wsi)));
  const std::string_view text(static_cast<const char*>(in), in ? len : 0);
  switch (reason) {
    case LWS_CALLBACK_ADD_HEADERS:
      return add_headers(wsi, *impl, static_cast<lws_process_html_args*>(in));
    case LWS_CALLBACK_ESTABLISHED: return ws_open(wsi, *impl, session);
    case LWS_CALLBACK_RECEIVE: return session->socket ? session->socket->receive(text) : -1;
    case LWS_CALLBACK_SERVER_WRITEABLE: return session->socket ? session->socket->writable() : -1;
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
      return session->socket ? session->socket->peer_closed(text) : -1;
    case LWS_CALLBACK_CLOSED:
      ws_gone(session);
      impl->slack.left();
      return 0;
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
  log_line(level == LLL_ERR ? LogLevel::warn : LogLevel::debug, "gateway/ws", text);
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

Server::Server(Loop& loop, ServerMediator& mediator, unsigned descriptors_each)
    : impl_(std::make_unique<Impl>(loop, mediator, descriptors_each)) {}
Server::~Server() = default;

Server::Impl::Impl(Loop& l, ServerMediator& m, unsigned descriptors_each)
    : loop(l), mediator(m), crowd(most_without_request(descriptors_each)), slack(l) {}

// The library answers and takes its turn at once, so what it asks about the request is at hand.
void Server::Impl::upgrade(HttpConnection& connection, int fd, HttpRequest request,
                           const std::string& behind) {
  crowd.release(connection);
  const std::string bytes = upgrade_head(request) + behind;
  upgrading = std::move(request);
  // On failure the library has closed the descriptor.
  lws_adopt_socket_vhost_readbuf(vhost, fd, bytes.data(), bytes.size());
  upgrading.reset();
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
  info.pt_serv_buf_size = kServiceBuffer;
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

void Server::adopt(int fd, Ingress ingress) {
  auto connection = std::make_unique<HttpConnection>(fd, impl_->world, std::move(ingress));
  if (impl_->crowd.add(std::move(connection))) impl_->slack.left();
}

// A context on a foreign loop goes in two steps: the first closes its handles, which takes turns of
// the loop; the second, when the loop is empty, frees the rest.
void Server::close() {
  impl_->crowd.clear();
  impl_->slack.stop();
  if (impl_->context) lws_context_destroy(impl_->context);
}

void Server::finish() {
  if (impl_->context) lws_context_destroy(impl_->context);
  impl_->context = nullptr;
}

}  // namespace openclaw
