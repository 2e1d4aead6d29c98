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

#include "cli/discover/tcp_question.hpp"

namespace openclaw::cli {
namespace {

using std::chrono::milliseconds;

// When it asks again, from the beginning: packets get lost. Whoever shares an answer with others
// takes up to 120 ms for it.
constexpr std::array kAsking = {milliseconds(0), milliseconds(250), milliseconds(750)};
// On a link nobody says that he was the last: so long it waits for more.
constexpr milliseconds kLinkPatience{1500};
constexpr milliseconds kPause{30};
// A server that takes longer for an answer by TCP is held to give none.
constexpr milliseconds kTcpPatience{500};
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

void UdpSearch::add(UdpPlace place) {
  if (endpoints_.size() < kMostEndpoints) {
    endpoints_.push_back(std::move(place));
  } else {
    close(place.fd);
  }
}

std::vector<Beacon> UdpSearch::run(DiscoverClock::time_point deadline) {
  const auto start = DiscoverClock::now();
  if (asked_ == Asked::kEverybody) deadline = std::min(deadline, start + kLinkPatience);
  deadline_ = deadline;
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
    if (asked_ == Asked::kEverybody || !endpoint.settled()) send(endpoint, service);
  }
  asked_before_.clear();
  ask_more();
}

// What nobody was asked yet. Whoever answers must not have it asked as often as he likes.
void UdpSearch::ask_more() {
  next_ = DiscoverClock::now() + kPause;
  for (const DnsQuestion& question : book_.missing(asked_before_)) {
    asked_before_.emplace(question.name, question.type);
    for (const UdpPlace& endpoint : endpoints_) {
      if (endpoint.trouble.empty()) send(endpoint, question);
    }
  }
}

// Name servers take one question at a time.
void UdpSearch::send(const UdpPlace& endpoint, const DnsQuestion& question) {
  if (++sent_ > kMostSent) return;
  const std::string packet = dns_query(id_, {question}, asked_);
  const bool connected = endpoint.link == 0;
  sendto(endpoint.fd, packet.data(), packet.size(), MSG_NOSIGNAL,
         connected ? nullptr : reinterpret_cast<const sockaddr*>(&endpoint.to),
         connected ? 0 : endpoint.to_size);
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
    // What has come already is read before a server is waited for.
    const auto wait = cut_off_.empty() ? static_cast<int>(left.count()) : 0;
    const int ready = poll(waits.data(), waits.size(), wait);
    if (ready <= 0 && !cut_off_.empty()) ask_for_the_whole();
    for (std::size_t i = 0; ready > 0 && i < waits.size(); ++i) {
      if (waits[i].revents != 0) receive(i);
    }
  }
}

void UdpSearch::receive(std::size_t number) {
  UdpPlace& endpoint = endpoints_[number];
  std::array<char, kPacketBytes> buffer{};
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  const ssize_t n = recvfrom(endpoint.fd, buffer.data(), buffer.size(), MSG_DONTWAIT,
                             reinterpret_cast<sockaddr*>(&from), &size);
  ++packets_;
  const bool server = asked_ == Asked::kOne;
  if (n < 0 && errno == ECONNREFUSED) endpoint.trouble = "nobody listens there";
  if (n <= 0) return;
  if (!server && (port_of(from) != kMdnsPort || !neighbours_.has(endpoint.link, from))) return;
  const auto message = read_dns({buffer.data(), static_cast<std::size_t>(n)});
  if (message && message->id == id_) take(number, *message);
}

// A server that cannot tell says nothing about what there is.
void UdpSearch::take(std::size_t number, const DnsMessage& message) {
  UdpPlace& endpoint = endpoints_[number];
  if (message.rcode != 0) {
    // Of a gateway that another server told of it may well know nothing.
    const bool of_service =
        message.asked.empty() || same_name(message.asked.front().name, book_.service());
    if (!endpoint.answered && of_service) endpoint.trouble = rcode_name(message.rcode);
    return;
  }
  if (message.truncated && asked_ == Asked::kOne) {
    if (cut_off_.size() == kMostEndpoints) return;
    const bool known = !message.asked.empty();
    cut_off_.emplace_back(
        number, known ? message.asked.front() : DnsQuestion{book_.service(), DnsType::kPtr});
    return;
  }
  endpoint.answered = true;
  endpoint.trouble.clear();
  book_.take(message);
}

// One that has failed so is not asked so again.
void UdpSearch::ask_for_the_whole() {
  const auto [number, question] = std::exchange(cut_off_.front(), {});
  cut_off_.pop_front();
  UdpPlace& endpoint = endpoints_[number];
  if (!endpoint.trouble.empty()) return;
  const auto until = std::min(deadline_, DiscoverClock::now() + kTcpPatience);
  const std::string query = dns_query(id_, {question}, asked_);
  const auto message = read_dns(ask_by_tcp(endpoint.to, endpoint.to_size, query, until));
  if (message && message->id == id_ && !message->truncated) return take(number, *message);
  endpoint.trouble = "its answer is too long for UDP, and it gives none by TCP";
}

// On a link it never is.
bool UdpSearch::done() const {
  if (asked_ == Asked::kEverybody) return false;
  return cut_off_.empty() && book_.missing().empty() &&
         std::all_of(endpoints_.begin(), endpoints_.end(),
                     [](const UdpPlace& endpoint) { return endpoint.settled(); });
}

bool UdpSearch::answered() const {
  return std::any_of(endpoints_.begin(), endpoints_.end(),
                     [](const UdpPlace& endpoint) { return endpoint.answered; });
}

std::vector<std::string> UdpSearch::silent_servers() const {
  std::vector<std::string> out;
  for (const UdpPlace& endpoint : endpoints_) {
    if (endpoint.answered && endpoint.trouble.empty()) continue;
    const bool silent = endpoint.trouble.empty();
    out.push_back(endpoint.server + ": " + (silent ? "no answer" : endpoint.trouble));
  }
  return out;
}

}  // namespace openclaw::cli
