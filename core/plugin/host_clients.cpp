// SPDX-License-Identifier: MIT
// oc.clients/1 and oc.client-watch/1.
#include <openclaw/iface/draft/clients.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/client/frame.hpp"
#include "core/control/control_plane.hpp"
#include "core/plugin/host.hpp"
#include "core/plugin/host_table.hpp"
#include "core/plugin/self.hpp"

namespace openclaw {
namespace {

oc_client read_client(const ClientFacts& facts) {
  const Caller& caller = *facts.caller;
  oc_client out{};
  out.size = sizeof out;
  if (facts.local) out.flags |= OC_CLIENT_LOCAL;
  if (facts.secure) out.flags |= OC_CLIENT_SECURE;
  out.protocol = caller.protocol;
  out.connection_id = borrow(caller.connection_id);
  out.role = borrow(role_name(caller.role));
  out.scopes = borrow(caller.scopes_joined);
  out.caps = borrow(caller.caps_joined);
  out.device_id = borrow(caller.device_id);
  out.client_id = borrow(caller.client_id);
  out.client_mode = borrow(caller.client_mode);
  out.client_version = borrow(facts.version);
  out.platform = borrow(facts.platform);
  out.device_family = borrow(facts.device_family);
  out.model_identifier = borrow(facts.model_identifier);
  out.display_name = borrow(facts.display_name);
  out.peer = borrow(caller.peer);
  out.host = borrow(facts.host);
  out.declared_json = borrow(facts.declared);
  out.connected_ms = facts.connected_ms;
  return out;
}

// Whoever is told may close any of them, and with that change the list.
void clients_each(oc_self* self, const char* role, void (*fn)(void*, const oc_client*), void* arg) {
  if (!fn || !on_loop(self, "each")) return;
  const std::vector<Connection*> all = self->host.world().control().clients();
  for (const Connection* one : all) {
    if (role && role_name(one->caller().role) != role) continue;
    const oc_client client = read_client(one->facts());
    fn(arg, &client);
  }
}

int clients_close(oc_self* self, oc_str connection_id, int code, oc_str reason) {
  if (!on_loop(self, "close")) return -EPERM;
  if (code < 1000 || code > 4999) return -EINVAL;
  const std::vector<Connection*>& all = self->host.world().control().clients();
  const auto found = std::find_if(all.begin(), all.end(), [connection_id](const Connection* one) {
    return one->id() == view(connection_id);
  });
  if (found == all.end()) return -ENOENT;
  (*found)->close(static_cast<std::uint16_t>(code), view(reason));
  return 0;
}

bool is_own_member(std::string_view member) {
  static constexpr std::array<std::string_view, 7> kGatewayMembers = {
      "type", "protocol", "server", "features", "snapshot", "auth", "policy"};
  return std::find(kGatewayMembers.begin(), kGatewayMembers.end(), member) != kGatewayMembers.end();
}

int clients_add_to_hello(oc_self* self, oc_hello* hello, const char* member, oc_str json) {
  if (!on_loop(self, "add_to_hello")) return -EPERM;
  if (!hello || !member || is_own_member(member) || !is_json(view(json))) return -EINVAL;
  const bool taken = std::any_of(hello->members.begin(), hello->members.end(),
                                 [member](const auto& one) { return one.first == member; });
  if (taken) return -EEXIST;
  hello->members.emplace_back(member, view(json));
  return 0;
}

int clients_note_device(oc_self* self, oc_str device_id, oc_str members_json) {
  if (!on_loop(self, "note_device")) return -EPERM;
  const std::string_view json = view(members_json);
  if (device_id.n == 0 || (!json.empty() && (json.front() != '{' || !is_json(json)))) {
    return -EINVAL;
  }
  const std::string id(view(device_id));
  self->host.world().control().note_device(id, std::string(json));
  if (json.empty()) {
    self->noted.erase(id);
  } else {
    self->noted.insert(id);
  }
  return 0;
}

int clients_remove_role(oc_self* self, oc_str device_id, oc_str role, void (*done)(void*, int err),
                        void* arg) {
  if (!on_loop(self, "remove_role")) return -EPERM;
  if (!done) return -EINVAL;
  ControlPlane& control = self->host.world().control();
  const std::string id(view(device_id));
  const std::string name(view(role));
  const bool begun = control.remove_role(id, name, [=, &control](bool kept) {
    enter_plugin(*self, "remove_role", [&] { done(arg, kept ? 0 : -EIO); });
    if (kept) control.drop_device(id, name);
  });
  return begun ? 0 : -ENOENT;
}

// Calls a function of each plugin that watches clients; `pick` gives it, or nullptr.
template <class Pick, class Call>
void tell_watchers(PluginHost& host, const char* what, Pick pick, Call call) {
  host.each_started(OC_CLIENT_WATCH, [&](oc_self& plugin, const void* ops) {
    const auto& watch = *static_cast<const oc_client_watch*>(ops);
    if (auto fn = pick(watch)) enter_plugin(plugin, what, [&] { call(fn, plugin.state); });
  });
}

}  // namespace

void PluginHost::welcome(const ClientFacts& client, HelloMembers& members) {
  const oc_client told = read_client(client);
  oc_hello hello{members};
  tell_watchers(
      *this, "welcome",
      [](const auto& watch) { return OC_HAS(&watch, welcome) ? watch.welcome : nullptr; },
      [&](auto fn, void* state) { fn(state, &told, &hello); });
}

void PluginHost::joined(const ClientFacts& client) {
  const oc_client told = read_client(client);
  tell_watchers(
      *this, "joined",
      [](const auto& watch) { return OC_HAS(&watch, joined) ? watch.joined : nullptr; },
      [&](auto fn, void* state) { fn(state, &told); });
}

void PluginHost::left(const ClientFacts& client) {
  const oc_client told = read_client(client);
  tell_watchers(
      *this, "left", [](const auto& watch) { return OC_HAS(&watch, left) ? watch.left : nullptr; },
      [&](auto fn, void* state) { fn(state, &told); });
}

void PluginHost::device_removed(const std::string& device_id) {
  tell_watchers(
      *this, "device_removed",
      [](const auto& watch) {
        return OC_HAS(&watch, device_removed) ? watch.device_removed : nullptr;
      },
      [&](auto fn, void* state) { fn(state, borrow(device_id)); });
}

void drop_notes(oc_self& plugin) {
  for (const std::string& id : plugin.noted) plugin.host.world().control().note_device(id, {});
  plugin.noted.clear();
}

oc_iface clients_iface(PluginHost& host) {
  static const oc_clients table = {.size = sizeof(oc_clients),
                                   .each = clients_each,
                                   .close = clients_close,
                                   .add_to_hello = clients_add_to_hello,
                                   .note_device = clients_note_device,
                                   .remove_role = clients_remove_role};
  return {&table, &host};
}

}  // namespace openclaw
