// SPDX-License-Identifier: MIT
#include "canvas.hpp"

#include <cerrno>
#include <cstdlib>
#include <utility>
#include <vector>

#include "find.hpp"
#include "root.hpp"
#include "surface_url.hpp"

namespace canvas {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

Settings settings_of(const oc::Host& host) {
  const std::string home = environment("OPENCLAW_HOME");
  return read_settings(
      host.config_at("canvasHost"), host.config(),
      {host.raw()->state_dir(host.self()), home.empty() ? environment("HOME") : home,
       environment("OPENCLAW_SKIP_CANVAS_HOST")});
}

// Asks for the same with a '/' at its end, wherever it is mounted.
std::string with_slash(std::string_view path, std::string_view query) {
  std::string out = "./" + std::string(path.substr(path.rfind('/') + 1)) + "/";
  if (!query.empty()) out += "?" + std::string(query);
  return out;
}

}  // namespace

Canvas::Canvas(oc::Host h) : Plugin(h), settings_(settings_of(h)), reload_(h, settings_.root) {}

int Canvas::start() {
  http_ = static_cast<const oc_http*>(host.find(OC_HTTP).ops);
  clients_ = static_cast<const oc_clients*>(host.find(OC_CLIENTS).ops);
  const auto* sockets = static_cast<const oc_ws_sockets*>(host.find(OC_WS).ops);
  if (!http_ || !clients_ || !sockets) return -ENOENT;
  reload_.use(*sockets);
  if (!settings_.enabled) return 0;
  auto problem = std::make_shared<std::string>();
  const int err = host.work([problem, root = settings_.root] { *problem = prepare_root(root); },
                            [this, problem] {
                              if (!problem->empty()) host.log(OC_LOG_WARN, *problem);
                              tell_mounted();
                            });
  return err < 0 ? err : 0;
}

void Canvas::stop(oc::Stopping) {
  reload_.stop();
  std::vector<Answer*> open;
  for (const auto& one : answers_) open.push_back(one.first);
  for (Answer* one : open) one->stop();
}

// The order is the product's: whoever needs no capability is not asked for one.
bool Canvas::is_open(oc_http_req* req, const ScopedPath& scoped) {
  if (scoped.malformed) return false;
  return http_->permitted(req) || capabilities_.use(scoped.capability, host.now_ms());
}

void Canvas::serve(oc_http_req* req) {
  const ScopedPath scoped = split_scope(oc::view(http_->path(req)));
  if (!settings_.enabled) return answer(req, [] { return say(404, "not found"); });
  if (!is_open(req, scoped)) return http_->refuse(req);
  const Place place = find_place(scoped.path);
  if (place.area == Area::kCanvas || place.area == Area::kA2ui) {
    return serve_file(req, place, scoped.capability.empty());
  }
  const bool upgrade = place.area == Area::kReload && settings_.live_reload;
  answer(req, [upgrade] { return upgrade ? say(426, "upgrade required") : say(404, "not found"); });
}

void Canvas::serve_file(oc_http_req* req, const Place& place, bool tells_root) {
  const std::optional<FilePath> path = read_file_path(place.rest);
  if (!path) return answer(req, [] { return say(404, "not found"); });
  const bool is_canvas = place.area == Area::kCanvas;
  if (settings_.live_reload) reload_.page_asked();
  const std::string again = with_slash(oc::view(http_->path(req)), oc::view(http_->query(req)));
  answer(req, [is_canvas, again, path = *path, root = settings_.root,
               bridge = settings_.live_reload, tells_root] {
    Found found = is_canvas ? find_in_canvas(root, path, {bridge, tells_root}) : find_in_a2ui(path);
    if (found.status == 302) found.location = again;
    return found;
  });
}

void Canvas::answer(oc_http_req* req, std::function<Found()> find) {
  auto made = std::make_unique<Answer>(host, *http_, req);
  Answer* one = made.get();
  answers_.emplace(one, std::move(made));
  one->start(std::move(find), [this, one] { answers_.erase(one); });
}

int Canvas::judge(const oc_ws_upgrade& upgrade) {
  const ScopedPath scoped = split_scope(oc::view(upgrade.path));
  if (!settings_.enabled) return 404;
  if (scoped.malformed) return 401;
  if (!upgrade.permitted) {
    if (!capabilities_.use(scoped.capability, host.now_ms())) return 401;
    if (reload_.is_full(capabilities_.owner(scoped.capability))) return 503;
  }
  return settings_.live_reload && find_place(scoped.path).area == Area::kReload ? 0 : 404;
}

void Canvas::opened(oc_ws* ws, const oc_ws_upgrade& upgrade) {
  reload_.opened(ws, capabilities_.owner(split_scope(oc::view(upgrade.path)).capability));
}

std::string Canvas::mint(const oc_client& client) {
  const std::string word = capabilities_.mint(oc::view(client.connection_id), host.now_ms());
  return surface_url(oc::view(client.host), client.flags & OC_CLIENT_SECURE, word);
}

void Canvas::left(const oc_client& client) {
  const std::string_view connection = oc::view(client.connection_id);
  capabilities_.drop(connection);
  reload_.close_of(connection);
}

}  // namespace canvas
