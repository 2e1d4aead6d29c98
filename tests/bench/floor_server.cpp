// SPDX-License-Identifier: MIT
#include "floor_server.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace bench {
namespace {

constexpr std::size_t kReceiveBuffer = 65536;
constexpr std::string_view kReady = R"({"ready":true})";

int on_callback(lws* wsi, lws_callback_reasons reason, void* user, void* in, size_t len) {
  auto* server = static_cast<FloorServer*>(lws_context_user(lws_get_context(wsi)));
  return server->on_lws(wsi, reason, user, {static_cast<const char*>(in), in ? len : 0});
}

}  // namespace

// Lives in memory that lws allocates, zeroed. `due` counts the texts that wait until the socket
// takes them.
struct FloorServer::Peer {
  bool greeted;
  std::uint32_t due[kTexts];
};

Canned::Canned(std::string_view text) : bytes_(LWS_PRE + text.size()), size_(text.size()) {
  std::copy(text.begin(), text.end(), bytes_.begin() + LWS_PRE);
}

bool Canned::send(lws* wsi) {
  return lws_write(wsi, bytes_.data() + LWS_PRE, size_, LWS_WRITE_TEXT) >= static_cast<int>(size_);
}

FloorServer::FloorServer(const FloorOptions& options)
    : options_(options),
      texts_{Canned(options.challenge), Canned(options.hello), Canned(options.reply),
             Canned(options.event)},
      listener_([this](int fd) { lws_adopt_socket_vhost(vhost_, fd); }) {
  uv_loop_init(&loop_);
}

FloorServer::~FloorServer() { uv_loop_close(&loop_); }

bool FloorServer::create() {
  static const std::array<lws_protocols, 2> kProtocols{
      lws_protocols{"floor", on_callback, sizeof(Peer), kReceiveBuffer, 0, nullptr, 0},
      lws_protocols{nullptr, nullptr, 0, 0, 0, nullptr, 0}};
  std::array<void*, 1> loops{&loop_};
  lws_context_creation_info info{};
  info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
  info.protocols = kProtocols.data();
  info.foreign_loops = loops.data();
  info.user = this;
  info.pt_serv_buf_size = kReceiveBuffer;
  info.options =
      LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_VALIDATE_UTF8;
  context_ = lws_create_context(&info);
  if (context_ == nullptr) return false;
  vhost_ = lws_create_vhost(context_, &info);
  return vhost_ != nullptr;
}

int FloorServer::run() {
  lws_set_log_level(LLL_ERR, nullptr);
  if (!create()) {
    std::fprintf(stderr, "floor: libwebsockets does not start (libwebsockets-evlib-uv missing?)\n");
    return 1;
  }
  if (!listener_.open(loop_, options_.port)) return 1;
  const auto on_signal = [](uv_signal_t* handle, int) {
    static_cast<FloorServer*>(handle->data)->stop();
  };
  for (auto* handle : {&terminate_, &interrupt_}) {
    handle->data = this;
    uv_signal_init(&loop_, handle);
  }
  uv_signal_start(&terminate_, on_signal, SIGTERM);
  uv_signal_start(&interrupt_, on_signal, SIGINT);
  uv_run(&loop_, UV_RUN_DEFAULT);
  // On a foreign loop the first call has closed the handles; this one frees the rest.
  lws_context_destroy(context_);
  return 0;
}

void FloorServer::stop() {
  for (auto* handle : {&terminate_, &interrupt_})
    uv_close(reinterpret_cast<uv_handle_t*>(handle), nullptr);
  listener_.close();
  lws_context_destroy(context_);
}

int FloorServer::on_lws(lws* wsi, lws_callback_reasons reason, void* user, std::string_view in) {
  auto* peer = static_cast<Peer*>(user);
  switch (reason) {
    case LWS_CALLBACK_HTTP: return on_http(wsi, in);
    case LWS_CALLBACK_HTTP_WRITEABLE: return on_http_writeable(wsi);
    case LWS_CALLBACK_ESTABLISHED:
      peers_.push_back(wsi);
      peer->due[kChallenge] = texts_[kChallenge].empty() ? 0 : 1;
      return flush(wsi, *peer);
    case LWS_CALLBACK_RECEIVE: return on_frame(wsi, *peer, in);
    case LWS_CALLBACK_SERVER_WRITEABLE: return flush(wsi, *peer);
    case LWS_CALLBACK_CLOSED: forget(wsi); return 0;
    default:
      return lws_callback_http_dummy(wsi, reason, user, const_cast<char*>(in.data()), in.size());
  }
}

int FloorServer::on_frame(lws* wsi, Peer& peer, std::string_view text) {
  if (!lws_is_final_fragment(wsi)) return 0;
  const bool first = !texts_[kHello].empty() && !peer.greeted;
  peer.greeted = true;
  ++peer.due[first ? kHello : kReply];
  if (flush(wsi, peer) != 0) return -1;
  const bool triggers =
      options_.trigger.empty() ? !first : text.find(options_.trigger) != text.npos;
  if (triggers && !texts_[kEvent].empty()) broadcast();
  return 0;
}

// Straight from the callback, without asking the socket first: that would be one more system call.
// What it does not take lws keeps, and then nothing may follow until it has been sent.
int FloorServer::flush(lws* wsi, Peer& peer) {
  for (std::size_t i = 0; i < kTexts; ++i) {
    for (; peer.due[i] > 0; --peer.due[i]) {
      if (lws_partial_buffered(wsi) != 0) {
        lws_callback_on_writable(wsi);
        return 0;
      }
      if (!texts_[i].send(wsi)) return -1;
    }
  }
  return 0;
}

void FloorServer::broadcast() {
  for (lws* wsi : peers_) {
    auto& peer = *static_cast<Peer*>(lws_wsi_user(wsi));
    if (!texts_[kHello].empty() && !peer.greeted) continue;
    peer.due[kEvent] += options_.events;
    flush(wsi, peer);
  }
}

void FloorServer::forget(lws* wsi) {
  const auto found = std::find(peers_.begin(), peers_.end(), wsi);
  if (found == peers_.end()) return;
  *found = peers_.back();
  peers_.pop_back();
}

int FloorServer::on_http(lws* wsi, std::string_view path) {
  if (path != "/readyz") return lws_return_http_status(wsi, HTTP_STATUS_NOT_FOUND, nullptr);
  std::array<unsigned char, LWS_PRE + 512> buffer{};
  unsigned char* start = buffer.data() + LWS_PRE;
  unsigned char* at = start;
  unsigned char* end = buffer.data() + buffer.size() - 1;
  if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "application/json", kReady.size(), &at,
                                  end) != 0 ||
      lws_finalize_write_http_header(wsi, start, &at, end) != 0)
    return 1;
  lws_callback_on_writable(wsi);
  return 0;
}

int FloorServer::on_http_writeable(lws* wsi) {
  std::array<unsigned char, LWS_PRE + kReady.size()> buffer{};
  std::memcpy(buffer.data() + LWS_PRE, kReady.data(), kReady.size());
  if (lws_write(wsi, buffer.data() + LWS_PRE, kReady.size(), LWS_WRITE_HTTP_FINAL) < 0) return 1;
  return lws_http_transaction_completed(wsi) != 0 ? -1 : 0;
}

}  // namespace bench
