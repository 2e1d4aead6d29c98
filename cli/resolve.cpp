// SPDX-License-Identifier: MIT
#include "cli/resolve.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <future>
#include <memory>
#include <thread>

namespace openclaw::cli {
namespace {

struct Resolved {
  int trouble = 0;
  std::vector<std::string> addresses;
};

Resolved look_up(const std::string& host, int flags) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = flags;
  addrinfo* list = nullptr;
  Resolved found;
  found.trouble = ::getaddrinfo(host.c_str(), nullptr, &wanted, &list);
  if (found.trouble != 0) return found;
  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0,
                      NI_NUMERICHOST) != 0) {
      continue;
    }
    const std::string address = text.data();
    auto& all = found.addresses;
    if (std::find(all.begin(), all.end(), address) == all.end()) all.push_back(address);
  }
  ::freeaddrinfo(list);
  if (found.addresses.empty()) found.trouble = EAI_NONAME;
  return found;
}

}  // namespace

Result<std::vector<std::string>> resolve(const std::string& host, Deadline deadline) {
  Resolved found = look_up(host, AI_NUMERICHOST);
  if (found.trouble != 0) {
    // Nothing ends a look-up before its time: a thread that is late is left to itself.
    auto promise = std::make_shared<std::promise<Resolved>>();
    auto answer = promise->get_future();
    std::thread([promise, host] { promise->set_value(look_up(host, 0)); }).detach();
    if (answer.wait_until(deadline) != std::future_status::ready) {
      return unavailable("cannot resolve " + host +
                         ": no name server answers in time; --timeout allows for more");
    }
    found = answer.get();
  }
  if (found.trouble == 0) return std::move(found.addresses);
  return unavailable("cannot resolve " + host + ": " + ::gai_strerror(found.trouble));
}

}  // namespace openclaw::cli
