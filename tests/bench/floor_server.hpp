// SPDX-License-Identifier: MIT
// The fastest server that libwebsockets on a libuv loop can be: it reads no frame, it only answers
// with texts that it was given. What the gateway adds on top of it is what the bench shows.
#pragma once
#include <libwebsockets.h>
#include <uv.h>

#include <array>
#include <string_view>
#include <vector>

#include "floor_listener.hpp"
#include "floor_options.hpp"

namespace bench {

// A text with the room before it that lws_write wants.
class Canned {
 public:
  explicit Canned(std::string_view text);
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool send(lws* wsi);

 private:
  std::vector<unsigned char> bytes_;
  std::size_t size_;
};

class FloorServer {
 public:
  explicit FloorServer(const FloorOptions& options);
  ~FloorServer();
  FloorServer(const FloorServer&) = delete;
  FloorServer& operator=(const FloorServer&) = delete;

  // Serves until SIGTERM or SIGINT; gives the exit status of the process.
  [[nodiscard]] int run();
  int on_lws(lws* wsi, lws_callback_reasons reason, void* user, std::string_view in);

 private:
  enum Text : std::size_t {
    kChallenge,
    kHello,
    kReply,
    kEvent,
    kTexts
  };  // in the order of sending
  struct Peer;
  [[nodiscard]] bool create();
  void stop();
  int on_frame(lws* wsi, Peer& peer, std::string_view text);
  int on_http(lws* wsi, std::string_view path);
  int on_http_writeable(lws* wsi);
  int flush(lws* wsi, Peer& peer);
  void broadcast();
  void forget(lws* wsi);

  FloorOptions options_;
  std::array<Canned, kTexts> texts_;
  FloorListener listener_;
  uv_loop_t loop_{};
  uv_signal_t terminate_{}, interrupt_{};
  lws_context* context_ = nullptr;
  lws_vhost* vhost_ = nullptr;
  std::vector<lws*> peers_;
};

}  // namespace bench
