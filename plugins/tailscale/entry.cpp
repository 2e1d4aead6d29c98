// SPDX-License-Identifier: MIT
// The plugin's table.
#include "tailscale.hpp"

namespace tailscale {
namespace {

constexpr const char* kConfigSchema =
    R"({"type":"object","additionalProperties":false,"properties":{)"
    R"("binary":{"type":"string","pattern":"^/"}}})";
constexpr const char* kConfigReads[] = {"gateway.tailscale", "gateway.auth.allowTailscale",
                                        "gateway.auth.mode", nullptr};

Tailscale& of(void* state) { return *static_cast<Tailscale*>(static_cast<oc::Plugin*>(state)); }

constexpr oc_advertiser kAdvertiser = {
    sizeof(oc_advertiser), [](void* state, const oc_reach* reach) { of(state).reach(*reach); }};

constexpr oc_client_identity kIdentity = {
    sizeof(oc_client_identity),
    [](void* state, const oc_identity_ask* ask, void (*done)(void*, const oc_identity*),
       void* arg) { return of(state).identify(*ask, done, arg); }};

constexpr oc_service kServices[] = {
    {OC_ADVERTISER, &kAdvertiser}, {OC_CLIENT_IDENTITY, &kIdentity}, {nullptr, nullptr}};

}  // namespace
}  // namespace tailscale

OC_PLUGIN_READS(tailscale::Tailscale, "tailscale", "1.0",
                "Shows the gateway by Tailscale, and knows who comes from there",
                tailscale::kServices, nullptr, tailscale::kConfigSchema, tailscale::kConfigReads)
