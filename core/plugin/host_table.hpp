// SPDX-License-Identifier: MIT
// The functions that plugins call, and how the services of a plugin are entered into the gateway.
#pragma once
#include <openclaw/plugin.h>

#include <string>

namespace openclaw {

class PluginHost;

const oc_host& host_table();
// An interface of the gateway itself: oc.store/1, oc.http/1, oc.ws/1, oc.clients/1,
// oc.front/1.
oc_iface host_iface(PluginHost& host, const std::string& iface);

// Enters methods and routes; the text of what is wrong, or empty.
std::string add_services(PluginHost& host, oc_self& plugin);
std::string add_methods(PluginHost& host, oc_self& plugin, const void* ops);
std::string add_http_routes(PluginHost& host, oc_self& plugin, const void* ops);
std::string add_ws_routes(PluginHost& host, oc_self& plugin, const void* ops);
// Ends what the plugin has not answered.
void drop_requests(oc_self& plugin);

oc_iface store_iface(PluginHost& host);
oc_iface http_iface(PluginHost& host);
oc_iface clients_iface(PluginHost& host);
oc_iface ws_iface(PluginHost& host);
oc_iface front_iface(PluginHost& host);
// Answers what it was asked about clients: nobody knows.
void drop_questions(oc_self& plugin);
// Closes its front, and forgets its name.
void drop_front(oc_self& plugin);
// Closes the sockets that the plugin has, and takes back what it noted of devices.
void drop_sockets(oc_self& plugin);
void drop_notes(oc_self& plugin);

}  // namespace openclaw
