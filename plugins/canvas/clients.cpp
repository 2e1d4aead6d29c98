// SPDX-License-Identifier: MIT
// Which clients are told of the canvas, and how.
#include <openclaw/json.hpp>

#include <algorithm>
#include <cerrno>

#include "canvas.hpp"

namespace canvas {
namespace {

bool lists(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find(','));
    if (one == wanted) return true;
    list.remove_prefix(std::min(list.size(), one.size() + 1));
  }
  return false;
}

// Each of these scopes brings the reading along.
bool may_read(std::string_view scopes) {
  return lists(scopes, "operator.read") || lists(scopes, "operator.write") ||
         lists(scopes, "operator.admin");
}

bool may_see(const oc_client& client) {
  const bool is_node = oc::view(client.role) == "node";
  return is_node ? lists(oc::view(client.caps), "canvas") : may_read(oc::view(client.scopes));
}

}  // namespace

// What nodes are told is for the plugin that knows what is approved of them: it asks by refresh().
void Canvas::welcome(const oc_client& client, oc_hello* hello) {
  const bool is_node = oc::view(client.role) == "node";
  if (!settings_.enabled || is_node || !may_see(client)) return;
  const std::string minted = mint(client);
  if (minted.empty()) return;
  const std::string url = oc::quoted(minted);
  const bool is_old = client.protocol < 4;
  clients_->add_to_hello(host.self(), hello, is_old ? "canvasHostUrl" : "pluginSurfaceUrls",
                         oc::str(is_old ? url : "{\"canvas\":" + url + "}"));
}

int Canvas::refresh(const oc_client& client, oc_surface_url& out) {
  if (!settings_.enabled || !may_see(client)) return -ENOENT;
  last_url_ = mint(client);
  if (last_url_.empty()) return -ENOENT;
  out.url = oc::str(last_url_);
  out.expires_ms = host.wall_ms() + static_cast<std::int64_t>(Capabilities::kLifeMs);
  return 0;
}

// The port is the gateway's own affair; it tells when it is asked.
void Canvas::tell_mounted() {
  const auto tell = [](void* p, oc_str payload, const oc_error*) {
    auto& self = *static_cast<Canvas*>(p);
    const oc::Json info = oc::parse(oc::view(payload));
    const std::int64_t port = oc::integer(info.get(), "port", 0);
    const Settings& settings = self.settings_;
    const char* scheme = oc::flag(info.get(), "tls", false) ? "https" : "http";
    const std::string at = port ? scheme + ("://127.0.0.1:" + std::to_string(port)) : "";
    self.host.log(OC_LOG_INFO,
                  "host mounted at " + at + "/__openclaw__/canvas/ (root " + settings.root + ")");
    if (settings.port == 0 || port == 0 || settings.port == port) return;
    self.host.log(OC_LOG_WARN, "canvasHost.port " + std::to_string(settings.port) +
                                   " is not listened on: the canvas is on the gateway's port");
  };
  host.raw()->call(host.self(), "gateway.info", oc::str("{}"), tell, this);
}

}  // namespace canvas
