// SPDX-License-Identifier: MIT
// The gateway as a service of systemd, as far as files tell: no service manager is asked.
#pragma once
#include <string>
#include <vector>

namespace openclaw::cli {

struct ServiceUnit {
  std::string file;  // where the unit of this user and profile is, or would be
  bool installed = false;
  bool enabled = false;
  std::string command;  // its ExecStart
};

ServiceUnit find_service();

// Other units of gateways: of other profiles, and of the system.
std::vector<std::string> other_services(const ServiceUnit& own);

}  // namespace openclaw::cli
