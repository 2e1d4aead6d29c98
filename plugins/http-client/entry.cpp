// SPDX-License-Identifier: MIT
// The plugin's table and the interface it serves.
#include <cerrno>

#include "client.hpp"

namespace http_client {
namespace {

Client& self(void* state) { return *static_cast<Client*>(static_cast<oc::Plugin*>(state)); }

int begin(void* state, const oc_fetch_request* request, const oc_fetch_sink* sink, void* arg,
          oc_fetch** out) {
  if (!request || !sink) return -EINVAL;
  Client& client = self(state);
  return client.host.guard([&] { return client.begin(*request, *sink, arg, out); });
}

void abort_fetch(void* state, oc_fetch* fetch) {
  Client& client = self(state);
  client.host.guard([&] { return client.abort(fetch), 0; });
}

constexpr oc_http_client kClient = {sizeof(oc_http_client), begin, abort_fetch};
constexpr oc_service kServices[] = {{OC_HTTP_CLIENT, &kClient}, {nullptr, nullptr}};
constexpr const char* kConfigSchema =
    R"({"type":"object","additionalProperties":false,"properties":{
      "caFile":{"type":"string","minLength":1}}})";

}  // namespace
}  // namespace http_client

OC_PLUGIN(http_client::Client, "http-client", "1.0", "Fetches over HTTP and HTTPS, by libcurl",
          http_client::kServices, nullptr, http_client::kConfigSchema)
