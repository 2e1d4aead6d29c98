// SPDX-License-Identifier: MIT
#include "core/control/presence.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <openclaw/ascii.hpp>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/json/json.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kMostAbsent = 200;
constexpr std::uint64_t kNewsMs = 5 * 60 * 1000;

// The first IPv4 address of an interface that is up and not the loopback; empty when there is none.
std::string own_address() {
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return {};
  std::string found;
  for (const ifaddrs* at = all; at && found.empty(); at = at->ifa_next) {
    if (!at->ifa_addr || at->ifa_addr->sa_family != AF_INET) continue;
    if ((at->ifa_flags & IFF_LOOPBACK) || !(at->ifa_flags & IFF_UP)) continue;
    std::array<char, INET_ADDRSTRLEN> text{};
    const auto* address = reinterpret_cast<const sockaddr_in*>(at->ifa_addr);
    if (inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size())) found = text.data();
  }
  freeifaddrs(all);
  return found;
}

std::string own_row(const std::string& version) {
  utsname system{};
  uname(&system);
  const std::string host = system.nodename;
  const std::string ip = own_address();
  std::string platform = std::string(system.sysname) + ' ' + system.release;
  platform[0] = oc::lower(platform[0]);
  JsonWriter w;
  w.object().key("host").value(host);
  if (!ip.empty()) w.key("ip").value(ip);
  w.key("version").value(version).key("platform").value(platform);
  w.key("deviceFamily").value(system.sysname).key("mode").value("gateway");
  w.key("reason").value("self").key("instanceId").value(random_uuid());
  w.key("text").value("Gateway: " + host + (ip.empty() ? "" : " (" + ip + ")") + " · app " +
                      version + " · mode gateway · reason self");
  w.key("ts").value(wall_ms()).end();
  return w.take();
}

std::string row_of(std::string who, std::string_view reason) {
  who.pop_back();
  if (who.size() > 1) who += ',';
  return who.append(R"("reason":")").append(reason).append(R"(","ts":)") +
         std::to_string(wall_ms()) + '}';
}

}  // namespace

Presence::Presence(const std::string& version) : self_(own_row(version)) { rebuild(); }

void Presence::put(const std::string& key, std::string who) {
  std::string row = row_of(who, "connect");
  connected_[key] = {std::move(who), std::move(row), ++news_};
  absent_.erase(key);
  rebuild();
}

bool Presence::remove(const std::string& key, std::uint64_t now_ms) {
  const auto found = connected_.find(key);
  if (found == connected_.end()) return false;
  keep(key, row_of(std::move(found->second.who), "disconnect"), now_ms);
  connected_.erase(found);
  rebuild();
  return true;
}

void Presence::announce(const std::string& key, std::string row, std::uint64_t now_ms) {
  if (row.empty()) {
    absent_.erase(key);
  } else {
    keep(key, std::move(row), now_ms);
  }
  rebuild();
}

void Presence::keep(const std::string& key, std::string row, std::uint64_t now_ms) {
  absent_.erase(key);
  if (absent_.size() >= kMostAbsent) {
    absent_.erase(std::min_element(
        absent_.begin(), absent_.end(),
        [](const auto& a, const auto& b) { return a.second.number < b.second.number; }));
  }
  absent_[key] = {std::move(row), ++news_, now_ms};
}

bool Presence::expire(std::uint64_t now_ms) {
  const std::size_t gone = std::erase_if(
      absent_, [now_ms](const auto& one) { return one.second.since_ms + kNewsMs <= now_ms; });
  if (gone > 0) rebuild();
  return gone > 0;
}

bool Presence::tracks(std::string_view mode) {
  return mode != "cli" && mode != "backend" && mode != "probe";
}

void Presence::rebuild() {
  std::vector<std::pair<std::uint64_t, const std::string*>> rows;
  rows.reserve(connected_.size() + absent_.size());
  for (const auto& [key, one] : connected_) rows.emplace_back(one.number, &one.row);
  for (const auto& [key, one] : absent_) rows.emplace_back(one.number, &one.row);
  std::sort(rows.begin(), rows.end(), std::greater<>());
  text_ = '[' + self_;
  for (const auto& [number, row] : rows) {
    text_ += ',';
    text_ += *row;
  }
  text_ += ']';
}

}  // namespace openclaw
