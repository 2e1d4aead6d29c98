// SPDX-License-Identifier: MIT
// Answers HTTP requests as a plugin must not.
#include <openclaw/iface/http-routes.h>
#include <openclaw/plugin.h>

#include <iterator>
#include <stdexcept>

namespace {

const oc_host* host;
oc_self* self;
const oc_http* http;

oc_str str(const char* text) {
  oc_str out = {text, 0};
  while (text[out.n] != 0) ++out.n;
  return out;
}

void answer(oc_http_req* req, const char* text) { http->respond(req, 200, nullptr, 0, str(text)); }

void twice(void*, oc_http_req* req) {
  answer(req, "first");
  answer(req, "second");
  http->begin(req, 500, nullptr, 0);
  if (http->write(req, str("third")) == 0) throw std::runtime_error("that was written");
  http->end(req);
}

void never(void*, oc_http_req*) {}

void begin_then_respond(void*, oc_http_req* req) {
  http->begin(req, 200, nullptr, 0);
  http->write(req, str("begun"));
  answer(req, "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nanother");
}

void begin_then_throw(void*, oc_http_req* req) {
  http->begin(req, 200, nullptr, 0);
  http->write(req, str("begun"));
  throw std::runtime_error("in the middle");
}

void throws(void*, oc_http_req*) { throw std::runtime_error("out of a route"); }

void begin_and_never_end(void*, oc_http_req* req) {
  http->begin(req, 200, nullptr, 0);
  http->write(req, str("begun"));
}

void two_lines(void*, oc_http_req* req) {
  const oc_http_header header = {"x-told", str("one\r\nset-cookie: two")};
  http->respond(req, 200, &header, 1, str("{}"));
}

constexpr oc_http_route route(const char* path, void (*handle)(void*, oc_http_req*)) {
  return {"GET", path, OC_ROUTE_PUBLIC, 0, handle};
}

constexpr oc_http_route kRows[] = {
    route("/pages/twice", twice),
    route("/pages/never", never),
    route("/pages/begin-then-respond", begin_then_respond),
    route("/pages/begin-then-throw", begin_then_throw),
    route("/pages/throws", throws),
    route("/pages/begin-and-never-end", begin_and_never_end),
    route("/pages/two-lines", two_lines),
};
constexpr oc_http_routes kRoutes = {sizeof(oc_http_routes), sizeof(oc_http_route), kRows,
                                    std::size(kRows)};
constexpr oc_service kServices[] = {{OC_HTTP_ROUTES, &kRoutes}, {nullptr, nullptr}};

int init(const oc_host* h, oc_self* s, void**) {
  host = h;
  self = s;
  return 0;
}

int start(void*) {
  http = static_cast<const oc_http*>(host->find(self, OC_HTTP).ops);
  return http ? 0 : -1;
}

constexpr oc_plugin kTable = {OC_PLUGIN_HEAD, ID,      "1.0",  "Answers badly", kServices,
                              nullptr,        nullptr, init,   start,           nullptr,
                              nullptr,        nullptr, nullptr};

}  // namespace

extern "C" OC_EXPORT const oc_plugin* oc_plugin_entry(void) { return &kTable; }
