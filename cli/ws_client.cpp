// SPDX-License-Identifier: MIT
#include "cli/ws_client.hpp"

#include <libwebsockets.h>
#include <netinet/in.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "cli/display.hpp"
#include "cli/resolve.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kReadBuffer = 16 * 1024;
constexpr unsigned kMaxDescriptors = 16;  // else the library makes room for as many as the limit
constexpr std::chrono::milliseconds kGoodbye{200};
constexpr std::size_t kMaxLocation = 1024;
constexpr std::uint16_t kOwnEnd = 0;  // no code of a close frame
constexpr const char* kProtocol = "openclaw";

std::string authority_of(const std::string& host, std::uint16_t port) {
  const bool brackets = host.find(':') != std::string::npos;
  return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace

struct WsClient::Hooks {
  static WsClient& self(lws* wsi) {
    return *static_cast<WsClient*>(lws_context_user(lws_get_context(wsi)));
  }
  static void ring(lws_sorted_usec_list_t* timer);
  static int call(lws* wsi, lws_callback_reasons reason, void* user, void* in, std::size_t size);
};

int WsClient::Hooks::call(lws* wsi, lws_callback_reasons reason, void* /*user*/, void* in,
                          std::size_t size) {
  switch (reason) {
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER: return self(wsi).trusts(wsi) ? 0 : -1;
    case LWS_CALLBACK_CLIENT_ESTABLISHED: self(wsi).settle(State::open); return 0;
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
      self(wsi).take_refusal(wsi, static_cast<const char*>(in), size);
      return 0;
    case LWS_CALLBACK_CLIENT_RECEIVE:
      return self(wsi).take_fragment(wsi, static_cast<const char*>(in), size);
    case LWS_CALLBACK_CLIENT_WRITEABLE: return self(wsi).write_pending(wsi);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
      self(wsi).take_close(static_cast<const unsigned char*>(in), size);
      return 0;
    // The one when TLS or the handshake in it fails at once, the other when it was a WebSocket.
    case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
    case LWS_CALLBACK_CLIENT_CLOSED: self(wsi).settle(State::closed); return 0;
    case LWS_CALLBACK_RAW_RX_FILE: self(wsi).take_signal(); return 0;
    default: return 0;
  }
}

struct WsClient::Library {
  lws_sorted_usec_list_t timer{};  // first: ring() finds the rest by its address
  lws_context* context = nullptr;
  std::array<lws_protocols, 2> protocols{
      {{kProtocol, Hooks::call, 0, kReadBuffer, 0, nullptr, 0}, {}}};
};

// A timer that is due when the library looks leaves it to wait for the next one, and there is none:
// only this makes it return.
void WsClient::Hooks::ring(lws_sorted_usec_list_t* timer) {
  lws_cancel_service(reinterpret_cast<Library*>(timer)->context);
}

WsClient::WsClient() = default;

WsClient::~WsClient() {
  if (context_ != nullptr) lws_context_destroy(context_);
  if (signals_ >= 0) ::close(signals_);
}

// A new one for each address: an attempt that was given up may still end in the one it began in.
bool WsClient::make_context(Deadline deadline) {
  if (context_ != nullptr) lws_context_destroy(context_);
  library_ = std::make_unique<Library>();
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(deadline - Clock::now()).count();
  lws_set_log_level(0, nullptr);
  lws_context_creation_info info{};
  info.port = CONTEXT_PORT_NO_LISTEN;
  info.protocols = library_->protocols.data();
  info.gid = -1;
  info.uid = -1;
  info.fd_limit_per_thread = kMaxDescriptors;
  info.pt_serv_buf_size = kReadBuffer;
  info.user = this;
  // Else the library asks the environment for proxies, and gives them the gateway's secrets.
  info.http_proxy_address = "";
#ifdef LWS_WITH_SOCKS5
  info.socks_proxy_address = "";
#endif
  // Costs time and memory, so only where it is needed.
  if (where_.trust) {
    info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
  }
  // The deadline is ours; the library's own limits stay out of its way.
  info.timeout_secs = static_cast<unsigned>(std::max<decltype(seconds)>(seconds, 1) + 1);
  info.connect_timeout_secs = info.timeout_secs;
  context_ = lws_create_context(&info);
  library_->context = context_;
  return context_ != nullptr;
}

// With TLS the library may go on to wait for what comes next, though what was waited for is here.
void WsClient::settle(State state) {
  state_ = state;
  lws_cancel_service(context_);
}

// The library's own checks are off: it knows no pins, and takes no address for a host's name.
bool WsClient::trusts(lws* wsi) {
  if (!where_.trust) return true;
  const Status judged = where_.trust(lws_get_ssl(wsi));
  trusted_ = judged.ok();
  if (!trusted_) distrust_ = judged.error().message;
  if (!trusted_) close_code_ = kOwnEnd;
  return trusted_;
}

void WsClient::take_refusal(lws* wsi, const char* why, std::size_t size) {
  if (why != nullptr) trouble_.assign(why, size);
  std::array<char, kMaxLocation> location{};
  const int length = lws_hdr_copy(wsi, location.data(), static_cast<int>(location.size()),
                                  WSI_TOKEN_HTTP_LOCATION);
  if (length > 0) elsewhere_.assign(location.data(), static_cast<std::size_t>(length));
  settle(State::closed);
}

Status WsClient::open(Endpoint where, Deadline deadline) {
  where_ = std::move(where);
  if (where_.name.empty()) where_.name = where_.host;
  const auto addresses = resolve(where_.host, deadline);
  if (!addresses) return addresses.error();
  bool settled = true;
  auto left = static_cast<int>(addresses->size());
  for (const std::string& address : *addresses) {
    // One that is silent leaves time for the next.
    const auto now = Clock::now();
    const Deadline share = now + (deadline - now) / left--;
    if (!make_context(share)) return unavailable("cannot set up the WebSocket library");
    settled = dial(address, share);
    if (state_ == State::open && (trusted_ || !where_.trust)) return Done{};
    if (!distrust_.empty() || trouble_.starts_with("HS:")) break;
  }
  return not_opened(*addresses, settled, deadline);
}

// True when it is known by the deadline whether there is a connection.
bool WsClient::dial(const std::string& address, Deadline deadline) {
  const std::string authority = authority_of(where_.name, where_.port);
  lws_client_connect_info info{};
  info.context = context_;
  info.address = address.c_str();
  info.port = where_.port;
  info.path = where_.path.c_str();
  info.host = authority.c_str();
  info.local_protocol_name = kProtocol;
  info.pwsi = &socket_;
  // Where an answer points to is somebody else, who is not to have the secrets.
  info.ssl_connection = LCCSCF_HTTP_NO_FOLLOW_REDIRECT;
  if (where_.trust) {
    info.ssl_connection |= LCCSCF_USE_SSL | LCCSCF_ALLOW_SELFSIGNED | LCCSCF_ALLOW_EXPIRED |
                           LCCSCF_ALLOW_INSECURE | LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK;
    info.alpn = "http/1.1";
  }
  state_ = State::connecting;
  if (lws_client_connect_via_info(&info) == nullptr) state_ = State::closed;
  return serve(deadline, [this] { return state_ != State::connecting; });
}

Error WsClient::not_opened(const std::vector<std::string>& addresses, bool settled,
                           Deadline deadline) const {
  const std::string place = authority_of(where_.host, where_.port);
  if (!distrust_.empty()) return unavailable(distrust_);
  if (!elsewhere_.empty()) {
    return unavailable(place + " is no gateway: it points to " + printable(elsewhere_) +
                       ", and nobody is followed there; if that is right, give its address");
  }
  if (trouble_.starts_with("HS:")) {
    return unavailable(place + " is no gateway: it answers, but not with a WebSocket");
  }
  if (!settled) return unavailable("connect ETIMEDOUT " + place);
  std::string why = connect_trouble(addresses, where_.host, where_.port, deadline);
  if (where_.trust && !why.starts_with("connect ")) {
    why = place + " takes connections, but no TLS comes about; if it speaks none, use ws://";
  }
  return unavailable(std::move(why));
}

// True when `done` held before the deadline, false at the deadline and when the socket is gone.
template <class Condition>
bool WsClient::serve(Deadline deadline, Condition done) {
  while (!done()) {
    const auto left = std::chrono::ceil<std::chrono::microseconds>(deadline - Clock::now()).count();
    if (left <= 0 || state_ == State::closed) return false;
    lws_sul_schedule(context_, 0, &library_->timer, Hooks::ring, left);
    if (lws_service(context_, 0) < 0) state_ = State::closed;
  }
  return true;
}

Status WsClient::send(std::string_view text, Deadline deadline) {
  if (state_ != State::open) return unavailable(lost());
  outgoing_.assign(LWS_PRE, '\0');
  outgoing_ += text;
  lws_callback_on_writable(socket_);
  const auto written = [this] { return outgoing_.empty() && lws_partial_buffered(socket_) == 0; };
  if (serve(deadline, written)) return Done{};
  if (state_ == State::closed) return unavailable(lost());
  return unavailable("the gateway does not read what is sent to it");
}

int WsClient::write_pending(lws* wsi) {
  if (state_ == State::closing) {
    lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, nullptr, 0);
    return -1;
  }
  if (outgoing_.empty()) return 0;
  auto* bytes = reinterpret_cast<unsigned char*>(outgoing_.data()) + LWS_PRE;
  const std::size_t size = outgoing_.size() - LWS_PRE;
  const int written = lws_write(wsi, bytes, size, LWS_WRITE_TEXT);
  outgoing_.clear();
  return written < static_cast<int>(size) ? -1 : 0;
}

int WsClient::take_fragment(lws* wsi, const char* bytes, std::size_t size) {
  if (partial_.size() + size > kMaxMessage) {
    // Returning -1 in the midst of a frame makes the library write beyond its buffer (4.1.6). The
    // socket is served no more instead, and goes with its context.
    trouble_ = "an answer of more than 25 MiB";
    close_code_ = kOwnEnd;
    state_ = State::closed;
    return 0;
  }
  partial_.append(bytes, size);
  if (lws_is_final_fragment(wsi) == 0 || lws_remaining_packet_payload(wsi) != 0) return 0;
  inbox_.push_back(std::move(partial_));
  partial_.clear();
  return 0;
}

void WsClient::take_close(const unsigned char* bytes, std::size_t size) {
  close_code_ = 1005;
  if (size < 2) return;
  close_code_ = static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
  close_text_.assign(reinterpret_cast<const char*>(bytes) + 2, size - 2);
}

void WsClient::take_signal() {
  signalfd_siginfo info{};
  interrupted_ = ::read(signals_, &info, sizeof info) == static_cast<ssize_t>(sizeof info);
}

WsClient::Got WsClient::receive(std::string& message, Deadline deadline) {
  const auto something = [this] { return interrupted_ || !inbox_.empty(); };
  serve(deadline, something);
  if (interrupted_) {
    interrupted_ = false;
    return Got::interrupt;
  }
  if (!inbox_.empty()) {
    message = std::move(inbox_.front());
    inbox_.pop_front();
    return Got::message;
  }
  return state_ == State::closed ? Got::closed : Got::timeout;
}

Status WsClient::catch_interrupts() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  signals_ = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  lws_sock_file_fd_type adopted;
  adopted.filefd = ::dup(signals_);  // the library closes what it adopts
  lws_vhost* host = lws_get_vhost(socket_);
  if (signals_ >= 0 && lws_adopt_descriptor_vhost(host, LWS_ADOPT_RAW_FILE_DESC, adopted, kProtocol,
                                                  nullptr) != nullptr) {
    return Done{};
  }
  ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
  return unavailable("cannot watch for interrupts");
}

std::uint16_t WsClient::near_port() const {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  auto* plain = reinterpret_cast<sockaddr*>(&storage);
  if (state_ != State::open || ::getsockname(lws_get_socket_fd(socket_), plain, &size) != 0) {
    return 0;
  }
  if (storage.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_port);
}

Ended WsClient::ended() const {
  if (state_ != State::closed || close_code_ == kOwnEnd) return {};
  return {close_code_, close_text_};
}

std::string WsClient::lost() const {
  if (!trouble_.empty()) return trouble_;
  // The library replaces codes that are newer than itself, such as 1012: the text tells more.
  if (!close_text_.empty()) return "gateway closed: " + close_text_;
  return "gateway closed (" + std::to_string(close_code_) + ")";
}

void WsClient::close() {
  if (state_ != State::open) return;
  state_ = State::closing;
  close_code_ = kOwnEnd;
  lws_callback_on_writable(socket_);
  serve(Clock::now() + kGoodbye, [this] { return state_ == State::closed; });
}

}  // namespace openclaw::cli
