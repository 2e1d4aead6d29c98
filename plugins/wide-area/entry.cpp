// SPDX-License-Identifier: MIT
// The plugin's table.
#include "wide_area.hpp"

namespace wide_area {
namespace {

constexpr const char* kConfigReads[] = {"discovery.wideArea", "discovery.mdns.mode", nullptr};

constexpr oc_advertiser kAdvertiser = {
    sizeof(oc_advertiser), [](void* state, const oc_reach* reach) {
      static_cast<WideArea*>(static_cast<oc::Plugin*>(state))->reach(*reach);
    }};

constexpr oc_service kServices[] = {{OC_ADVERTISER, &kAdvertiser}, {nullptr, nullptr}};

}  // namespace
}  // namespace wide_area

OC_PLUGIN_READS(wide_area::WideArea, "wide-area", "1.0",
                "Writes the DNS zone by which a tailnet finds the gateway", wide_area::kServices,
                nullptr, nullptr, wide_area::kConfigReads)
