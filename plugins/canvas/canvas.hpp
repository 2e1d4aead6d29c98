// SPDX-License-Identifier: MIT
// The plugin: files of a folder and the renderer of A2UI for whoever may see them.
#pragma once
#include <openclaw/iface/draft/clients.h>
#include <openclaw/iface/draft/plugin-surface.h>
#include <openclaw/iface/draft/ws-routes.h>
#include <openclaw/plugin.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "answer.hpp"
#include "capabilities.hpp"
#include "live_reload.hpp"
#include "request_path.hpp"
#include "settings.hpp"

namespace canvas {

class Canvas final : public oc::Plugin {
 public:
  explicit Canvas(oc::Host h);
  int start() override;
  void stop(oc::Stopping stopping) override;

  void serve(oc_http_req* req);
  int judge(const oc_ws_upgrade& upgrade);
  void opened(oc_ws* ws, const oc_ws_upgrade& upgrade);
  void closed(oc_ws* ws) { reload_.closed(ws); }
  void welcome(const oc_client& client, oc_hello* hello);
  void left(const oc_client& client);
  int refresh(const oc_client& client, oc_surface_url& out);

 private:
  [[nodiscard]] bool is_open(oc_http_req* req, const ScopedPath& scoped);
  [[nodiscard]] std::string mint(const oc_client& client);
  void answer(oc_http_req* req, std::function<Found()> find);
  void serve_file(oc_http_req* req, const Place& place, bool tells_root);
  void tell_mounted();

  const Settings settings_;
  const oc_http* http_ = nullptr;
  const oc_clients* clients_ = nullptr;
  Capabilities capabilities_;
  LiveReload reload_;
  std::map<Answer*, std::unique_ptr<Answer>> answers_;
  std::string last_url_;
};

}  // namespace canvas
