// SPDX-License-Identifier: MIT
#include "core/plugin/host.hpp"

#include <openclaw/iface/methods.h>
#include <openclaw/iface/store.h>

#include <algorithm>
#include <cstring>

#include "core/config/excerpt.hpp"
#include "core/control/control_plane.hpp"
#include "core/http/routes.hpp"
#include "core/http/ws_routes.hpp"
#include "core/plugin/host_table.hpp"
#include "core/plugin/order.hpp"
#include "core/plugin/self.hpp"

namespace openclaw {
namespace {

const void* service(const oc_plugin& plugin, const std::string& iface) {
  for (const oc_service* at = plugin.services; at && at->iface; ++at) {
    if (iface == at->iface) return at->ops;
  }
  return nullptr;
}

// What the one who runs the gateway can do.
std::string leave_out(const oc_self& plugin) {
  return "; mend it, or set plugins.entries." + plugin.id + ".enabled to false";
}

// Milliseconds after which a callback is named although it has not returned.
constexpr std::uint64_t kNoReturnMs = 1000;

// [any thread]
void report_no_return(const std::string& plugin, const std::string& what, std::uint64_t ms) {
  log_line(LogLevel::warn, "watchdog",
           "plugin " + plugin + " has held the loop for " + std::to_string(ms) + " ms in " + what +
               " and has not returned");
}

}  // namespace

PluginHost::PluginHost(PluginWorld& world)
    : world_(world), watchdog_(kNoReturnMs, report_no_return) {}
PluginHost::~PluginHost() = default;

std::size_t PluginHost::count() const {
  return static_cast<std::size_t>(std::count_if(
      plugins_.begin(), plugins_.end(), [](const auto& plugin) { return plugin->started; }));
}

void PluginHost::fail(const std::string& plugin, const std::string& file,
                      const std::string& message) {
  log_line(LogLevel::error, "plugins", message);
  failures_.push_back({plugin, message, file.rfind(own_directory_ + '/', 0) == 0});
}

void PluginHost::fail_started(oc_self& plugin, const std::string& why) {
  if (!plugin.started || std::exchange(plugin.failed, true)) return;
  const std::string& file = plugin.module.file();
  fail(plugin.id, file, file + ": " + why + leave_out(plugin));
  world_.control().health().set("health.plugins", health_json());
  world_.loop().post([this, &plugin] {
    if (plugin.started && !plugin.stopping.plugin) halt(plugin);
  });
}

std::vector<std::string> PluginHost::failing() const {
  std::vector<std::string> out;
  for (const Failure& failure : failures_) {
    if (failure.own) out.push_back(failure.plugin);
  }
  return out;
}

std::string PluginHost::health_json() const {
  JsonWriter w;
  w.object().key("loaded").array();
  for (const auto& plugin : plugins_) {
    if (plugin->started && !plugin->failed) w.value(plugin->id);
  }
  w.end().key("errors").array();
  for (const Failure& failure : failures_) {
    w.object().key("plugin").value(failure.plugin).key("message").value(failure.message).end();
  }
  w.end().key("unavailable").array().end().end();
  return w.take();
}

void PluginHost::start(const PluginPlan& plan) {
  if (!plan.directories.empty()) own_directory_ = plan.directories.front();
  for (const std::string& directory : plan.directories) {
    for (const std::string& file : find_plugin_files(directory)) load(plan, file);
  }
  sort();
  for (const auto& plugin : plugins_) initialise(*plugin, plan);
  for (const auto& plugin : plugins_) {
    if (plugin->initialised) begin(*plugin);
  }
}

void PluginHost::load(const PluginPlan& plan, const std::string& file) {
  const std::string id = plugin_id_of(file);
  if (std::find(plan.disabled.begin(), plan.disabled.end(), id) != plan.disabled.end()) return;
  for (const auto& plugin : plugins_) {
    if (plugin->id != id) continue;
    return fail(id, file,
                file + ": a plugin \"" + id + "\" is already loaded from " + plugin->module.file() +
                    "; remove one of them");
  }
  Result<Module> module = Module::open(file);
  if (!module) return fail(id, file, module.error().message);
  plugins_.push_back(std::make_unique<oc_self>(*this, std::move(*module)));
}

void PluginHost::sort() {
  std::vector<const oc_plugin*> tables;
  for (const auto& plugin : plugins_) tables.push_back(&plugin->module.table());
  const PluginOrder order = order_plugins(tables);
  for (const auto& circle : order.circles) tell_circle(circle);
  for (const auto& plugin : plugins_) {
    for (const std::string& missing : missing_before(plugin->module.table(), tables)) {
      log_line(LogLevel::info, "plugins",
               plugin->module.file() + ": is to start after \"" + missing +
                   "\", which is not loaded; it starts all the same");
    }
  }
  Plugins sorted;
  for (const std::size_t place : order.starts) sorted.push_back(std::move(plugins_[place]));
  plugins_ = std::move(sorted);
}

void PluginHost::tell_circle(const std::vector<std::size_t>& circle) const {
  const oc_self& first = *plugins_[circle.front()];
  std::string way;
  for (const std::size_t place : circle) way += plugins_[place]->id + " -> ";
  log_line(LogLevel::warn, "plugins",
           first.module.file() + ": its `after` goes in a circle: " + way + first.id +
               "; it starts first all the same; take one of these names out of `after`");
}

bool PluginHost::configure(oc_self& plugin, const PluginPlan& plan) {
  const auto own = plan.configs.find(plugin.id);
  if (own != plan.configs.end()) plugin.config = own->second;
  const oc_plugin& table = plugin.module.table();
  const bool reads = OC_HAS(&table, config_reads);
  for (const char* const* place = reads ? table.config_reads : nullptr; place && *place; ++place) {
    plugin.readable[*place] = config_excerpt(plan.config, *place);
  }
  if (!OC_HAS(&table, config_schema_json)) return true;
  const Result<Schema> schema = Schema::compile(table.config_schema_json);
  if (!schema) {
    fail(plugin.id, plugin.module.file(),
         plugin.module.file() + ": its configuration schema cannot be used: " +
             schema.error().message + leave_out(plugin));
    return false;
  }
  const std::string problems = schema->problems_of(plugin.config);
  if (problems.empty()) return true;
  fail(plugin.id, plugin.module.file(),
       "plugins.entries." + plugin.id + ".config: " + problems + leave_out(plugin));
  return false;
}

bool PluginHost::initialise(oc_self& plugin, const PluginPlan& plan) {
  if (!configure(plugin, plan)) return false;
  int result = 0;
  const bool returned = enter_plugin(plugin, "init", [&] {
    result = plugin.module.table().init(&host_table(), &plugin, &plugin.state);
  });
  if (!returned || result < 0) {
    fail(plugin.id, plugin.module.file(),
         plugin.module.file() + ": init failed: " +
             (returned ? std::strerror(-result) : "it threw an exception") + leave_out(plugin));
    reclaim(plugin);
    plugin.stopped = true;
    return false;
  }
  plugin.initialised = true;
  return true;
}

bool PluginHost::begin(oc_self& plugin) {
  const oc_plugin& table = plugin.module.table();
  int result = 0;
  bool returned = true;
  plugin.started = true;
  const std::string problem = add_services(*this, plugin);
  if (problem.empty() && OC_HAS(&table, start)) {
    returned = enter_plugin(plugin, "start", [&] { result = table.start(plugin.state); });
  }
  if (problem.empty() && returned && result >= 0) return true;
  fail(plugin.id, plugin.module.file(),
       plugin.module.file() + ": start failed: " +
           (!problem.empty() ? problem
            : returned       ? std::strerror(-result)
                             : "it threw an exception") +
           leave_out(plugin));
  plugin.started = false;
  reclaim(plugin);
  plugin.stopped = true;
  return false;
}

oc_iface PluginHost::find(const std::string& iface) {
  const oc_iface own = host_iface(*this, iface);
  if (own.ops) return own;
  const oc_self* first = nullptr;
  for (const auto& plugin : plugins_) {
    if (!plugin->started || !service(plugin->module.table(), iface)) continue;
    if (first) {
      tell_rival(iface, *first, *plugin);
      break;
    }
    first = plugin.get();
  }
  if (!first) return {nullptr, nullptr};
  return {service(first->module.table(), iface), first->state};
}

// Whoever asks for one interface means one: that there is another is told, once.
void PluginHost::tell_rival(const std::string& iface, const oc_self& asked, const oc_self& other) {
  if (!rivals_told_.insert(iface).second) return;
  log_line(LogLevel::warn, "plugins",
           iface + " is served by " + asked.module.file() + " and by " + other.module.file() +
               "; only the first is asked; set plugins.entries." + other.id +
               ".enabled to false, or that of " + asked.id);
}

void PluginHost::each(const std::string& iface,
                      const std::function<void(const char*, oc_iface)>& fn) {
  each_started(iface, [&fn](oc_self& plugin, const void* ops) {
    fn(plugin.id.c_str(), {ops, plugin.state});
  });
}

void PluginHost::each_started(const std::string& iface,
                              const std::function<void(oc_self&, const void*)>& fn) {
  for (const auto& plugin : plugins_) {
    if (!plugin->started) continue;
    if (const void* ops = service(plugin->module.table(), iface)) fn(*plugin, ops);
  }
}

void PluginHost::stop(Callback stopped) {
  stopped_ = std::move(stopped);
  stopping_at_ = plugins_.size();
  stop_next();
}

std::string PluginHost::stopping() const {
  if (stopped_ && stopping_at_ < plugins_.size()) return plugins_[stopping_at_]->id;
  const auto working = std::find_if(plugins_.begin(), plugins_.end(),
                                    [](const auto& plugin) { return plugin->works > 0; });
  return working == plugins_.end() ? std::string() : (*working)->id;
}

void PluginHost::stop_next() {
  while (stopping_at_ > 0) {
    oc_self& plugin = *plugins_[--stopping_at_];
    if (!plugin.started) continue;
    // One that failed may be on its way out.
    if (!plugin.stopping.plugin) halt(plugin);
    return;
  }
  if (stopped_) std::exchange(stopped_, nullptr)();
}

// Nothing more is asked of it.
void PluginHost::withdraw(oc_self& plugin) {
  world_.control().methods().remove_owner(&plugin);
  world_.routes().remove_owner(&plugin);
  world_.ws_routes().remove_owner(&plugin);
  drop_front(plugin);
}

void PluginHost::halt(oc_self& plugin) {
  const oc_plugin& table = plugin.module.table();
  withdraw(plugin);
  plugin.stopping = {&plugin, false};
  const bool waits = OC_HAS(&table, stop) && enter_plugin(plugin, "stop", [&] {
                       table.stop(plugin.state, &plugin.stopping);
                     });
  if (!waits) answered_stop(&plugin.stopping);
}

void PluginHost::answered_stop(oc_stopping* stopping) {
  if (!stopping || stopping->answered || !stopping->plugin) return;
  stopping->answered = true;
  if (stopping->plugin->store_calls == 0) finish_stop(*stopping->plugin);
}

// What it asked of the store is answered while it still has its requests.
void PluginHost::store_answered(oc_self& plugin) {
  if (plugin.stopping.answered && !plugin.stopped) finish_stop(plugin);
}

void PluginHost::finish_stop(oc_self& plugin) {
  reclaim(plugin);
  plugin.started = false;
  plugin.stopped = true;
  if (!stopped_ || plugins_[stopping_at_].get() != &plugin) return;
  // From the loop, so that a plugin that answers at once does not stop the next from inside its
  // own.
  world_.loop().post([this] { stop_next(); });
}

// What the plugin still holds is taken back, and named: the plugin should have let it go.
void PluginHost::reclaim(oc_self& plugin) {
  withdraw(plugin);
  std::string left;
  const auto name = [&left](std::size_t n, const char* what) {
    if (n > 0) left += (left.empty() ? "" : ", ") + std::to_string(n) + ' ' + what;
  };
  const auto count = [&plugin](auto has) {
    return static_cast<std::size_t>(std::count_if(plugin.subs.begin(), plugin.subs.end(), has));
  };
  const std::size_t timers = count([](const auto& sub) { return !!sub.second->timer; });
  const std::size_t watches = count([](const auto& sub) { return !!sub.second->watch; });
  name(timers, "timer(s)");
  name(watches, "watch(es)");
  name(plugin.subs.size() - timers - watches, "subscription(s)");
  name(plugin.requests.size(), "open request(s)");
  name(plugin.exchanges.size(), "open HTTP request(s)");
  if (!left.empty()) {
    log_line(
        LogLevel::warn, "plugins",
        "plugin " + plugin.id + " left behind: " + left + "; cancel and answer before stopped()");
  }
  plugin.subs.clear();
  drop_requests(plugin);
  drop_sockets(plugin);
  drop_notes(plugin);
  drop_questions(plugin);
}

void PluginHost::finish(oc_self& plugin) {
  const oc_plugin& table = plugin.module.table();
  if (!plugin.initialised || !OC_HAS(&table, fini)) return;
  enter_plugin(plugin, "fini", [&] { table.fini(plugin.state); });
}

void PluginHost::unload() {
  while (!plugins_.empty()) {
    finish(*plugins_.back());
    watchdog_.let_go();
    plugins_.pop_back();
  }
}

}  // namespace openclaw
