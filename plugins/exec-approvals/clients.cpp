// SPDX-License-Identifier: MIT
#include "clients.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace approvals {
namespace {

// They show approvals without announcing it.
constexpr std::array<std::string_view, 4> kKnown = {"openclaw-control-ui", "openclaw-macos",
                                                    "openclaw-ios", "openclaw-android"};

Person read_person(const oc_client& client) {
  Person out;
  out.connection_id = oc::view(client.connection_id);
  out.device_id = oc::view(client.device_id);
  out.client_id = oc::view(client.client_id);
  const std::string_view name = oc::view(client.display_name);
  out.label = name.empty() ? out.client_id : std::string(name);
  out.admin = has_word(oc::view(client.scopes), "operator.admin");
  return out;
}

template <class F>
void each_operator(const oc_clients* ops, oc_self* self, F fn) {
  ops->each(
      self, "operator",
      [](void* arg, const oc_client* client) { (*static_cast<F*>(arg))(*client); }, &fn);
}

}  // namespace

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    if (list.substr(0, comma) == word) return true;
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return false;
}

bool shows_approvals(const oc_client& client) {
  const std::string_view scopes = oc::view(client.scopes);
  if (!has_word(scopes, "operator.admin") && !has_word(scopes, "operator.approvals")) return false;
  const std::string_view caps = oc::view(client.caps);
  return has_word(caps, "approvals") || has_word(caps, "exec-approvals") ||
         std::find(kKnown.begin(), kKnown.end(), oc::view(client.client_id)) != kKnown.end();
}

int Clients::open() {
  ops_ = static_cast<const oc_clients*>(host_.find(OC_CLIENTS).ops);
  return ops_ ? 0 : -ENOSYS;
}

Person Clients::person_of(const oc_caller& caller) const {
  Person out;
  out.connection_id = oc::view(caller.connection_id);
  // What the gateway itself asks it asks with all rights.
  out.admin = out.connection_id.empty() || has_word(oc::view(caller.scopes), "operator.admin");
  out.client_id = oc::view(caller.client_id);
  out.label = out.client_id;
  if (out.connection_id.empty()) return out;
  each_operator(ops_, host_.self(), [&](const oc_client& client) {
    if (oc::view(client.connection_id) == out.connection_id) out = read_person(client);
  });
  return out;
}

std::vector<std::string> Clients::reviewers(const Approval& approval,
                                            std::string_view except) const {
  std::vector<std::string> out;
  each_operator(ops_, host_.self(), [&](const oc_client& client) {
    const Person person = read_person(client);
    if (person.connection_id == except || !shows_approvals(client)) return;
    if (is_visible(approval, person)) out.push_back(person.connection_id);
  });
  return out;
}

}  // namespace approvals
