// SPDX-License-Identifier: MIT
// A plugin that reads places of the configuration, those that it named and others; and serves a
// model provider as it was before providers could have several ids.
#include <openclaw/iface/methods.h>
#include <openclaw/iface/model-provider.h>

#include <cerrno>
#include <cstddef>
#include <openclaw/plugin.hpp>

namespace {

class Reader : public oc::Plugin {
 public:
  using Plugin::Plugin;
  // The params are the place, as a JSON string without escapes.
  void read(oc::Request request, std::string_view params) {
    const std::string_view found = host.config_at(params.substr(1, params.size() - 2));
    request.reply(found.empty() ? "\"nothing\"" : found);
  }
};

constexpr oc_model_provider kProvider = {offsetof(oc_model_provider, providers),
                                         "old",
                                         [](void*) { return oc::str("[]"); },
                                         [](void*, const oc_model_request*, const oc_model_sink*,
                                            void*, oc_completion**) { return -EIO; },
                                         [](void*, oc_completion*) {},
                                         nullptr};
constexpr oc_method kMethods[] = {{"reader.read", "operator", "operator.read", OC_METHOD_ADVERTISED,
                                   R"({"type":"string"})", oc::handler<&Reader::read>, nullptr}};
constexpr oc_methods kTable = {sizeof(oc_methods), sizeof(oc_method), kMethods, 1};
constexpr oc_service kServices[] = {
    {OC_METHODS, &kTable}, {OC_MODEL_PROVIDER, &kProvider}, {nullptr, nullptr}};
constexpr const char* kReads[] = {"models.providers.*.api", "env.vars.SHOWN", "logging", nullptr};

}  // namespace

OC_PLUGIN_READS(Reader, ID, "1.0", "Reads the configuration", kServices, nullptr, nullptr, kReads)
