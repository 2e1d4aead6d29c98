// SPDX-License-Identifier: MIT
#include "cli/discover/name_servers.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <cstdlib>

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
    if (comma != 0) out.emplace_back(list.substr(0, comma));
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return out;
}

// Those of /etc/resolv.conf.
void add_own(std::vector<std::string>& out) {
  struct __res_state state {};
  if (res_ninit(&state) != 0) return;
  std::array<char, INET_ADDRSTRLEN> text{};
  for (int i = 0; i < state.nscount && i < MAXNS; ++i) {
    const sockaddr_in& server = state.nsaddr_list[i];
    if (server.sin_family != AF_INET) continue;
    if (inet_ntop(AF_INET, &server.sin_addr, text.data(), text.size())) add_once(out, text.data());
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

std::vector<std::string> name_servers(steady_clock::time_point deadline) {
  if (const char* named = std::getenv("OPENCLAW_WIDE_AREA_DNS"); named && *named) {
    return named_in(named);
  }
  const auto limit = std::min(deadline, steady_clock::now() + kTailscaleTime);
  std::vector<std::string> out =
      tailnet_addresses(child_output({tailscale_program(), "status", "--json"}, limit));
  add_own(out);
  return out;
}

}  // namespace openclaw::cli
