// SPDX-License-Identifier: MIT
// The plugin's table.
#include <openclaw/iface/draft/clients.h>
#include <openclaw/iface/methods.h>

#include <array>

#include "nodes.hpp"
#include "params.hpp"

namespace nodes {
namespace {

constexpr const char* kRead = "operator.read";
constexpr const char* kWrite = "operator.write";
constexpr const char* kPairing = "operator.pairing";
constexpr std::uint32_t kListed = OC_METHOD_ADVERTISED;

template <auto Part, auto Method>
constexpr oc_method of_operators(const char* name, const char* scope, const char* params) {
  return {name,   "operator", scope, kListed, params, oc::handler<&Nodes::ask<Part, Method>>,
          nullptr};
}

// A node holds no scopes, and needs none.
template <auto Part, auto Method>
constexpr oc_method of_nodes(const char* name, const char* params, std::uint32_t flags = kListed) {
  return {name, "node", "", flags, params, oc::handler<&Nodes::ask<Part, Method>>, nullptr};
}

const char* scope_of_invoke(void*, oc_str params) {
  return needs_admin(oc::view(params)) ? "operator.admin" : kWrite;
}

constexpr auto kCatalog = &Nodes::catalog;
constexpr auto kPair = &Nodes::pairing;
constexpr auto kInvokes = &Nodes::invokes;
constexpr auto kQueue = &Nodes::queue;
constexpr auto kPublished = &Nodes::publications;
constexpr auto kSurfaces = &Nodes::surfaces;

constexpr std::array<oc_method, 23> kMethods = {{
    of_operators<kPair, &Pairing::list>("node.pair.list", kPairing, kNoParams),
    of_operators<kPair, &Pairing::approve>("node.pair.approve", kPairing, kRequestParams),
    of_operators<kPair, &Pairing::reject>("node.pair.reject", kPairing, kRequestParams),
    of_operators<kPair, &Pairing::remove>("node.pair.remove", kPairing, kNodeParams),
    of_operators<kPair, &Pairing::rename>("node.rename", kPairing, kRenameParams),
    of_operators<kCatalog, &Catalog::list>("node.list", kRead, kNoParams),
    of_operators<kCatalog, &Catalog::describe>("node.describe", kRead, kNodeParams),
    of_operators<kQueue, &Queue::enqueue>("node.pending.enqueue", kWrite, kEnqueueParams),
    {"node.invoke", "operator", nullptr, kListed, kInvokeParams,
     oc::handler<&Nodes::ask<kInvokes, &Invokes::invoke>>, scope_of_invoke},
    of_operators<kSurfaces, &Surfaces::refresh>("plugin.surface.refresh", kRead, nullptr),
    {"voicewake.get", "operator", kRead, kListed, nullptr, oc::handler<&Nodes::wake_words>,
     nullptr},
    of_nodes<kInvokes, &Invokes::result>("node.invoke.result", kResultParams),
    of_nodes<kInvokes, &Invokes::progress>("node.invoke.progress", kProgressParams),
    of_nodes<&Nodes::events, &Events::event>("node.event", kEventParams),
    of_nodes<kQueue, &Queue::drain>("node.pending.drain", kDrainParams),
    of_nodes<kQueue, &Queue::pull>("node.pending.pull", kNoParams),
    of_nodes<kQueue, &Queue::ack>("node.pending.ack", kAckParams),
    of_nodes<kPublished, &Publications::tools>("node.pluginTools.update", kToolsParams),
    of_nodes<kPublished, &Publications::skills>("node.skills.update", kSkillsParams),
    of_nodes<kPublished, &Publications::inventory>("node.runnerInventory.update", nullptr, 0),
    of_nodes<kPublished, &Publications::bins>("skills.bins", kNoParams),
    of_nodes<kSurfaces, &Surfaces::refresh>("node.pluginSurface.refresh", nullptr),
    of_nodes<kSurfaces, &Surfaces::refresh_canvas>("node.canvas.capability.refresh", kNoParams, 0),
}};
constexpr oc_methods kMethodTable = {sizeof(oc_methods), sizeof(oc_method), kMethods.data(),
                                     kMethods.size()};

Nodes& of(void* state) { return *static_cast<Nodes*>(static_cast<oc::Plugin*>(state)); }

constexpr oc_client_watch kWatch = {
    sizeof(oc_client_watch),
    [](void* state, const oc_client* client, oc_hello* hello) {
      of(state).host.guard([&] { return of(state).welcome(client, hello), 0; });
    },
    [](void* state, const oc_client* client) {
      of(state).host.guard([&] { return of(state).joined(client), 0; });
    },
    [](void* state, const oc_client* client) {
      of(state).host.guard([&] { return of(state).left(client), 0; });
    },
    [](void* state, oc_str device_id) {
      of(state).host.guard([&] { return of(state).device_removed(device_id), 0; });
    }};

constexpr oc_service kServices[] = {
    {OC_METHODS, &kMethodTable}, {OC_CLIENT_WATCH, &kWatch}, {nullptr, nullptr}};
constexpr const char* kReads[] = {
    "gateway.nodes.commands.allow", "gateway.nodes.commands.deny",
    "gateway.nodes.allowCommands",  "gateway.nodes.denyCommands",
    "gateway.nodes.allowSkills",    "gateway.nodes.pluginTools.enabled",
    "tools.exec.notifyOnExit",      nullptr};

}  // namespace
}  // namespace nodes

OC_PLUGIN_READS(nodes::Nodes, "nodes", "1.0",
                "Phones, laptops and machines that lend the gateway what they can",
                nodes::kServices, nullptr, nullptr, nodes::kReads)
