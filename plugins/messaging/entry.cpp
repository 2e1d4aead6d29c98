// SPDX-License-Identifier: MIT
// The plugin's table: its methods and the interface it serves to other plugins.
#include <openclaw/iface/messaging.h>
#include <openclaw/iface/methods.h>

#include <array>
#include <cerrno>

#include "messaging.hpp"
#include "params.hpp"

namespace messaging {
namespace {

constexpr const char* kRead = "operator.read";
constexpr const char* kWrite = "operator.write";
constexpr std::uint32_t kListed = OC_METHOD_ADVERTISED;
constexpr std::uint32_t kGated = OC_METHOD_ADVERTISED | OC_METHOD_STARTUP_GATED;

constexpr std::array<oc_method, 7> kMethods = {{
    {"chat.send", "operator", kWrite, kGated, kChatSendParams, oc::handler<&Messaging::chat_send>,
     nullptr},
    {"chat.abort", "operator", kWrite, kListed, kChatAbortParams,
     oc::handler<&Messaging::chat_abort>, nullptr},
    {"chat.history", "operator", kRead, kGated, kChatHistoryParams,
     oc::handler<&Messaging::chat_history>, nullptr},
    {"chat.startup", "operator", kRead, kGated, kChatStartupParams,
     oc::handler<&Messaging::chat_history>, nullptr},
    {"channels.status", "operator", kRead, kListed, kChannelsStatusParams,
     oc::handler<&Messaging::channels_status>, nullptr},
    {"sessions.list", "operator", kRead, kGated, kSessionsListParams,
     oc::handler<&Messaging::sessions_list>, nullptr},
    {"sessions.get", "operator", kRead, 0, kSessionsGetParams,
     oc::handler<&Messaging::sessions_get>, nullptr},
}};
constexpr oc_methods kMethodTable = {sizeof(oc_methods), sizeof(oc_method), kMethods.data(),
                                     kMethods.size()};

Messaging& self(void* state) { return *static_cast<Messaging*>(static_cast<oc::Plugin*>(state)); }

int accept(void* state, const oc_inbound* inbound, void (*done)(void*, int, const oc_accepted*),
           void* arg) {
  if (!inbound || inbound->size < sizeof *inbound || inbound->run_id.n == 0 || !done) {
    return -EINVAL;
  }
  return self(state).host.guard([&] { return self(state).accept(*inbound, done, arg); });
}

int end(void* state, const oc_outcome* outcome, void (*done)(void*, int), void* arg) {
  if (!outcome || outcome->size < sizeof *outcome || !outcome->status || !done) return -EINVAL;
  return self(state).host.guard([&] { return self(state).end(*outcome, done, arg), 0; });
}

int context(void* state, oc_str key, oc_str run_id, void (*done)(void*, int, oc_str), void* arg) {
  if (!done) return -EINVAL;
  return self(state).host.guard(
      [&] { return self(state).context(oc::view(key), oc::view(run_id), done, arg), 0; });
}

int unfinished(void* state, void (*each)(void*, const oc_accepted*), void (*done)(void*, int),
               void* arg) {
  if (!each || !done) return -EINVAL;
  return self(state).host.guard([&] { return self(state).unfinished(each, done, arg), 0; });
}

int find(void* state, oc_str run_id, void (*done)(void*, int, const oc_accepted*), void* arg) {
  if (!done) return -EINVAL;
  return self(state).host.guard([&] { return self(state).find(oc::view(run_id), done, arg), 0; });
}

constexpr oc_messaging kMessaging = {sizeof(oc_messaging), accept, end, context, unfinished, find};
constexpr oc_service kServices[] = {
    {OC_METHODS, &kMethodTable}, {OC_MESSAGING, &kMessaging}, {nullptr, nullptr}};

}  // namespace
}  // namespace messaging

OC_PLUGIN(messaging::Messaging, "messaging", "1.0", "Sessions, their messages and the chat methods",
          messaging::kServices, nullptr, nullptr)
