// SPDX-License-Identifier: MIT
// On which network interfaces the gateway is announced.
#pragma once
#include <string>
#include <vector>

namespace mdns {

struct Link {
  int index = 0;
  bool loopback = false;
  bool multicast = false;
  std::vector<std::string> addresses = {};  // as inet_ntop writes them, without a zone
  bool operator==(const Link& o) const {
    return index == o.index && loopback == o.loopback && multicast == o.multicast &&
           addresses == o.addresses;
  }
};

bool is_any(const std::string& address);

// The interfaces that are up.
std::vector<Link> own_links();

// Those on which whoever asks is told of a gateway that listens on these addresses, each with the
// addresses to tell. A gateway on particular addresses is told of where they are; any other one
// wherever multicast goes, and on the loopback only when it goes nowhere else.
std::vector<Link> chosen_links(const std::vector<Link>& links,
                               const std::vector<std::string>& listened);

// Whether those are all that multicast goes to, now and later.
bool are_all(const std::vector<Link>& chosen, const std::vector<std::string>& listened);

}  // namespace mdns
