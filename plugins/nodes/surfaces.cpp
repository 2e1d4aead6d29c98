// SPDX-License-Identifier: MIT
#include "surfaces.hpp"

#include <openclaw/iface/draft/plugin-surface.h>

#include <optional>

namespace nodes {
namespace {

constexpr const char* kCanvasSurface = "canvas";

struct Url {
  std::string name;
  std::string text;
  std::int64_t expires_ms;
};

// A URL of each surface, or of the one that is named.
std::vector<Url> urls_for(const World& world, const oc_client& client, std::string_view name) {
  struct Search {
    const oc_client* client;
    std::string_view name;
    std::vector<Url> found;
  } search{&client, name, {}};
  const auto look = [](void* arg, const char*, oc_iface iface) {
    auto& all = *static_cast<Search*>(arg);
    const auto* ops = static_cast<const oc_plugin_surface*>(iface.ops);
    if (!OC_HAS(ops, refresh) || !ops->name) return;
    if (!all.name.empty() && all.name != ops->name) return;
    oc_surface_url url{};
    url.size = sizeof url;
    if (ops->refresh(iface.state, all.client, &url) != 0) return;
    all.found.push_back({ops->name, std::string(oc::view(url.url)), url.expires_ms});
  };
  world.host.raw()->each(world.host.self(), OC_PLUGIN_SURFACE, look, &search);
  return search.found;
}

// A node is given what was approved of it, whatever it says of itself; one that waits for its
// approval is given nothing. `session`: nullptr where it has none.
std::vector<Url> urls_for_node(const World& world, oc_client client, const Session* session,
                               std::string_view name) {
  const Record* record = session ? world.book.find(session->node_id) : nullptr;
  if (!record || !record->approved) return {};
  std::string caps;
  for (const std::string& one : session->usable.caps) {
    // A name with a comma would come out as two of them.
    if (one.find(',') == std::string::npos) caps += (caps.empty() ? "" : ",") + one;
  }
  client.caps = oc::str(caps);
  return urls_for(world, client, name);
}

// For the client that sent a request.
std::vector<Url> urls_for_caller(const World& world, const oc_caller& caller,
                                 std::string_view name) {
  struct Search {
    const World& world;
    std::string_view id;
    std::string_view name;
    std::vector<Url> found;
  } search{world, oc::view(caller.connection_id), name, {}};
  world.clients->each(
      world.host.self(), nullptr,
      [](void* arg, const oc_client* client) {
        auto& all = *static_cast<Search*>(arg);
        if (oc::view(client->connection_id) != all.id) return;
        all.found = oc::view(client->role) == "node"
                        ? urls_for_node(all.world, *client,
                                        all.world.registry.of_connection(all.id), all.name)
                        : urls_for(all.world, *client, all.name);
      },
      &search);
  return search.found;
}

}  // namespace

// A node of the earlier protocol looks for the canvas alone, and under another name.
void Surfaces::welcome(const oc_client& client, const Session& session, oc_hello* hello) const {
  const bool earlier = is_earlier(client);
  const std::vector<Url> urls =
      urls_for_node(world_, client, &session, earlier ? kCanvasSurface : "");
  if (urls.empty()) return;
  oc::Object all;
  for (const Url& url : urls) all.add(url.name, url.text);
  const std::string json = earlier ? oc::quoted(urls.front().text) : all.take();
  world_.clients->add_to_hello(world_.host.self(), hello,
                               earlier ? "canvasHostUrl" : "pluginSurfaceUrls", oc::str(json));
}

void Surfaces::refresh(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string name = trimmed(oc::text(in.get(), "surface"));
  if (name.empty()) return request.fail("INVALID_REQUEST", "surface required");
  const std::vector<Url> urls = urls_for_caller(world_, request.caller(), name);
  if (urls.empty()) {
    return request.fail("UNAVAILABLE", name + " plugin surface unavailable");
  }
  const Url& url = urls.front();
  oc::Object out;
  out.add("surface", name).raw("pluginSurfaceUrls", oc::Object().add(name, url.text).take());
  if (url.expires_ms > 0) out.add("expiresAtMs", url.expires_ms);
  request.reply(out.take());
}

void Surfaces::refresh_canvas(oc::Request request, std::string_view) {
  const std::vector<Url> urls = urls_for_caller(world_, request.caller(), kCanvasSurface);
  if (urls.empty()) {
    return request.fail("UNAVAILABLE", "canvas host unavailable for this node session");
  }
  const Url& url = urls.front();
  const std::size_t slash = url.text.rfind('/');
  oc::Object out;
  out.add("canvasCapability", std::string_view(url.text).substr(slash + 1));
  if (url.expires_ms > 0) out.add("canvasCapabilityExpiresAtMs", url.expires_ms);
  request.reply(out.add("canvasHostUrl", url.text).take());
}

}  // namespace nodes
