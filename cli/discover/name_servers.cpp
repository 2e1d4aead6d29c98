// SPDX-License-Identifier: MIT
#include "cli/discover/name_servers.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <openclaw/text.hpp>

#include "cli/discover/child_output.hpp"
#include "core/json/json.hpp"
#include "core/net/bind.hpp"

namespace openclaw::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTailscaleTime{700};
constexpr std::size_t kMostTailnet = 40;

void add_once(std::vector<std::string>& list, const std::string& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

void add_addresses(const cJSON* node, std::vector<std::string>& out) {
  const cJSON* address = nullptr;
  cJSON_ArrayForEach(address, json_get(node, "TailscaleIPs")) {
    if (out.size() == kMostTailnet) return;
    if (cJSON_IsString(address) && is_tailnet_address(address->valuestring)) {
      add_once(out, address->valuestring);
    }
  }
}

std::vector<std::string> named_in(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view one = oc::trimmed(list.substr(0, comma));
    if (!one.empty()) add_once(out, std::string(one));
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return out;
}

// With the zone of one that is good on a link alone.
std::string numeric(const sockaddr* address, socklen_t size) {
  std::array<char, NI_MAXHOST> text{};
  return getnameinfo(address, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0
             ? text.data()
             : "";
}

// Those of /etc/resolv.conf.
void add_own(std::vector<std::string>& out) {
  struct __res_state state {};
  if (res_ninit(&state) != 0) return;
  for (int i = 0; i < state.nscount && i < MAXNS; ++i) {
    // One of IPv6 leaves its place empty, and is kept beside it.
    const sockaddr_in& four = state.nsaddr_list[i];
    const sockaddr_in6* six = state._u._ext.nsaddrs[i];
    const bool is_four = four.sin_family == AF_INET;
    if (!is_four && !six) continue;
    const std::string text = is_four
                                 ? numeric(reinterpret_cast<const sockaddr*>(&four), sizeof four)
                                 : numeric(reinterpret_cast<const sockaddr*>(six), sizeof *six);
    if (!text.empty()) add_once(out, text);
  }
  res_nclose(&state);
}

std::string tailscale_program() {
  const char* named = std::getenv("OPENCLAW_TEST_TAILSCALE_BINARY");
  return named && *named ? named : "tailscale";
}

}  // namespace

std::vector<std::string> tailnet_addresses(const std::string& status_json) {
  std::vector<std::string> out;
  const auto status = parse_json(status_json);
  if (!status) return out;
  add_addresses(json_get(status->get(), "Self"), out);
  const cJSON* peer = nullptr;
  cJSON_ArrayForEach(peer, json_get(status->get(), "Peer")) { add_addresses(peer, out); }
  return out;
}

NameServers name_servers(steady_clock::time_point deadline) {
  if (const char* named = std::getenv("OPENCLAW_WIDE_AREA_DNS"); named && *named) {
    return {named_in(named), true};
  }
  const auto limit = std::min(deadline, steady_clock::now() + kTailscaleTime);
  NameServers out;
  add_own(out.addresses);
  const std::string status = child_output({tailscale_program(), "status", "--json"}, limit);
  for (const std::string& one : tailnet_addresses(status)) add_once(out.addresses, one);
  return out;
}

}  // namespace openclaw::cli
