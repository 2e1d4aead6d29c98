// SPDX-License-Identifier: MIT
#include "cli/discover/tcp_question.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace openclaw::cli {
namespace {

using std::chrono::steady_clock;

// Calls step() whenever the socket is ready, until it has moved so many bytes.
template <class Step>
bool move_all(int fd, short event, std::size_t bytes, steady_clock::time_point deadline,
              Step step) {
  for (std::size_t moved = 0; moved < bytes;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd wait{fd, event, 0};
    if (poll(&wait, 1, static_cast<int>(left)) <= 0) continue;
    const ssize_t n = step(moved);
    if (n > 0) moved += static_cast<std::size_t>(n);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) return false;
  }
  return true;
}

bool send_all(int fd, const std::string& text, steady_clock::time_point deadline) {
  return move_all(fd, POLLOUT, text.size(), deadline, [&](std::size_t at) {
    return send(fd, text.data() + at, text.size() - at, MSG_NOSIGNAL);
  });
}

bool receive_all(int fd, std::string& out, std::size_t bytes, steady_clock::time_point deadline) {
  out.assign(bytes, '\0');
  return move_all(fd, POLLIN, bytes, deadline,
                  [&](std::size_t at) { return recv(fd, out.data() + at, bytes - at, 0); });
}

std::string converse(int fd, const std::string& query, steady_clock::time_point deadline) {
  std::string head{static_cast<char>(query.size() >> 8), static_cast<char>(query.size() & 0xFF)};
  if (!send_all(fd, head + query, deadline) || !receive_all(fd, head, 2, deadline)) return {};
  const std::size_t bytes = static_cast<std::size_t>(static_cast<unsigned char>(head[0])) << 8 |
                            static_cast<unsigned char>(head[1]);
  std::string answer;
  return receive_all(fd, answer, bytes, deadline) ? answer : std::string();
}

}  // namespace

std::string ask_by_tcp(const sockaddr_storage& server, socklen_t size, const std::string& query,
                       steady_clock::time_point deadline) {
  const int fd = socket(server.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return {};
  const bool begun =
      connect(fd, reinterpret_cast<const sockaddr*>(&server), size) == 0 || errno == EINPROGRESS;
  const std::string answer = begun ? converse(fd, query, deadline) : std::string();
  close(fd);
  return answer;
}

}  // namespace openclaw::cli
