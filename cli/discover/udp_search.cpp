// SPDX-License-Identifier: MIT
#include "cli/discover/udp_search.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <random>
#include <utility>

namespace openclaw::cli {
namespace {

using std::chrono::milliseconds;

// When it asks again, from the beginning: packets get lost. Whoever shares an answer with others
// takes up to 120 ms for it.
constexpr std::array kAsking = {milliseconds(0), milliseconds(250), milliseconds(750)};
// On a link nobody says that he was the last: so long it waits for more.
constexpr milliseconds kLinkPatience{1500};
constexpr milliseconds kPause{30};
constexpr std::size_t kMostSent = 1024;
constexpr std::size_t kPacketBytes = 9000;
constexpr std::size_t kMostPackets = 4096;

std::uint16_t port_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

std::uint16_t any_id() {
  std::random_device source;
  return static_cast<std::uint16_t>(source());
}

}  // namespace

UdpSearch::UdpSearch(std::string domain, Asked asked)
    : asked_(asked), id_(any_id()), book_(std::move(domain)) {}

UdpSearch::~UdpSearch() {
  for (const UdpPlace& endpoint : endpoints_) close(endpoint.fd);
}

void UdpSearch::add(int fd, const sockaddr_storage& to, socklen_t size) {
  if (endpoints_.size() < kMostEndpoints) {
    endpoints_.push_back({fd, to, size});
  } else {
    close(fd);
  }
}

std::vector<Beacon> UdpSearch::run(DiscoverClock::time_point deadline) {
  const auto start = DiscoverClock::now();
  if (asked_ == Asked::kEverybody) deadline = std::min(deadline, start + kLinkPatience);
  if (endpoints_.empty()) return {};
  for (std::size_t i = 0; i < kAsking.size() && !done(); ++i) {
    if (DiscoverClock::now() >= deadline) break;
    ask_all();
    const bool last = i + 1 == kAsking.size();
    listen(last ? deadline : std::min(deadline, start + kAsking.at(i + 1)));
  }
  return book_.beacons();
}

// The question for the service, until a server has answered it, and what its answers left open.
void UdpSearch::ask_all() {
  const DnsQuestion service{book_.service(), DnsType::kPtr};
  for (const UdpPlace& endpoint : endpoints_) {
    if (asked_ == Asked::kEverybody || !endpoint.answered) send(endpoint, service);
  }
  asked_before_.clear();
  ask_more();
}

// What nobody was asked yet. Whoever answers must not have it asked as often as he likes.
void UdpSearch::ask_more() {
  next_ = DiscoverClock::now() + kPause;
  for (const DnsQuestion& question : book_.missing(asked_before_)) {
    asked_before_.emplace(question.name, question.type);
    for (const UdpPlace& endpoint : endpoints_) send(endpoint, question);
  }
}

// Name servers take one question at a time.
void UdpSearch::send(const UdpPlace& endpoint, const DnsQuestion& question) {
  if (++sent_ > kMostSent) return;
  const std::string packet = dns_query(id_, {question}, asked_);
  sendto(endpoint.fd, packet.data(), packet.size(), MSG_NOSIGNAL,
         endpoint.to_size == 0 ? nullptr : reinterpret_cast<const sockaddr*>(&endpoint.to),
         endpoint.to_size);
}

void UdpSearch::listen(DiscoverClock::time_point until) {
  std::vector<pollfd> waits;
  for (const UdpPlace& endpoint : endpoints_) waits.push_back({endpoint.fd, POLLIN, 0});
  while (!done() && packets_ < kMostPackets) {
    const bool more = !book_.missing(asked_before_).empty();
    const auto left = std::chrono::ceil<milliseconds>((more ? std::min(until, next_) : until) -
                                                      DiscoverClock::now());
    if (left.count() <= 0) {
      if (!more || DiscoverClock::now() >= until) return;
      ask_more();
      continue;
    }
    if (poll(waits.data(), waits.size(), static_cast<int>(left.count())) <= 0) continue;
    for (std::size_t i = 0; i < waits.size(); ++i) {
      if (waits[i].revents != 0) receive(endpoints_[i]);
    }
  }
}

void UdpSearch::receive(UdpPlace& endpoint) {
  std::array<char, kPacketBytes> buffer{};
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  const ssize_t n = recvfrom(endpoint.fd, buffer.data(), buffer.size(), MSG_DONTWAIT,
                             reinterpret_cast<sockaddr*>(&from), &size);
  ++packets_;
  const bool server = asked_ == Asked::kOne;
  // Nobody listens there.
  if (n < 0 && errno == ECONNREFUSED) endpoint.answered = true;
  if (n <= 0 || (!server && port_of(from) != kMdnsPort)) return;
  const auto message = read_dns({buffer.data(), static_cast<std::size_t>(n)});
  if (!message || (server && message->id != id_)) return;
  endpoint.answered = true;
  book_.take(*message);
}

// On a link it never is.
bool UdpSearch::done() const {
  if (asked_ == Asked::kEverybody) return false;
  return std::all_of(endpoints_.begin(), endpoints_.end(),
                     [](const UdpPlace& endpoint) { return endpoint.answered; }) &&
         book_.missing().empty();
}

}  // namespace openclaw::cli
