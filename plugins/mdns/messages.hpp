// SPDX-License-Identifier: MIT
// What passes between the loop and the thread that speaks with avahi-daemon.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "links.hpp"
#include "records.hpp"

namespace mdns {

// To the thread.
struct Announcement {
  std::string name;        // of the instance, when nobody else has it
  std::string host_label;  // wanted instead of the daemon's own; empty: nothing wanted
  Facts facts;             // lan_host and display_name follow from the names that are free
  std::vector<Link> links;
  bool everywhere = false;  // the links are all that there are
};
struct Order {
  enum class What { kAnnounce, kConnect, kLook, kFinish } what = What::kConnect;
  Announcement announcement = {};
};

// From the thread.
struct Report {
  enum class What {
    kHeard,        // one order has been carried out, as far as it could
    kWaits,        // there is a D-Bus and no avahi-daemon; it will be noticed when it comes
    kRegistering,  // it asks the network whether the name is free
    kAnnounced,
    kLost,  // nothing is announced, and kConnect is the way on
    kEnded  // the thread's last word
  } what = What::kLost;
  std::string name = {};  // of the instance, as it is announced
  std::string host = {};
  std::string why = {};
};

}  // namespace mdns
