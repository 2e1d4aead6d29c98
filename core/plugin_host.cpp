// SPDX-License-Identifier: MIT
#include "core/plugin_host.hpp"

#include <openclaw/iface/methods.h>
#include <openclaw/iface/store.h>

#include <algorithm>
#include <cstring>

#include "core/control_plane.hpp"
#include "core/host_table.hpp"
#include "core/http_routes.hpp"
#include "core/plugin_self.hpp"

namespace openclaw {
namespace {

bool waits_for(const oc_plugin& plugin, std::string_view other) {
  for (const char* const* at = plugin.after; at && *at; ++at) {
    if (other == *at) return true;
  }
  return false;
}

const void* service(const oc_plugin& plugin, const std::string& iface) {
  for (const oc_service* at = plugin.services; at && at->iface; ++at) {
    if (iface == at->iface) return at->ops;
  }
  return nullptr;
}

}  // namespace

PluginHost::PluginHost(PluginWorld& world) : world_(world) {}
PluginHost::~PluginHost() = default;

std::size_t PluginHost::count() const {
  return static_cast<std::size_t>(std::count_if(
      plugins_.begin(), plugins_.end(), [](const auto& plugin) { return plugin->started; }));
}

void PluginHost::fail(const std::string& plugin, const std::string& message) {
  log_line(LogLevel::error, "plugins", message);
  failures_.push_back({plugin, message});
}

std::string PluginHost::health_json() const {
  JsonWriter w;
  w.object().key("loaded").array();
  for (const auto& plugin : plugins_) {
    if (plugin->started) w.value(plugin->id);
  }
  w.end().key("errors").array();
  for (const Failure& failure : failures_) {
    w.object().key("plugin").value(failure.plugin).key("message").value(failure.message).end();
  }
  w.end().key("unavailable").array().end().end();
  return w.take();
}

void PluginHost::start(const PluginPlan& plan) {
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
    return fail(id, file + ": a plugin \"" + id + "\" is already loaded from " +
                        plugin->module.file() + "; remove one of them");
  }
  Result<Module> module = Module::open(file);
  if (!module) return fail(id, module.error().message);
  plugins_.push_back(std::make_unique<oc_self>(*this, std::move(*module)));
}

// The first plugin that waits for none of the others; in a circle, whoever is first.
PluginHost::Plugins::iterator PluginHost::next_to_start() {
  const auto is_free = [this](const auto& candidate) {
    return std::none_of(plugins_.begin(), plugins_.end(), [&candidate](const auto& other) {
      return other != candidate && waits_for(candidate->module.table(), other->id);
    });
  };
  const auto found = std::find_if(plugins_.begin(), plugins_.end(), is_free);
  if (found != plugins_.end()) return found;
  log_line(LogLevel::warn, "plugins",
           "plugin " + plugins_.front()->id +
               " waits, over others, for itself; it starts all the same (see its `after`)");
  return plugins_.begin();
}

// Whoever is named in `after` comes first; where nothing is said, the order of loading stays.
void PluginHost::sort() {
  Plugins sorted;
  while (!plugins_.empty()) {
    const auto next = next_to_start();
    sorted.push_back(std::move(*next));
    plugins_.erase(next);
  }
  plugins_ = std::move(sorted);
}

bool PluginHost::configure(oc_self& plugin, const PluginPlan& plan) {
  const auto own = plan.configs.find(plugin.id);
  if (own != plan.configs.end()) plugin.config = own->second;
  const oc_plugin& table = plugin.module.table();
  if (!OC_HAS(&table, config_schema_json)) return true;
  const Result<Schema> schema = Schema::compile(table.config_schema_json);
  if (!schema) {
    fail(plugin.id, plugin.module.file() +
                        ": its configuration schema cannot be used: " + schema.error().message);
    return false;
  }
  const std::string problems = schema->problems_of(plugin.config);
  if (problems.empty()) return true;
  fail(plugin.id, "plugins.entries." + plugin.id + ".config: " + problems +
                      "; mend it, or set plugins.entries." + plugin.id + ".enabled to false");
  return false;
}

bool PluginHost::initialise(oc_self& plugin, const PluginPlan& plan) {
  if (!configure(plugin, plan)) return false;
  int result = 0;
  const bool returned = enter_plugin(plugin, "init", [&] {
    result = plugin.module.table().init(&host_table(), &plugin, &plugin.state);
  });
  if (!returned || result < 0) {
    fail(plugin.id, plugin.module.file() + ": init failed: " +
                        (returned ? std::strerror(-result) : "it threw an exception"));
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
  fail(plugin.id, plugin.module.file() + ": start failed: " +
                      (!problem.empty() ? problem
                       : returned       ? std::strerror(-result)
                                        : "it threw an exception"));
  plugin.started = false;
  reclaim(plugin);
  plugin.stopped = true;
  return false;
}

oc_iface PluginHost::find(const std::string& iface) {
  for (const auto& plugin : plugins_) {
    if (!plugin->started) continue;
    if (const void* ops = service(plugin->module.table(), iface)) return {ops, plugin->state};
  }
  return host_iface(*this, iface);
}

void PluginHost::each(const std::string& iface,
                      const std::function<void(const char*, oc_iface)>& fn) {
  for (const auto& plugin : plugins_) {
    if (!plugin->started) continue;
    if (const void* ops = service(plugin->module.table(), iface)) {
      fn(plugin->id.c_str(), {ops, plugin->state});
    }
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
    const oc_plugin& table = plugin.module.table();
    if (!plugin.started) continue;
    world_.control().methods().remove_owner(&plugin);
    world_.routes().remove_owner(&plugin);
    plugin.stopping = {&plugin, false};
    if (!OC_HAS(&table, stop)) {
      answered_stop(&plugin.stopping);
      return;
    }
    const bool returned =
        enter_plugin(plugin, "stop", [&] { table.stop(plugin.state, &plugin.stopping); });
    if (!returned) answered_stop(&plugin.stopping);
    return;
  }
  if (stopped_) std::exchange(stopped_, nullptr)();
}

void PluginHost::answered_stop(oc_stopping* stopping) {
  if (!stopping || stopping->answered || !stopping->plugin) return;
  stopping->answered = true;
  oc_self& plugin = *stopping->plugin;
  reclaim(plugin);
  plugin.started = false;
  plugin.stopped = true;
  // From the loop, so that a plugin that answers at once does not stop the next from inside its
  // own.
  world_.loop().post([this] { stop_next(); });
}

// What the plugin still holds is taken back, and named: the plugin should have let it go.
void PluginHost::reclaim(oc_self& plugin) {
  world_.control().methods().remove_owner(&plugin);
  world_.routes().remove_owner(&plugin);
  std::string left;
  const auto name = [&left](std::size_t n, const char* what) {
    if (n > 0) left += (left.empty() ? "" : ", ") + std::to_string(n) + ' ' + what;
  };
  name(plugin.subs.size(), "timers or watches");
  name(plugin.requests.size(), "open requests");
  name(plugin.exchanges.size(), "open HTTP requests");
  if (!left.empty()) log_line(LogLevel::warn, "plugins", plugin.id + " left behind: " + left);
  plugin.subs.clear();
  drop_requests(*this, plugin);
}

void PluginHost::finish(oc_self& plugin) {
  const oc_plugin& table = plugin.module.table();
  if (!plugin.initialised || !OC_HAS(&table, fini)) return;
  enter_plugin(plugin, "fini", [&] { table.fini(plugin.state); });
}

void PluginHost::unload() {
  while (!plugins_.empty()) {
    finish(*plugins_.back());
    plugins_.pop_back();
  }
}

}  // namespace openclaw
