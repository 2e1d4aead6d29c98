// SPDX-License-Identifier: MIT
// The plugin's table.
#include <openclaw/iface/methods.h>

#include <array>

#include "cron.hpp"
#include "params.hpp"

namespace cron {
namespace {

constexpr const char* kRead = "operator.read";
constexpr const char* kWrite = "operator.write";
constexpr const char* kAdmin = "operator.admin";
constexpr std::uint32_t kListed = OC_METHOD_ADVERTISED;

constexpr std::array<oc_method, 6> kMethods = {{
    {"cron.list", "operator", kRead, kListed, kCronListParams, oc::handler<&Cron::list>, nullptr},
    {"cron.status", "operator", kRead, kListed, kNoParams, oc::handler<&Cron::status>, nullptr},
    {"wake", "operator", kWrite, kListed, kWakeParams, oc::handler<&Cron::wake>, nullptr},
    {"last-heartbeat", "operator", kRead, kListed, nullptr, oc::handler<&Cron::last_heartbeat>,
     nullptr},
    {"set-heartbeats", "operator", kAdmin, kListed, nullptr, oc::handler<&Cron::set_heartbeats>,
     nullptr},
    {"system-event", "operator", kAdmin, kListed, kSystemEventParams,
     oc::handler<&Cron::system_event>, nullptr},
}};
constexpr oc_methods kMethodTable = {sizeof(oc_methods), sizeof(oc_method), kMethods.data(),
                                     kMethods.size()};
constexpr oc_service kServices[] = {{OC_METHODS, &kMethodTable}, {nullptr, nullptr}};

}  // namespace
}  // namespace cron

OC_PLUGIN(cron::Cron, "cron", "1.0", "Jobs, system events and the heartbeat", cron::kServices,
          nullptr, nullptr)
