// SPDX-License-Identifier: MIT
#include "cli/discover.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <openclaw/text.hpp>
#include <set>
#include <system_error>
#include <thread>
#include <tuple>

#include "cli/discover/avahi_browse.hpp"
#include "cli/discover/host_name.hpp"
#include "cli/discover/name_servers.hpp"
#include "cli/discover/udp_search.hpp"

namespace openclaw::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kLocal = "local.";
constexpr milliseconds kAvahiPatience{400};

std::vector<Beacon> find_local(steady_clock::time_point deadline) {
  const auto half = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()) / 2;
  if (auto found = browse_by_avahi(std::min(kAvahiPatience, half), deadline)) return *found;
  UdpSearch search(kLocal, Asked::kEverybody);
  search.add_links();
  return search.run(deadline);
}

std::vector<Beacon> find_in(const std::string& domain, steady_clock::time_point deadline) {
  UdpSearch search(domain, Asked::kOne);
  for (const std::string& server : name_servers(deadline)) search.add_server(server);
  return search.run(deadline);
}

// One gateway is told of once an interface and protocol.
void keep_first(std::vector<Beacon>& beacons) {
  std::set<std::tuple<std::string, std::string, std::string, std::uint16_t>> seen;
  const auto again = [&seen](const Beacon& one) {
    return !seen.emplace(one.domain, one.instance, one.host, one.port).second;
  };
  beacons.erase(std::remove_if(beacons.begin(), beacons.end(), again), beacons.end());
  if (beacons.size() > kMostBeacons) beacons.resize(kMostBeacons);
}

bool before(const Beacon& a, const Beacon& b) {
  const auto key = [](const Beacon& one) {
    return std::tuple(oc::lower(one.display_name()), one.instance, one.domain, one.host, one.port);
  };
  return key(a) < key(b);
}

}  // namespace

std::vector<std::string> DiscoverPlan::domains() const {
  std::vector<std::string> out{kLocal};
  if (!wide_area_domain.empty() && wide_area_domain != kLocal) out.push_back(wide_area_domain);
  return out;
}

std::vector<Beacon> discover(const DiscoverPlan& plan) {
  const auto deadline = steady_clock::now() + milliseconds(plan.budget_ms);
  std::vector<Beacon> wide;
  std::thread asking;
  const auto ask = [&] { wide = find_in(plan.wide_area_domain, deadline); };
  try {
    if (plan.domains().size() > 1) asking = std::thread(ask);
  } catch (const std::system_error&) {
    ask();
  }
  std::vector<Beacon> out = find_local(deadline);
  if (asking.joinable()) asking.join();
  out.insert(out.end(), wide.begin(), wide.end());
  keep_first(out);
  std::sort(out.begin(), out.end(), before);
  return out;
}

std::string wide_area_domain(const Config& config) {
  if (config.at("discovery.wideArea.domain") != nullptr) {
    return normal_domain(config.text("discovery.wideArea.domain"));
  }
  const char* set = std::getenv("OPENCLAW_WIDE_AREA_DOMAIN");
  return set ? normal_domain(set) : "";
}

}  // namespace openclaw::cli
