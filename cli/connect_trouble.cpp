// SPDX-License-Identifier: MIT
// libwebsockets tells that a connection failed, but not why. Trying once more by hand does.
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "cli/ws_client.hpp"

namespace openclaw::cli {
namespace {

std::string name_of(int number) {
  struct Name {
    int number;
    const char* text;
  };
  constexpr std::array<Name, 7> kNames{{{ECONNREFUSED, "ECONNREFUSED"},
                                        {ETIMEDOUT, "ETIMEDOUT"},
                                        {EHOSTUNREACH, "EHOSTUNREACH"},
                                        {ENETUNREACH, "ENETUNREACH"},
                                        {ECONNRESET, "ECONNRESET"},
                                        {EACCES, "EACCES"},
                                        {EPERM, "EPERM"}}};
  const auto* found = std::find_if(kNames.begin(), kNames.end(),
                                   [number](const Name& name) { return name.number == number; });
  return found != kNames.end() ? found->text : std::strerror(number);
}

int milliseconds_left(Deadline deadline) {
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, 60'000));
}

// 0 when the address can be reached, else the number of the error.
int try_socket(const addrinfo& address, Deadline deadline) {
  const int fd = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  int trouble = ::connect(fd, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (trouble == EINPROGRESS) {
    pollfd waiting{fd, POLLOUT, 0};
    socklen_t size = sizeof trouble;
    if (::poll(&waiting, 1, milliseconds_left(deadline)) <= 0) {
      trouble = ETIMEDOUT;
    } else if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &trouble, &size) != 0) {
      trouble = errno;
    }
  }
  ::close(fd);
  return trouble;
}

int try_address(const std::string& text, std::uint16_t port, Deadline deadline) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* address = nullptr;
  if (::getaddrinfo(text.c_str(), std::to_string(port).c_str(), &wanted, &address) != 0) {
    return EHOSTUNREACH;
  }
  const int trouble = try_socket(*address, deadline);
  ::freeaddrinfo(address);
  return trouble;
}

}  // namespace

std::string connect_trouble(const std::vector<std::string>& addresses, const std::string& host,
                            std::uint16_t port, Deadline deadline) {
  const std::string place = host + ":" + std::to_string(port);
  int trouble = 0;
  for (const std::string& address : addresses) {
    trouble = try_address(address, port, deadline);
    if (trouble == 0) break;
  }
  if (trouble != 0) return "connect " + name_of(trouble) + " " + place;
  return place + " takes connections, but does not answer as a gateway";
}

}  // namespace openclaw::cli
