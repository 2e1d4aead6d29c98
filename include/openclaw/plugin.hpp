// SPDX-License-Identifier: MIT
// openclaw/plugin.hpp - the C++17 way to write a plugin: a thin coat over openclaw/plugin.h, header
// only, so that no C++ type crosses the boundary. Derive from oc::Plugin, name the services, and
// end the file with OC_PLUGIN. Every call into the plugin is guarded: an exception ends there, is
// logged, and becomes -EIO or a failed request. The raw handles are always within reach.
#ifndef OPENCLAW_PLUGIN_HPP
#define OPENCLAW_PLUGIN_HPP

#include <openclaw/iface/http-routes.h>
#include <openclaw/iface/methods.h>
#include <openclaw/plugin.h>

#include <cerrno>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace oc {

inline std::string_view view(oc_str s) {
  return s.p ? std::string_view(s.p, s.n) : std::string_view();
}
inline oc_str str(std::string_view s) { return {s.data(), s.size()}; }

// A timer, a watch or a subscription. Its destructor cancels it, also from inside its own callback.
class Sub {
 public:
  Sub() = default;
  Sub(Sub &&o) noexcept : state_(std::move(o.state_)) {}
  Sub &operator=(Sub &&o) noexcept {
    std::swap(state_, o.state_);
    return *this;
  }
  ~Sub() { reset(); }
  void reset() {
    if (!state_) return;
    if (state_->sub) state_->host->cancel(state_->self, state_->sub);
    state_->sub = nullptr;
    state_.reset();
  }
  explicit operator bool() const { return state_ && state_->sub; }

 private:
  friend class Host;
  struct State {
    const oc_host *host;
    oc_self *self;
    oc_sub *sub = nullptr;
    std::function<void()> fn;
    std::function<void(std::string_view)> told;
    std::weak_ptr<State> weak;
  };
  std::shared_ptr<State> state_;  // its callback keeps it whole while it runs
};

// One request. Answered once; one that is dropped unanswered fails by itself.
class Request {
 public:
  Request() = default;  // none
  Request(const oc_host *host, oc_req *req) : host_(host), req_(req) {}
  Request(Request &&o) noexcept
      : host_(o.host_), req_(std::exchange(o.req_, nullptr)), gone_(std::move(o.gone_)) {}
  Request &operator=(Request &&o) noexcept {
    std::swap(host_, o.host_);
    std::swap(req_, o.req_);
    std::swap(gone_, o.gone_);
    return *this;
  }
  ~Request() {
    if (req_) fail("UNAVAILABLE", "the plugin gave no answer");
  }
  [[nodiscard]] const oc_caller &caller() const { return *host_->caller(req_); }
  void interim(std::string_view json) {
    if (req_) host_->interim(req_, str(json));
  }
  void reply(std::string_view json) {
    if (req_) host_->reply(std::exchange(req_, nullptr), str(json));
  }
  void fail(const char *code, std::string_view why) {
    oc_error error{};
    error.size = sizeof error;
    error.code = code;
    error.message = str(why);
    error.retry_after_ms = -1;
    error.retryable = -1;
    fail(error);
  }
  void fail(const oc_error &error) {
    if (req_) host_->fail(std::exchange(req_, nullptr), &error);
  }
  // Runs fn when nobody will read the answer any more. fn may end the request and with it itself.
  void on_gone(std::function<void()> fn) {
    if (!req_) return;
    gone_ = std::make_shared<Gone>(Gone{std::move(fn), {}});
    gone_->weak = gone_;
    const auto tell = [](void *p) {
      const std::shared_ptr<Gone> gone = static_cast<Gone *>(p)->weak.lock();
      if (gone) gone->fn();
    };
    host_->on_gone(req_, tell, gone_.get());
  }
  [[nodiscard]] explicit operator bool() const { return req_ != nullptr; }
  [[nodiscard]] oc_req *raw() const { return req_; }

 private:
  struct Gone {
    std::function<void()> fn;
    std::weak_ptr<Gone> weak;
  };
  const oc_host *host_ = nullptr;
  oc_req *req_ = nullptr;
  std::shared_ptr<Gone> gone_;
};

// The gateway, as the plugin sees it.
class Host {
 public:
  Host(const oc_host *host, oc_self *self) : host_(host), self_(self) {}
  void log(int level, std::string_view text) const { host_->log(self_, level, str(text)); }
  [[nodiscard]] std::string_view config() const { return view(host_->config(self_)); }
  // Empty when nothing is there, and from a gateway that cannot say.
  [[nodiscard]] std::string_view config_at(std::string_view place) const {
    return OC_HAS(host_, config_at) ? view(host_->config_at(self_, str(place))) : "";
  }
  [[nodiscard]] uint64_t now_ms() const { return host_->now_ms(); }
  [[nodiscard]] int64_t wall_ms() const { return host_->wall_ms(); }
  int publish(std::string_view name, std::string_view json, uint32_t flags = 0,
              const char *capability = nullptr) const {
    oc_event event{};
    event.size = sizeof event;
    event.flags = flags;
    event.name = str(name);
    event.payload_json = str(json);
    event.capability = capability;
    return host_->publish(self_, &event);
  }
  // An event to one client alone, without a seq. 0: it is not there.
  int publish_to(std::string_view connection_id, std::string_view name,
                 std::string_view json) const {
    oc_event event{};
    event.size = sizeof event;
    event.flags = OC_EVENT_NO_SEQ;
    event.name = str(name);
    event.payload_json = str(json);
    event.connection_id = str(connection_id);
    return host_->publish(self_, &event);
  }
  // Runs fn with the payload of each event of this name, see oc_host.subscribe.
  [[nodiscard]] Sub subscribe(const char *event, std::function<void(std::string_view)> fn) const {
    Sub sub;
    sub.state_ = new_state();
    sub.state_->told = std::move(fn);
    const auto tell = [](void *p, oc_str payload) {
      const std::shared_ptr<Sub::State> state = static_cast<Sub::State *>(p)->weak.lock();
      if (!state) return;
      Host(state->host, state->self).guard([&] { return state->told(view(payload)), 0; });
    };
    sub.state_->sub = host_->subscribe(self_, event, tell, sub.state_.get());
    return sub;
  }
  int snapshot(const char *slot, std::string_view json) const {
    return host_->snapshot(self_, slot, str(json));
  }
  void failed(std::string_view why) const { host_->failed(self_, str(why)); }
  [[nodiscard]] Sub after(uint64_t ms, std::function<void()> fn) const {
    return timer(ms, 0, std::move(fn));
  }
  [[nodiscard]] Sub every(uint64_t ms, std::function<void()> fn) const {
    return timer(ms, ms, std::move(fn));
  }
  // Runs fn on a thread of the pool, then done on the loop; fn may call nothing of the plugin that
  // is not for any thread. When this gives an error, neither is called.
  int work(std::function<void()> fn, std::function<void()> done) const {
    struct Work {
      Host host;
      std::function<void()> fn;
      std::function<void()> done;
    };
    auto work = std::make_unique<Work>(Work{*this, std::move(fn), std::move(done)});
    const int err = host_->work(
        self_,
        [](void *p) {
          auto *one = static_cast<Work *>(p);
          one->host.guard([&] { return one->fn(), 0; });
        },
        [](void *p) {
          const std::unique_ptr<Work> one(static_cast<Work *>(p));
          one->host.guard([&] { return one->done(), 0; });
        },
        work.get());
    if (err >= 0) static_cast<void>(work.release());
    return err;
  }
  [[nodiscard]] oc_iface find(const char *iface) const { return host_->find(self_, iface); }
  [[nodiscard]] const oc_host *raw() const { return host_; }
  [[nodiscard]] oc_self *self() const { return self_; }

  // Runs f; an exception becomes a line in the log and -EIO.
  template <class F>
  int guard(F &&f) const noexcept {
    try {
      return std::forward<F>(f)();
    } catch (const std::exception &e) {
      log(OC_LOG_ERROR, e.what());
    } catch (...) {
      log(OC_LOG_ERROR, "an exception that is no std::exception");
    }
    return -EIO;
  }

 private:
  [[nodiscard]] std::shared_ptr<Sub::State> new_state() const {
    auto state = std::make_shared<Sub::State>();
    state->host = host_;
    state->self = self_;
    state->weak = state;
    return state;
  }
  Sub timer(uint64_t first, uint64_t every, std::function<void()> fn) const {
    Sub sub;
    sub.state_ = new_state();
    Sub::State &state = *sub.state_;
    state.fn = std::move(fn);
    const auto once = [](void *p) { fire(p, true); };
    const auto again = [](void *p) { fire(p, false); };
    state.sub = host_->timer(self_, first, every, every == 0 ? +once : +again, &state);
    return sub;
  }
  static void fire(void *p, bool once) {
    const std::shared_ptr<Sub::State> state = static_cast<Sub::State *>(p)->weak.lock();
    if (!state) return;
    if (once) state->sub = nullptr;
    Host(state->host, state->self).guard([&] { return state->fn(), 0; });
  }
  const oc_host *host_;
  oc_self *self_;
};

// Ends stop(): at once when it is dropped, or later by whoever keeps it.
class Stopping {
 public:
  Stopping(const oc_host *host, oc_stopping *stopping) : host_(host), stopping_(stopping) {}
  Stopping(Stopping &&o) noexcept
      : host_(o.host_), stopping_(std::exchange(o.stopping_, nullptr)) {}
  Stopping &operator=(Stopping &&o) noexcept {
    std::swap(host_, o.host_);
    std::swap(stopping_, o.stopping_);
    return *this;
  }
  ~Stopping() {
    if (stopping_) host_->stopped(stopping_);
  }

 private:
  const oc_host *host_;
  oc_stopping *stopping_;
};

class Plugin {
 public:
  explicit Plugin(Host h) : host(h) {}
  virtual ~Plugin() = default;
  Plugin(const Plugin &) = delete;
  Plugin &operator=(const Plugin &) = delete;
  virtual int start() { return 0; }
  virtual void stop(Stopping) {}

  Host host;
};

template <class M>
struct MemberOf;
template <class C, class R, class... A>
struct MemberOf<R (C::*)(A...)> {
  using Class = C;
};

// `void Class::handler(oc::Request, std::string_view params)` as the handler of an oc_method.
template <auto Member>
void handler(void *state, oc_req *req, oc_str params) {
  using Class = typename MemberOf<decltype(Member)>::Class;
  auto *self = static_cast<Class *>(static_cast<Plugin *>(state));
  Request request(self->host.raw(), req);
  self->host.guard([&] { return (self->*Member)(std::move(request), view(params)), 0; });
}

template <class C>
const oc_plugin *make_table(const char *id, const char *version, const char *summary,
                            const oc_service *services, const char *const *after,
                            const char *config_schema, const char *const *config_reads = nullptr) {
  static const oc_plugin table = {
      OC_PLUGIN_HEAD,
      id,
      version,
      summary,
      services,
      after,
      config_schema,
      [](const oc_host *host, oc_self *self, void **state) {
        return Host(host, self).guard([&] {
          *state = static_cast<Plugin *>(new C(Host(host, self)));
          return 0;
        });
      },
      [](void *state) {
        auto *plugin = static_cast<Plugin *>(state);
        return plugin->host.guard([&] { return plugin->start(); });
      },
      nullptr,
      [](void *state, oc_stopping *stopping) {
        auto *plugin = static_cast<Plugin *>(state);
        Stopping answer(plugin->host.raw(), stopping);
        plugin->host.guard([&] { return plugin->stop(std::move(answer)), 0; });
      },
      [](void *state) { delete static_cast<Plugin *>(state); },
      config_reads};
  return &table;
}

}  // namespace oc

// The last line of a plugin: OC_PLUGIN(Class, "id", "1.0", "What it does", services, after,
// schema). services and after are static arrays or nullptr, schema a JSON text or nullptr.
#define OC_PLUGIN(Class, id, version, summary, services, after, schema)          \
  extern "C" OC_EXPORT const oc_plugin *oc_plugin_entry(void) {                  \
    return oc::make_table<Class>(id, version, summary, services, after, schema); \
  }

// The same for one that reads places of the gateway's configuration: a static array of them, ended
// by nullptr.
#define OC_PLUGIN_READS(Class, id, version, summary, services, after, schema, reads)    \
  extern "C" OC_EXPORT const oc_plugin *oc_plugin_entry(void) {                         \
    return oc::make_table<Class>(id, version, summary, services, after, schema, reads); \
  }

#endif
