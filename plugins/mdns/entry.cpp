// SPDX-License-Identifier: MIT
// The plugin's table and the interface it serves.
#include "mdns.hpp"

namespace mdns {
namespace {

void reach(void* state, const oc_reach* told) {
  auto& plugin = *static_cast<Mdns*>(static_cast<oc::Plugin*>(state));
  if (!told || told->size < sizeof *told) return;
  plugin.host.guard([&] { return plugin.reach(*told), 0; });
}

constexpr oc_advertiser kAdvertiser = {sizeof(oc_advertiser), reach};
constexpr oc_service kServices[] = {{OC_ADVERTISER, &kAdvertiser}, {nullptr, nullptr}};
constexpr const char* kConfigSchema =
    R"({"type":"object","additionalProperties":false,"properties":{)"
    R"("checkSeconds":{"type":"integer","minimum":1,"maximum":3600}}})";
constexpr const char* kReads[] = {"discovery.mdns.mode", "plugins.entries.bonjour.enabled",
                                  nullptr};

}  // namespace
}  // namespace mdns

OC_PLUGIN_READS(mdns::Mdns, "mdns", "1.0", "Tells the local network where the gateway is, by avahi",
                mdns::kServices, nullptr, mdns::kConfigSchema, mdns::kReads)
