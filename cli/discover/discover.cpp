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
constexpr std::size_t kMostNotes = 5;

std::vector<Beacon> find_local(steady_clock::time_point deadline) {
  const auto half = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()) / 2;
  if (auto found = browse_by_avahi(std::min(kAvahiPatience, half), deadline)) return *found;
  UdpSearch search(kLocal, Asked::kEverybody);
  search.add_links();
  return search.run(deadline);
}

struct Found {
  std::vector<Beacon> beacons;
  std::vector<std::string> notes;
};

// Of servers that nobody has named it is told only when none has answered: most hosts of a tailnet
// are none, and a provider's does not know the domain.
Found find_in(const std::string& domain, steady_clock::time_point deadline) {
  UdpSearch search(domain, Asked::kOne);
  Found found;
  const NameServers servers = name_servers(deadline);
  for (const std::string& server : servers.addresses) {
    if (search.add_server(server)) continue;
    found.notes.push_back((servers.named ? "OPENCLAW_WIDE_AREA_DNS: \"" : "name server: \"") +
                          server + "\" is no address; write 100.64.0.1, 100.64.0.1:53 or [::1]:53");
  }
  found.beacons = search.run(deadline);
  if (search.answered() && !servers.named) return found;
  if (servers.addresses.empty()) {
    found.notes.push_back("no name server is known for " + domain +
                          "; name one in OPENCLAW_WIDE_AREA_DNS");
  }
  for (const std::string& silent : search.silent_servers()) {
    if (found.notes.size() == kMostNotes) break;
    found.notes.push_back("name server for " + domain + ": " + silent);
  }
  return found;
}

// One gateway is told of once an interface and protocol.
void keep_first(std::vector<Beacon>& beacons, std::size_t most) {
  std::set<std::tuple<std::string, std::string, std::string, std::uint16_t>> seen;
  const auto again = [&seen](const Beacon& one) {
    return !seen.emplace(one.domain, one.instance, one.host, one.port).second;
  };
  beacons.erase(std::remove_if(beacons.begin(), beacons.end(), again), beacons.end());
  if (beacons.size() > most) beacons.resize(most);
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

std::vector<Beacon> discover(const DiscoverPlan& plan, std::vector<std::string>* notes) {
  const auto deadline = steady_clock::now() + milliseconds(plan.budget_ms);
  Found wide;
  std::thread asking;
  const auto ask = [&] { wide = find_in(plan.wide_area_domain, deadline); };
  try {
    if (plan.domains().size() > 1) asking = std::thread(ask);
  } catch (const std::system_error&) {
    ask();
  }
  std::vector<Beacon> out = find_local(deadline);
  if (asking.joinable()) asking.join();
  const std::size_t share = kMostBeacons / plan.domains().size();
  keep_first(out, share);
  keep_first(wide.beacons, share);
  out.insert(out.end(), wide.beacons.begin(), wide.beacons.end());
  std::sort(out.begin(), out.end(), before);
  if (notes) *notes = std::move(wide.notes);
  return out;
}

std::string wide_area_domain(const Config* config, std::string& note) {
  const bool configured = config && config->at("discovery.wideArea.domain") != nullptr;
  const char* set = configured ? nullptr : std::getenv("OPENCLAW_WIDE_AREA_DOMAIN");
  const std::string text(configured ? config->text("discovery.wideArea.domain") : set ? set : "");
  std::string domain = normal_domain(text);
  if (domain.empty() && !oc::trimmed(text).empty()) {
    note = std::string(configured ? "discovery.wideArea.domain" : "OPENCLAW_WIDE_AREA_DOMAIN") +
           " is \"" + std::string(oc::clip(text, 100)) +
           "\", which is no DNS name; set it to one, such as openclaw.internal";
  }
  return domain;
}

std::string wide_area_domain(const Config& config) {
  std::string note;
  return wide_area_domain(&config, note);
}

}  // namespace openclaw::cli
