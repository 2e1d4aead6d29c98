// SPDX-License-Identifier: MIT
// What the parts of the plugin share.
#pragma once
#include <openclaw/iface/draft/clients.h>

#include <functional>

#include "book.hpp"
#include "registry.hpp"

namespace nodes {

using Devices = std::map<std::string, DeviceFacts>;

struct World {
  explicit World(oc::Host h) : host(h), book(h) {}

  // Reads what the configuration says of nodes. In start().
  void configure();
  // The session that a request of a node came by; nullptr when it is not the node's latest.
  [[nodiscard]] Session* caller(const oc::Request& request) const;
  // The same, of a node whose surface has been approved; else the request fails and nullptr.
  [[nodiscard]] Session* approved_caller(oc::Request& request) const;
  // The devices that may be nodes; none and false when they cannot be had.
  void devices(std::function<void(bool known, const Devices&)> done) const;
  // Works out anew what a node may do.
  void refresh(Session& session) const;

  oc::Host host;
  const oc_clients* clients = nullptr;
  Policy policy;
  Book book;
  Registry registry;
  bool notify_on_exit = true;
  bool allow_skills = true;
  bool allow_tools = true;
};

// Whether a list of granted scopes has one, by name or by implication.
bool holds(const oc_caller& caller, std::string_view scope);
// Whether it came by its device's own token and is no administrator: then it manages itself alone.
bool is_bound(const oc_caller& caller);
void fail(oc::Request& request, const char* code, const std::string& message,
          const std::string& details_json = {}, int retryable = -1, std::int64_t retry_ms = -1);
// What is asked of a node that is not (any more) an approved one.
void fail_pairing_changed(oc::Request& request,
                          const char* message = "node pairing changed while invocation was active");
void fail_not_kept(oc::Request& request);

}  // namespace nodes
