// SPDX-License-Identifier: MIT
#include "links.hpp"

#include <ifaddrs.h>
#include <net/if.h>

#include <openclaw/address.hpp>

#include <algorithm>
#include <map>
#include <memory>

#include "../announcing/machine.hpp"

namespace mdns {
namespace {

bool has(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::vector<Link> with_addresses(const std::vector<Link>& links,
                                 const std::vector<std::string>& wanted) {
  std::vector<Link> out;
  for (Link link : links) {
    if (link.loopback || !link.multicast) continue;
    const auto strange = [&wanted](const std::string& one) { return !has(wanted, one); };
    link.addresses.erase(std::remove_if(link.addresses.begin(), link.addresses.end(), strange),
                         link.addresses.end());
    if (!link.addresses.empty()) out.push_back(std::move(link));
  }
  return out;
}

// Neither any address nor the loopback's.
std::vector<std::string> particular_ones(const std::vector<std::string>& listened) {
  std::vector<std::string> out;
  for (const std::string& address : listened) {
    if (is_any(address)) return {};
    if (!oc::is_loopback(address)) out.push_back(address);
  }
  return out;
}

// Without the addresses of IPv6, where it does not listen on them.
Link listening(Link link, bool six) {
  const auto strange = [six](const std::string& one) {
    return !six && one.find(':') != std::string::npos;
  };
  link.addresses.erase(std::remove_if(link.addresses.begin(), link.addresses.end(), strange),
                       link.addresses.end());
  return link;
}

}  // namespace

bool is_any(const std::string& address) { return address == "0.0.0.0" || address == "::"; }

std::vector<Link> own_links() {
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owned(all, freeifaddrs);
  std::map<int, Link> links;
  for (const ifaddrs* one = all; one; one = one->ifa_next) {
    const std::string address = announcing::text_of(one->ifa_addr);
    if ((one->ifa_flags & IFF_UP) == 0 || address.empty()) continue;
    const int index = static_cast<int>(if_nametoindex(one->ifa_name));
    if (index <= 0) continue;
    Link& link = links[index];
    link.index = index;
    link.loopback = one->ifa_flags & IFF_LOOPBACK;
    link.multicast = one->ifa_flags & IFF_MULTICAST;
    link.addresses.push_back(address);
  }
  std::vector<Link> out;
  for (auto& [index, link] : links) {
    std::sort(link.addresses.begin(), link.addresses.end());
    out.push_back(std::move(link));
  }
  return out;
}

std::vector<Link> chosen_links(const std::vector<Link>& links,
                               const std::vector<std::string>& listened) {
  const std::vector<std::string> particular = particular_ones(listened);
  if (!particular.empty()) return with_addresses(links, particular);
  const bool six = has(listened, "::") || std::none_of(listened.begin(), listened.end(), is_any);
  std::vector<Link> out;
  for (const Link& link : links) {
    Link one = listening(link, six);
    if (link.multicast && !link.loopback && !one.addresses.empty()) out.push_back(std::move(one));
  }
  if (!out.empty()) return out;
  for (const Link& link : links) {
    if (link.loopback) out.push_back(listening(link, six));
  }
  return out;
}

bool are_all(const std::vector<Link>& chosen, const std::vector<std::string>& listened) {
  return particular_ones(listened).empty() && !chosen.empty() && !chosen.front().loopback;
}

}  // namespace mdns
