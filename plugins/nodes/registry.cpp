// SPDX-License-Identifier: MIT
#include "registry.hpp"

#include <openclaw/iface/draft/clients.h>

#include <openclaw/plugin.hpp>
#include <utility>

namespace nodes {

bool is_earlier(const oc_client& client) {
  const oc::Json declared = oc::parse(oc::view(client.declared_json));
  return oc::integer(declared.get(), "maxProtocol", 4) < 4;
}

Session read_session(const oc_client& client) {
  Session out;
  out.connection_id = oc::view(client.connection_id);
  out.node_id = oc::view(client.device_id);
  out.local = (client.flags & OC_CLIENT_LOCAL) != 0;
  out.connected_ms = client.connected_ms;
  set_part(out.face, "displayName", oc::view(client.display_name));
  set_part(out.face, "platform", oc::view(client.platform));
  set_part(out.face, "version", oc::view(client.client_version));
  set_part(out.face, "clientId", oc::view(client.client_id));
  set_part(out.face, "clientMode", oc::view(client.client_mode));
  set_part(out.face, "deviceFamily", oc::view(client.device_family));
  set_part(out.face, "modelIdentifier", oc::view(client.model_identifier));
  if (!out.local) set_part(out.face, "remoteIp", oc::view(client.peer));
  name_desktop(out.face);
  const oc::Json declared = oc::parse(oc::view(client.declared_json));
  out.said = read_surface(declared.get());

  out.path_env = oc::text(declared.get(), "pathEnv");
  return out;
}

Session* Registry::of_node(const std::string& node_id) const {
  const auto found = by_node_.find(node_id);
  return found == by_node_.end() ? nullptr : found->second.get();
}

Session* Registry::of_connection(std::string_view connection_id) const {
  for (const auto& [id, session] : by_node_) {
    if (session->connection_id == connection_id) return session.get();
  }
  return nullptr;
}

std::unique_ptr<Session> Registry::add(Session session) {
  auto next = std::make_unique<Session>(std::move(session));
  return std::exchange(by_node_[next->node_id], std::move(next));
}

std::unique_ptr<Session> Registry::remove(std::string_view connection_id) {
  const Session* session = of_connection(connection_id);
  if (!session) return nullptr;
  const auto found = by_node_.find(session->node_id);
  std::unique_ptr<Session> out = std::move(found->second);
  by_node_.erase(found);
  return out;
}

const Session* Registry::active() const {
  const Session* best = nullptr;
  for (const auto& [id, session] : by_node_) {
    if (session->active_ms == 0) continue;
    const auto rank = [](const Session& one) { return std::pair(one.active_ms, one.presence_ms); };
    if (!best || rank(*session) > rank(*best)) best = session.get();
  }
  return best;
}

}  // namespace nodes
