// SPDX-License-Identifier: MIT
#include "core/plugin/host_table.hpp"

#include <openclaw/iface/draft/clients.h>
#include <openclaw/iface/draft/front.h>
#include <openclaw/iface/draft/ws-routes.h>
#include <openclaw/iface/http-routes.h>
#include <openclaw/iface/messaging.h>
#include <openclaw/iface/methods.h>
#include <openclaw/iface/model-provider.h>
#include <openclaw/iface/store.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "core/client/frame.hpp"
#include "core/control/control_plane.hpp"
#include "core/plugin/host.hpp"
#include "core/plugin/host_requests.hpp"
#include "core/plugin/self.hpp"
#include "core/wall_time.hpp"
#include "openclaw_build.h"

namespace openclaw {

void report_hold(const oc_self& plugin, const char* what, std::uint64_t ms) {
  log_line(LogLevel::warn, "watchdog",
           "plugin " + plugin.id + " held the loop for " + std::to_string(ms) + " ms in " + what);
}

void report_throw(const oc_self& plugin, const char* what) {
  log_line(
      LogLevel::error, "plugins",
      "plugin " + plugin.id + " threw an exception out of " + what + "; it must catch its own");
}

bool on_loop(const oc_self* self, const char* call) {
  if (self->host.world().loop().is_own_thread()) return true;
  log_line(LogLevel::error, "plugins",
           "plugin " + self->id + " called " + call +
               " on another thread than the loop's, and nothing was done; go through post()");
  return false;
}

namespace {

void host_log(oc_self* self, int level, oc_str text) {
  const int clamped = level < OC_LOG_ERROR ? int{OC_LOG_ERROR} : level;
  log_line(static_cast<LogLevel>(clamped > OC_LOG_DEBUG ? int{OC_LOG_DEBUG} : clamped), self->id,
           view(text));
}

int host_post(oc_self* self, void (*fn)(void*), void* arg) {
  if (!fn) return -EINVAL;
  if (self->stopped) return -ECANCELED;
  self->host.world().loop().post([self, fn, arg] {
    if (!self->stopped) enter_plugin(*self, "a posted function", [&] { fn(arg); });
  });
  return 0;
}

std::uint64_t host_now_ms() { return Loop::now_ms(); }
std::int64_t host_wall_ms() { return wall_ms(); }

oc_sub* host_timer(oc_self* self, std::uint64_t first_ms, std::uint64_t every_ms, void (*fn)(void*),
                   void* arg) {
  if (!on_loop(self, "timer") || !fn || self->stopped) return nullptr;
  auto owned = std::make_unique<oc_sub>();
  oc_sub* sub = owned.get();
  self->subs[sub] = std::move(owned);
  const bool once = every_ms == 0;
  sub->timer = Timer(self->host.world().loop(), first_ms, every_ms, [self, sub, fn, arg, once] {
    // The callback's own captures die with the subscription.
    oc_self* const plugin = self;
    void (*const call)(void*) = fn;
    void* const with = arg;
    if (once) plugin->subs.erase(sub);
    enter_plugin(*plugin, "a timer", [&] { call(with); });
  });
  return sub;
}

oc_sub* host_watch(oc_self* self, int fd, unsigned events, void (*fn)(void*, int, unsigned),
                   void* arg) {
  if (!on_loop(self, "watch") || !fn || fd < 0 || self->stopped) return nullptr;
  auto owned = std::make_unique<oc_sub>();
  oc_sub* sub = owned.get();
  sub->watch = Watch(self->host.world().loop(), fd, events, [self, fd, fn, arg](unsigned ready) {
    enter_plugin(*self, "a watch", [&] { fn(arg, fd, ready); });
  });
  if (!sub->watch) return nullptr;
  self->subs[sub] = std::move(owned);
  return sub;
}

oc_sub* host_subscribe(oc_self* self, const char* event, void (*fn)(void*, oc_str), void* arg) {
  if (!on_loop(self, "subscribe") || !event || !fn || self->stopped) return nullptr;
  auto owned = std::make_unique<oc_sub>();
  oc_sub* sub = owned.get();
  sub->subscription = Subscription(
      self->host.world().control().bus(), event, [self, fn, arg](std::string_view json) {
        enter_plugin(*self, "a subscription", [&] { fn(arg, borrow(json)); });
      });
  self->subs[sub] = std::move(owned);
  return sub;
}

void host_cancel(oc_self* self, oc_sub* sub) {
  if (sub && on_loop(self, "cancel")) self->subs.erase(sub);
}

int host_work(oc_self* self, void (*fn)(void*), void (*done)(void*), void* arg) {
  if (!on_loop(self, "work")) return -EPERM;
  if (!fn || !done) return -EINVAL;
  if (self->stopped) return -ECANCELED;
  ++self->works;
  self->host.world().loop().work([fn, arg] { fn(arg); },
                                 [self, done, arg] {
                                   --self->works;
                                   enter_plugin(*self, "finished work", [&] { done(arg); });
                                 });
  return 0;
}

int host_publish(oc_self* self, const oc_event* event) {
  if (!on_loop(self, "publish")) return -EPERM;
  if (!event || event->size < sizeof(oc_event)) return -EINVAL;
  Event out{.name = view(event->name), .payload = view(event->payload_json)};
  if (out.name.empty() || (!out.payload.empty() && !is_json(out.payload))) return -EINVAL;
  if (out.payload.empty()) out.payload = "{}";
  if (event->scope) out.scope = event->scope;
  if (event->capability) out.capability = event->capability;
  out.connection_id = view(event->connection_id);
  out.drop_if_slow = event->flags & OC_EVENT_DROP_IF_SLOW;
  out.state_version = event->flags & OC_EVENT_STATE_VERSION;
  out.no_seq = event->flags & OC_EVENT_NO_SEQ;
  return static_cast<int>(self->host.world().control().bus().publish(out));
}

oc_str host_config(oc_self* self) { return borrow(self->config); }

oc_str host_config_at(oc_self* self, oc_str place) {
  if (!on_loop(self, "config_at")) return {nullptr, 0};
  const auto found = self->readable.find(std::string(view(place)));
  if (found != self->readable.end()) return borrow(found->second);
  log_line(LogLevel::warn, "plugins",
           "plugin " + self->id + " asked for the configuration at \"" + std::string(view(place)) +
               "\", which its config_reads does not name");
  return {nullptr, 0};
}

const char* host_state_dir(oc_self* self) { return self->host.world().state_dir().c_str(); }

oc_iface host_find(oc_self* self, const char* iface) {
  if (!iface || !on_loop(self, "find")) return {nullptr, nullptr};
  return self->host.find(iface);
}

void host_each(oc_self* self, const char* iface, void (*fn)(void*, const char*, oc_iface),
               void* arg) {
  if (!iface || !fn || !on_loop(self, "each")) return;
  self->host.each(iface, [fn, arg](const char* id, oc_iface found) { fn(arg, id, found); });
}

int host_snapshot(oc_self* self, const char* slot, oc_str json) {
  if (!on_loop(self, "snapshot")) return -EPERM;
  if (!slot || (json.n > 0 && !is_json(view(json)))) return -EINVAL;
  return self->host.world().control().set_snapshot(slot, view(json)) ? 0 : -EINVAL;
}

void host_stopped(oc_stopping* stopping) {
  if (!stopping || !stopping->plugin || !on_loop(stopping->plugin, "stopped")) return;
  stopping->plugin->host.answered_stop(stopping);
}

void host_failed(oc_self* self, oc_str why) {
  if (on_loop(self, "failed")) self->host.fail_started(*self, std::string(view(why)));
}

}  // namespace

const oc_host& host_table() {
  static const oc_host table = {
      .size = sizeof(oc_host),
      .abi_major = OC_ABI_MAJOR,
      .abi_minor = OC_ABI_MINOR,
      .version = OPENCLAW_VERSION,
      .log = host_log,
      .post = host_post,
      .now_ms = host_now_ms,
      .wall_ms = host_wall_ms,
      .timer = host_timer,
      .watch = host_watch,
      .cancel = host_cancel,
      .work = host_work,
      .publish = host_publish,
      .call = host_call,
      .caller = host_caller,
      .interim = host_interim,
      .reply = host_reply,
      .fail = host_fail,
      .config = host_config,
      .state_dir = host_state_dir,
      .find = host_find,
      .each = host_each,
      .snapshot = host_snapshot,
      .stopped = host_stopped,
      .failed = host_failed,
      .on_gone = host_on_gone,
      .config_at = host_config_at,
      .subscribe = host_subscribe,
  };
  return table;
}

oc_iface host_iface(PluginHost& host, const std::string& iface) {
  if (iface == OC_STORE) return store_iface(host);
  if (iface == OC_HTTP) return http_iface(host);
  if (iface == OC_CLIENTS) return clients_iface(host);
  if (iface == OC_WS) return ws_iface(host);
  if (iface == OC_FRONT) return front_iface(host);
  return {nullptr, nullptr};
}

namespace {

// Tables that plugins call without asking the gateway: a size, then functions and texts, each of
// which must be there, up to what came later. Other interfaces are between their two plugins.
struct KnownTable {
  std::string_view iface;
  std::uint32_t size;
};
constexpr std::array<KnownTable, 2> kKnownTables = {
    {{OC_MODEL_PROVIDER, offsetof(oc_model_provider, providers)},
     {OC_MESSAGING, sizeof(oc_messaging)}}};

std::string check_known(std::string_view iface, const void* ops) {
  for (const KnownTable& known : kKnownTables) {
    if (known.iface != iface) continue;
    std::uint32_t size = 0;
    std::memcpy(&size, ops, sizeof size);
    bool whole = size >= known.size;
    for (std::size_t at = sizeof(void*); whole && at < known.size; at += sizeof(void*)) {
      const void* member = nullptr;
      std::memcpy(&member, static_cast<const char*>(ops) + at, sizeof member);
      whole = member != nullptr;
    }
    if (!whole) return "its " + std::string(iface) + " lacks a member; set size and all of them";
  }
  return {};
}

}  // namespace

std::string add_services(PluginHost& host, oc_self& plugin) {
  const oc_plugin& table = plugin.module.table();
  for (const oc_service* at = table.services; at && at->iface; ++at) {
    const std::string_view iface = at->iface;
    std::string problem;
    if (!at->ops) problem = std::string(iface) + " has no table of functions";
    if (host_iface(host, at->iface).ops) problem = std::string(iface) + " is the gateway's own";
    if (problem.empty()) problem = check_known(iface, at->ops);
    if (problem.empty() && iface == OC_METHODS) problem = add_methods(host, plugin, at->ops);
    if (problem.empty() && iface == OC_HTTP_ROUTES) {
      problem = add_http_routes(host, plugin, at->ops);
    }
    if (problem.empty() && iface == OC_WS_ROUTES) problem = add_ws_routes(host, plugin, at->ops);
    if (!problem.empty()) return problem;
  }
  return {};
}

}  // namespace openclaw
