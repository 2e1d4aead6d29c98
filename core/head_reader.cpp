// SPDX-License-Identifier: MIT
#include "core/head_reader.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "core/http_head.hpp"

namespace openclaw {
namespace {

constexpr std::uint64_t kHeadDeadlineMs = 15'000;
constexpr std::uint64_t kDrainMs = 1'000;
constexpr std::size_t kMostBytes = 16 * 1024;  // of one head, as the product's runtime

bool would_wait() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

HeadReader::HeadReader(int fd, const World& world)
    : fd_(fd),
      world_(world),
      watch_(world.loop, fd, Watch::kRead, [this](unsigned) { on_readable(); }),
      deadline_(world.loop, kHeadDeadlineMs, 0, [this] {
        refuse(error_reply(408, "The request did not arrive in time", "invalid_request_error"));
      }) {}

HeadReader::~HeadReader() {
  watch_.reset();
  if (fd_ >= 0) ::close(fd_);
}

void HeadReader::on_readable() {
  if (state_ == State::kDraining) return drain();
  std::array<char, 4096> piece{};
  const ssize_t n = ::recv(fd_, piece.data(), piece.size(), 0);
  if (n < 0 && would_wait()) return;
  if (n <= 0) return world_.ended(*this);
  bytes_.append(piece.data(), static_cast<std::size_t>(n));
  look();
}

void HeadReader::look() {
  const std::size_t end = find_head_end(bytes_);
  if (end == std::string::npos && cannot_be_head(bytes_)) {
    return refuse(error_reply(400, "This is no HTTP request", "invalid_request_error"));
  }
  if (end == std::string::npos && bytes_.size() <= kMostBytes) return;
  if (end == std::string::npos || end > kMostBytes) {
    return refuse(error_reply(431, "The request's headers are too large", "invalid_request_error"));
  }
  if (auto reply = refuse_head(std::string_view(bytes_).substr(0, end))) {
    return refuse(std::move(*reply));
  }
  std::string head = rename_offered_protocol(std::string_view(bytes_).substr(0, end));
  bytes_.replace(0, end, head);
  watch_.reset();
  world_.hand_on(*this, std::exchange(fd_, -1), std::move(bytes_));
}

// What the peer still sends is read and thrown away for a while: closing over unread bytes would
// take the answer from it.
void HeadReader::refuse(HttpReply reply) {
  reply.close = true;
  const std::string text = format_reply(reply, ReplyForm::kWhole);
  state_ = State::kDraining;
  deadline_ = Timer(world_.loop, kDrainMs, 0, [this] { world_.ended(*this); });
  [[maybe_unused]] const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
  ::shutdown(fd_, SHUT_WR);
}

void HeadReader::drain() {
  std::array<char, 4096> piece{};
  const ssize_t n = ::recv(fd_, piece.data(), piece.size(), 0);
  if (n > 0 || (n < 0 && would_wait())) return;
  world_.ended(*this);
}

}  // namespace openclaw
