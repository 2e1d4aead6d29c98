// SPDX-License-Identifier: MIT
// Who is on a link of this machine: only they may answer what is asked of everybody there
// (RFC 6762, 11).
#pragma once
#include <ifaddrs.h>
#include <sys/socket.h>

#include <string>
#include <vector>

namespace openclaw::cli {

class OnLink {
 public:
  // One address of the link with this index.
  void add(unsigned link, const ifaddrs& own);
  [[nodiscard]] bool has(unsigned link, const sockaddr_storage& address) const;

 private:
  struct Net {
    unsigned link;
    int family;
    std::string address;  // its bytes, as many as the mask's
    std::string mask;
  };
  std::vector<Net> nets_;
};

}  // namespace openclaw::cli
