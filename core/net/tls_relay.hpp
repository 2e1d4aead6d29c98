// SPDX-License-Identifier: MIT
// A TLS connection on the loop: what the client says goes, decrypted, to the server at the other
// end of `plain`, and the other way about. Each side waits while the other does not take. An end of
// either side reaches the other behind all that was said before it. Who speaks HTTP without TLS is
// told so. A client that keeps TLS busy and says nothing is an end too.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/loop.hpp"
#include "core/net/tls_context.hpp"
#include "core/net/turns.hpp"

namespace openclaw {

class TlsRelay {
 public:
  struct World {
    Loop& loop;
    Turns& handshakes;  // each of their steps takes one
    // It is over; may destroy the relay.
    std::function<void(TlsRelay&)> ended;
    // The server has gone, the client has not; may destroy other relays.
    std::function<void(TlsRelay&)> leaving;
    // It comes to nothing, for this reason, before the server has heard anything.
    std::function<void(const TlsRelay&, const std::string& reason)> failed;
    // For a client to take any of the last words.
    std::uint64_t stall_ms = 5'000;
  };
  // Owns both descriptors, which are non-blocking, and `ssl`, which is of `client`.
  TlsRelay(int client, int plain, ssl_st* ssl, const World& world);
  TlsRelay(const TlsRelay&) = delete;
  TlsRelay& operator=(const TlsRelay&) = delete;
  ~TlsRelay();
  // The gateway ends: what the server has said goes out within `ms`, and nobody is waited for.
  void hurry(std::uint64_t ms);

 private:
  enum class Stage { kFirstByte, kHandshake, kOpen, kRefusing };
  enum class Turn { kNone, kAwaited, kHas };
  enum class Moved { kSome, kNothing, kBroken };
  struct Side {
    int fd;
    Watch watch;
    unsigned watched = 0;
    bool ended = false;  // nothing more comes from it, and it was read to its end
  };

  // False: it is over.
  bool advance();
  bool look_at_first_byte();
  bool has_turn();
  bool shake_hands();
  void fail(const std::string& reason);
  bool move();
  bool say_goodbye();
  bool refuse_plain();
  Moved to_server();
  Moved to_client();
  Moved wait_for_client(int result, unsigned& wanted);
  bool hand_over(std::string_view text);
  // OpenSSL's observer of what goes over the wire.
  static void on_record(int sent, int version, int type, const void* data, std::size_t size,
                        ssl_st* ssl, void* relay);

  void on_ready(Side& side, unsigned ready);
  bool client_hung_up();
  void server_hung_up();
  void look_at_farewell();
  void linger();
  void drop_unread();
  // Grows as long as the client's side takes anything.
  [[nodiscard]] std::int64_t taken() const;
  void step();
  void arm();
  void watch(Side& side, unsigned wanted);

  const World& world_;
  struct Freed {
    void operator()(ssl_st* ssl) const;
  };
  std::unique_ptr<ssl_st, Freed> ssl_;
  Side client_;
  Side plain_;
  Stage stage_ = Stage::kFirstByte;
  Turn turn_ = Turn::kNone;      // for the next step of the handshake
  std::string for_server_;       // decrypted, and not taken by the server yet
  std::string for_client_;       // what the server said, and TLS has not taken yet
  unsigned to_read_ = 0;         // what TLS waits for before it reads on
  unsigned to_write_ = 0;        // what it waits for before it writes on
  bool server_takes_ = true;     // the server reads on
  bool client_hung_up_ = false;  // nobody reads from it, and it was seen all the same
  bool server_hung_up_ = false;  // the server will say no more, or has gone
  bool goodbye_said_ = false;
  bool in_haste_ = false;
  int idle_records_ = 0;    // since the client said something
  int farewell_looks_ = 0;  // since the server went
  std::int64_t taken_ = 0;  // at the last of them
  Timer end_;
};

}  // namespace openclaw
