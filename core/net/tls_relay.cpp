// SPDX-License-Identifier: MIT
#include "core/net/tls_relay.hpp"

#include <linux/sockios.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <openclaw/ascii.hpp>
#include <openclaw/descriptor.hpp>
#include <utility>

#include "core/http/message.hpp"
#include "core/net/tls_types.hpp"

namespace openclaw {
namespace {

// A record of TLS: one read gives all that is decrypted, so that nothing is left where the loop
// does not see it.
constexpr std::size_t kPiece = 16 * 1024;
constexpr int kPiecesATurn = 8;             // so that who sends much leaves turns to the others
constexpr int kFarewellLooks = 6;           // times World::stall_ms, to take all of them
constexpr std::uint64_t kLingerMs = 1'000;  // for its own goodbye
// A handshake takes less, and afterwards a client has no reason to send one after the other without
// data: each costs more to take than to send.
constexpr int kIdleRecords = 100;

// Neither says nor hears anything any more.
bool is_dead(int fd) {
  pollfd one{fd, 0, 0};
  return ::poll(&one, 1, 0) == 1;
}

std::string plain_refusal() {
  HttpReply reply =
      error_reply(400, "This port speaks TLS: use https:// or wss://", "invalid_request_error");
  reply.close = true;
  return format_reply(reply, ReplyForm::kWhole);
}

}  // namespace

void TlsRelay::Freed::operator()(ssl_st* ssl) const { SSL_free(ssl); }

TlsRelay::TlsRelay(int client, int plain, ssl_st* ssl, const World& world)
    : world_(world), ssl_(ssl), client_{client, {}}, plain_{plain, {}} {
  SSL_set_msg_callback(ssl, &TlsRelay::on_record);
  SSL_set_msg_callback_arg(ssl, this);
  arm();
}

TlsRelay::~TlsRelay() {
  if (turn_ == Turn::kAwaited) world_.handshakes.leave(this);
  client_.watch.reset();
  plain_.watch.reset();
  ssl_.reset();
  ::close(client_.fd);
  ::close(plain_.fd);
}

void TlsRelay::hurry(std::uint64_t ms) {
  in_haste_ = true;
  end_ = Timer(world_.loop, goodbye_said_ ? 0 : ms, 0, [this] { world_.ended(*this); });
}

void TlsRelay::on_ready(Side& side, unsigned ready) {
  // The loop does not watch on where there was an error: see Watch.
  const unsigned watched = side.watched;
  if (ready & Watch::kError) side.watched = 0;
  if (&side == &client_ && watched == Watch::kHangUp && client_hung_up()) {
    return world_.ended(*this);
  }
  if (&side == &plain_ && (ready & (Watch::kHangUp | Watch::kError))) {
    // A client that has not even said hello is owed nothing.
    if (stage_ == Stage::kHandshake) fail("the handshake took too long");
    if (stage_ != Stage::kOpen) return world_.ended(*this);
    server_hung_up();
  }
  step();
}

// While nothing is read from the client. What it has said and is not read yet still counts, unless
// it is no more than a hello, or nobody is there for an answer. True: it is over.
bool TlsRelay::client_hung_up() {
  client_hung_up_ = true;
  const bool over = SSL_in_before(ssl_.get()) == 1 || is_dead(client_.fd);
  if (over && stage_ == Stage::kHandshake) fail("the client hung up");
  return over;
}

// OpenSSL takes some kinds of them one after the other without coming back: it is told that the
// client has ended, so that it does.
void TlsRelay::on_record(int sent, int /*version*/, int type, const void* /*data*/,
                         std::size_t /*size*/, ssl_st* ssl, void* relay) {
  if (sent != 0 || type != SSL3_RT_HEADER) return;
  if (++static_cast<TlsRelay*>(relay)->idle_records_ <= kIdleRecords) return;
  SSL_set_shutdown(ssl, SSL_get_shutdown(ssl) | SSL_RECEIVED_SHUTDOWN);
}

// It may have said much before, and the client may be slow.
void TlsRelay::server_hung_up() {
  if (std::exchange(server_hung_up_, true) || in_haste_) return;
  taken_ = taken();
  end_ = Timer(world_.loop, world_.stall_ms, world_.stall_ms, [this] { look_at_farewell(); });
  if (world_.leaving) world_.leaving(*this);
}

void TlsRelay::look_at_farewell() {
  const std::int64_t before = std::exchange(taken_, taken());
  if (before == taken_ || ++farewell_looks_ == kFarewellLooks) world_.ended(*this);
}

std::int64_t TlsRelay::taken() const {
  int waiting = 0;
  ::ioctl(client_.fd, SIOCOUTQ, &waiting);
  return static_cast<std::int64_t>(BIO_number_written(SSL_get_wbio(ssl_.get()))) - waiting;
}

void TlsRelay::linger() {
  end_ = Timer(world_.loop, kLingerMs, 0, [this] { world_.ended(*this); });
}

void TlsRelay::step() {
  ERR_clear_error();
  if (advance()) return arm();
  world_.ended(*this);
}

bool TlsRelay::advance() {
  if (stage_ == Stage::kFirstByte && !look_at_first_byte()) return false;
  if (stage_ == Stage::kHandshake && has_turn() && !shake_hands()) return false;
  if (stage_ == Stage::kRefusing) return refuse_plain();
  return stage_ != Stage::kOpen || move();
}

bool TlsRelay::look_at_first_byte() {
  char first = 0;
  const ssize_t n = ::recv(client_.fd, &first, 1, MSG_PEEK);
  if (n < 0) return oc::would_wait();
  if (n == 0) return false;
  stage_ = oc::is_letter(first) ? Stage::kRefusing : Stage::kHandshake;
  if (stage_ == Stage::kRefusing) {
    for_client_ = plain_refusal();
    fail("the client does not speak TLS");
  }
  return true;
}

// A crowd that comes at once leaves turns to those who are in.
bool TlsRelay::has_turn() {
  if (turn_ == Turn::kAwaited) return false;
  if (std::exchange(turn_, Turn::kNone) == Turn::kHas) return true;
  const auto step_then = [this] {
    turn_ = Turn::kHas;
    step();
  };
  if (world_.handshakes.take(this, step_then)) return true;
  turn_ = Turn::kAwaited;
  return false;
}

void TlsRelay::fail(const std::string& reason) {
  if (world_.failed) world_.failed(*this, reason);
}

bool TlsRelay::shake_hands() {
  to_read_ = 0;
  const int result = SSL_accept(ssl_.get());
  if (result == 1) {
    stage_ = Stage::kOpen;
    return true;
  }
  if (wait_for_client(result, to_read_) == Moved::kNothing) return true;
  if (idle_records_ > kIdleRecords) {
    fail("too many records in the handshake");
  } else {
    fail(ERR_peek_last_error() == 0 ? "the client hung up" : take_openssl_reason());
  }
  return false;
}

// What TLS asks for, or the end of it.
TlsRelay::Moved TlsRelay::wait_for_client(int result, unsigned& wanted) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ: wanted = Watch::kRead; return Moved::kNothing;
    case SSL_ERROR_WANT_WRITE: wanted = Watch::kWrite; return Moved::kNothing;
    default: return Moved::kBroken;
  }
}

bool TlsRelay::move() {
  for (int i = 0; i < kPiecesATurn; ++i) {
    const Moved in = to_server();
    const Moved out = in == Moved::kBroken ? in : to_client();
    if (out == Moved::kBroken) return false;
    if (in == Moved::kNothing && out == Moved::kNothing) break;
  }
  return say_goodbye();
}

// What nobody takes any more is read all the same: closing over unread bytes would take the answer
// from the client.
bool TlsRelay::hand_over(std::string_view text) {
  while (!text.empty() && server_takes_) {
    const ssize_t n = ::send(plain_.fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (n < 0 && oc::would_wait()) break;
    if (n < 0) {
      server_takes_ = false;
    } else {
      text.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  const bool all = text.empty() || !server_takes_;
  for_server_ = all ? std::string() : std::string(text);
  return all;
}

TlsRelay::Moved TlsRelay::to_server() {
  if (!for_server_.empty() && !hand_over(std::exchange(for_server_, {}))) return Moved::kNothing;
  if (client_.ended) return Moved::kNothing;
  std::array<char, kPiece> piece{};
  to_read_ = 0;
  const int n = SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()));
  if (n > 0) {
    idle_records_ = 0;
    hand_over({piece.data(), static_cast<std::size_t>(n)});
    return Moved::kSome;
  }
  if (idle_records_ > kIdleRecords) return Moved::kBroken;
  if (SSL_get_error(ssl_.get(), n) != SSL_ERROR_ZERO_RETURN) return wait_for_client(n, to_read_);
  client_.ended = true;
  ::shutdown(plain_.fd, SHUT_WR);
  return Moved::kNothing;
}

TlsRelay::Moved TlsRelay::to_client() {
  std::array<char, kPiece> piece{};
  std::string_view text = for_client_;
  if (text.empty()) {
    if (plain_.ended) return Moved::kNothing;
    const ssize_t n = ::recv(plain_.fd, piece.data(), piece.size(), 0);
    if (n < 0 && oc::would_wait()) return Moved::kNothing;
    if (n <= 0) {
      plain_.ended = true;
      server_hung_up();
      return Moved::kNothing;
    }
    text = {piece.data(), static_cast<std::size_t>(n)};
  }
  to_write_ = 0;
  const int n = SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
  if (n > 0) {
    for_client_ = std::string();
    return Moved::kSome;
  }
  // TLS wants the same bytes again.
  if (for_client_.empty()) for_client_ = text;
  return wait_for_client(n, to_write_);
}

// Behind the last of what the server said. The client's own goodbye is waited for, for a while.
bool TlsRelay::say_goodbye() {
  if (!plain_.ended || !for_client_.empty()) return true;
  if (!goodbye_said_) {
    to_write_ = 0;
    const int result = SSL_shutdown(ssl_.get());
    if (result < 0) return wait_for_client(result, to_write_) == Moved::kNothing;
    goodbye_said_ = true;
    ::shutdown(client_.fd, SHUT_WR);
    if (in_haste_) {
      drop_unread();
      return false;
    }
    linger();
  }
  return !client_.ended;
}

// Closing over what the client said last would take the goodbye from it.
void TlsRelay::drop_unread() {
  std::array<char, kPiece> piece{};
  for (int i = 0; i < kPiecesATurn * kPiecesATurn; ++i) {
    if (::recv(client_.fd, piece.data(), piece.size(), 0) <= 0) return;
  }
}

bool TlsRelay::refuse_plain() {
  if (!goodbye_said_) {
    ::shutdown(plain_.fd, SHUT_RDWR);
    const std::string text = std::exchange(for_client_, {});
    if (::send(client_.fd, text.data(), text.size(), MSG_NOSIGNAL) < 0) return false;
    ::shutdown(client_.fd, SHUT_WR);
    goodbye_said_ = true;
    linger();
    if (world_.leaving) world_.leaving(*this);
  }
  std::array<char, kPiece> piece{};
  const ssize_t n = ::recv(client_.fd, piece.data(), piece.size(), 0);
  return n > 0 || (n < 0 && oc::would_wait());
}

void TlsRelay::arm() {
  unsigned client = 0;
  unsigned plain = server_hung_up_ ? 0U : unsigned{Watch::kHangUp};
  if (stage_ == Stage::kFirstByte || stage_ == Stage::kRefusing) client = Watch::kRead;
  if (stage_ == Stage::kRefusing) plain = 0;
  if (stage_ == Stage::kHandshake && turn_ == Turn::kNone) client = to_read_;
  if (stage_ == Stage::kOpen) {
    if (for_server_.empty() && !client_.ended) client |= to_read_ ? to_read_ : Watch::kRead;
    if (!for_client_.empty() || plain_.ended) client |= to_write_;
    if (!for_server_.empty()) plain |= Watch::kWrite;
    if (for_client_.empty() && !plain_.ended) plain |= Watch::kRead;
  }
  if (client == 0 && !client_hung_up_) client = Watch::kHangUp;
  watch(client_, client);
  watch(plain_, plain);
}

void TlsRelay::watch(Side& side, unsigned wanted) {
  if (wanted == side.watched) return;
  side.watched = wanted;
  if (side.watch) return side.watch.change(wanted);
  side.watch =
      Watch(world_.loop, side.fd, wanted, [this, &side](unsigned ready) { on_ready(side, ready); });
  // Nobody would ever hear of it again.
  if (!side.watch) end_ = Timer(world_.loop, 0, 0, [this] { world_.ended(*this); });
}

}  // namespace openclaw
