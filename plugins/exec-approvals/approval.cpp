// SPDX-License-Identifier: MIT
#include "approval.hpp"

namespace approvals {

std::string allowed_decisions(bool may_always) {
  return may_always ? R"(["allow-once","allow-always","deny"])" : R"(["allow-once","deny"])";
}

// Without the scope of an administrator everybody sees their own: those that their device has
// asked for, or, where it has none, their connection.
bool is_visible(const Approval& approval, const Person& person) {
  if (person.admin) return true;
  const Person& asked = approval.requester;
  if (!asked.device_id.empty()) return asked.device_id == person.device_id;
  if (!asked.connection_id.empty()) return asked.connection_id == person.connection_id;
  return asked.client_id.empty();
}

}  // namespace approvals
