// SPDX-License-Identifier: MIT
// The plugin as the gateway knows it, with the ledger of everything it holds. These are the types
// behind the opaque names of openclaw/plugin.h. Only for plugin_*.cpp and host_*.cpp.
#pragma once
#include <openclaw/iface/draft/client-identity.h>
#include <openclaw/iface/draft/ws-routes.h>
#include <openclaw/iface/http-routes.h>
#include <openclaw/plugin.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/control/bus.hpp"
#include "core/control/client_watch.hpp"
#include "core/control/request.hpp"
#include "core/log/log.hpp"
#include "core/loop.hpp"
#include "core/net/listener.hpp"
#include "core/net/server.hpp"
#include "core/plugin/host.hpp"
#include "core/plugin/loader.hpp"
#include "core/plugin/watchdog.hpp"

struct oc_sub {
  openclaw::Timer timer;
  openclaw::Watch watch;
  openclaw::Subscription subscription;
};

// One request in a plugin's hands.
struct oc_req {
  openclaw::RequestRef request;  // empty once answered
  oc_self* plugin = nullptr;
  oc_caller caller{};
};

// One HTTP request in a plugin's hands.
struct oc_http_req {
  std::shared_ptr<openclaw::Exchange> exchange;  // empty once answered
  oc_self* plugin = nullptr;
  bool begun = false;
  std::optional<openclaw::HttpReply> refusal;  // see oc_http.permitted
};

// A hello that is being written.
struct oc_hello {
  openclaw::HelloMembers& members;
};

// One WebSocket in a plugin's hands.
struct oc_ws {
  openclaw::Socket* socket = nullptr;
  oc_self* plugin = nullptr;  // nothing once the plugin has stopped
  bool closing = false;
};

// A question about a client in a plugin's hands.
struct oc_identity_question {
  openclaw::IdentitySource::Told told;  // empty once nobody waits any more
  oc_self* plugin = nullptr;
  openclaw::HttpRequest upgrade;
  // Whom to ask when this one does not know, the last first.
  struct Witness {
    oc_self* plugin;
    const oc_client_identity* table;
  };
  std::vector<Witness> others;
  openclaw::Timer due;  // then nobody knows
};

struct oc_stopping {
  oc_self* plugin = nullptr;
  bool answered = false;
};

struct oc_self {
  oc_self(openclaw::PluginHost& h, openclaw::Module m)
      : host(h), module(std::move(m)), id(module.table().id) {}
  openclaw::PluginHost& host;
  openclaw::Module module;
  std::string id;
  std::string config = "{}";
  std::map<std::string, std::string> readable;  // its config_reads -> JSON, empty when not there
  void* state = nullptr;
  bool initialised = false;
  bool started = false;
  bool failed = false;               // after its start
  std::atomic<bool> stopped{false};  // [any thread]
  oc_stopping stopping{};
  // The ledger.
  std::map<oc_sub*, std::unique_ptr<oc_sub>> subs;
  std::set<oc_req*> requests;
  std::set<oc_http_req*> exchanges;
  std::set<oc_ws*> sockets;
  std::set<std::string> noted;  // device ids
  std::set<oc_identity_question*> questions;
  std::optional<openclaw::Listener> front;  // see oc.front/1
  bool front_named = false;
  int works = 0;
  int store_calls = 0;  // whose answers have not come
};

namespace openclaw {

inline std::string_view view(oc_str text) { return {text.p ? text.p : "", text.p ? text.n : 0}; }
inline oc_str borrow(std::string_view text) { return {text.data(), text.size()}; }

// Milliseconds that a callback may hold the loop before the log names its plugin.
inline constexpr std::uint64_t kHoldLimitMs = 50;

void report_hold(const oc_self& plugin, const char* what, std::uint64_t ms);
void report_throw(const oc_self& plugin, const char* what);
// False, and a line in the log that names the plugin, when this is not the loop's thread.
bool on_loop(const oc_self* self, const char* call);

// Every call into a plugin goes through here: it is timed, without the calls into plugins that it
// leads to, and an exception ends here. False when it threw.
template <class F>
bool enter_plugin(oc_self& plugin, const char* what, F&& call) {
  HeldCall held(plugin.host.watchdog(), plugin.id.c_str(), what);
  bool returned = true;
  try {
    call();
  } catch (...) {
    returned = false;
    report_throw(plugin, what);
  }
  const std::uint64_t ms = held.end() / 1000;
  if (ms >= kHoldLimitMs) report_hold(plugin, what, ms);
  return returned;
}

}  // namespace openclaw
