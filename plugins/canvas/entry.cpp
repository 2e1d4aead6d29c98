// SPDX-License-Identifier: MIT
// The plugin's table.
#include "canvas.hpp"

namespace canvas {
namespace {

constexpr const char* kConfigSchema =
    R"({"type":"object","additionalProperties":false,"properties":{"host":{"type":"object",)"
    R"("additionalProperties":false,"properties":{"enabled":{"type":"boolean"},)"
    R"("root":{"type":"string"},"port":{"type":"integer","minimum":1,"maximum":65535},)"
    R"("liveReload":{"type":"boolean"}}}}})";
constexpr const char* kConfigReads[] = {"canvasHost", nullptr};

Canvas& of(void* state) { return *static_cast<Canvas*>(static_cast<oc::Plugin*>(state)); }

constexpr oc_http_route page(const char* path) {
  return {"GET", path, OC_ROUTE_PREFIX | OC_ROUTE_PUBLIC, 0,
          [](void* state, oc_http_req* req) { of(state).serve(req); }};
}
constexpr oc_http_route kPages[] = {page("/__openclaw__/canvas"), page("/__openclaw__/a2ui"),
                                    page("/__openclaw__/ws"), page("/__openclaw__/cap")};
constexpr oc_http_routes kHttpRoutes = {sizeof(oc_http_routes), sizeof(oc_http_route), kPages,
                                        sizeof kPages / sizeof kPages[0]};

constexpr oc_ws_route socket(const char* path) {
  return {
      path,
      OC_ROUTE_PREFIX,
      1024,
      [](void* state, const oc_ws_upgrade* upgrade) { return of(state).judge(*upgrade); },
      [](void* state, oc_ws* ws, const oc_ws_upgrade* upgrade) { of(state).opened(ws, *upgrade); },
      nullptr,
      [](void* state, oc_ws* ws) { of(state).closed(ws); }};
}
constexpr oc_ws_route kSockets[] = {socket("/__openclaw__/ws"), socket("/__openclaw__/cap")};
constexpr oc_ws_routes kWsRoutes = {sizeof(oc_ws_routes), sizeof(oc_ws_route), kSockets,
                                    sizeof kSockets / sizeof kSockets[0]};

constexpr oc_client_watch kWatch = {
    sizeof(oc_client_watch),
    [](void* state, const oc_client* client, oc_hello* hello) {
      of(state).welcome(*client, hello);
    },
    nullptr, [](void* state, const oc_client* client) { of(state).left(*client); }, nullptr};

constexpr oc_plugin_surface kSurface = {
    sizeof(oc_plugin_surface), "canvas",
    [](void* state, const oc_client* client, oc_surface_url* out) {
      return of(state).refresh(*client, *out);
    }};

constexpr oc_service kServices[] = {{OC_HTTP_ROUTES, &kHttpRoutes},
                                    {OC_WS_ROUTES, &kWsRoutes},
                                    {OC_CLIENT_WATCH, &kWatch},
                                    {OC_PLUGIN_SURFACE, &kSurface},
                                    {nullptr, nullptr}};

}  // namespace
}  // namespace canvas

OC_PLUGIN_READS(canvas::Canvas, "canvas", "1.0", "Shows files and drawings of the agent on nodes",
                canvas::kServices, nullptr, canvas::kConfigSchema, canvas::kConfigReads)
