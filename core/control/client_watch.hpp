// SPDX-License-Identifier: MIT
// Who is told of clients as they come and go.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/client/client_facts.hpp"

namespace openclaw {

// Members of a hello besides its own: their names and their JSON.
using HelloMembers = std::vector<std::pair<std::string, std::string>>;

class ClientWatch {
 public:
  virtual ~ClientWatch() = default;
  // Before its hello, to which members may be added.
  virtual void welcome(const ClientFacts& client, HelloMembers& members) = 0;
  virtual void joined(const ClientFacts& client) = 0;
  virtual void left(const ClientFacts& client) = 0;
  // It is paired no more.
  virtual void device_removed(const std::string& device_id) = 0;
};

}  // namespace openclaw
