// SPDX-License-Identifier: MIT
#include "core/plugin/host_requests.hpp"

#include <openclaw/iface/methods.h>

#include <cerrno>
#include <cstring>

#include "core/client/frame.hpp"
#include "core/control/control_plane.hpp"
#include "core/http/routes.hpp"
#include "core/json/scan.hpp"
#include "core/plugin/host.hpp"
#include "core/plugin/host_table.hpp"
#include "core/plugin/self.hpp"

namespace openclaw {
namespace {

std::string text_or_empty(const char* text) { return text ? text : ""; }

Error read_error(const oc_error* error) {
  if (!error || error->size < offsetof(oc_error, details_json)) {
    return unavailable("the plugin gave no reason");
  }
  Error out{text_or_empty(error->code), std::string(view(error->message))};
  if (out.code.empty()) out.code = code::kUnavailable;
  if (error->size < sizeof(oc_error)) return out;
  if (is_json(view(error->details_json))) out.details_json = view(error->details_json);
  if (error->retryable >= 0) out.retryable = error->retryable != 0;
  if (error->retry_after_ms >= 0) out.retry_after_ms = error->retry_after_ms;
  return out;
}

// What is no JSON would break the frame around it, and with it the client.
bool is_sendable(const oc_self& plugin, const Request& request, oc_str payload) {
  if (payload.n == 0 || is_json(view(payload))) return true;
  log_line(LogLevel::error, "plugins",
           "plugin " + plugin.id + " answered " + request.method() + " with what is no JSON");
  return false;
}

void fill_caller(oc_caller& out, const Caller& caller) {
  out.size = sizeof out;
  out.connection_id = borrow(caller.connection_id);
  out.client_id = borrow(caller.client_id);
  out.client_mode = borrow(caller.client_mode);
  out.role = borrow(role_name(caller.role));
  out.scopes = borrow(caller.scopes_joined);
  out.caps = borrow(caller.caps_joined);
  out.protocol = caller.protocol;
  out.device_id = borrow(caller.device_id);
  out.flags = caller.by_device_token ? OC_CALLER_DEVICE_TOKEN : 0;
}

// Takes the request out of the plugin's hands; nothing when it was answered before.
RequestRef take(oc_req* req, const char* what) {
  if (!req || !req->plugin || !on_loop(req->plugin, what)) return nullptr;
  oc_self& plugin = *req->plugin;
  if (!req->request) {
    log_line(LogLevel::error, "plugins",
             "plugin " + plugin.id + " called " + what + " for a request it had answered");
    return nullptr;
  }
  plugin.requests.erase(req);
  RequestRef request = std::move(req->request);
  req->request = nullptr;
  plugin.host.requests().give_back(req);
  return request;
}

void hand_over(oc_self& plugin, const oc_method& row, const RequestRef& request,
               std::string_view params) {
  oc_req* req = plugin.host.requests().take();
  req->request = request;
  req->plugin = &plugin;
  fill_caller(req->caller, request->caller());
  plugin.requests.insert(req);
  const bool returned =
      enter_plugin(plugin, row.name, [&] { row.handle(plugin.state, req, borrow(params)); });
  if (!returned && req->request) {
    take(req, "fail")->fail(unavailable("the plugin " + plugin.id + " failed"));
  }
}

std::string ask_scope(oc_self& plugin, const oc_method& row, std::string_view params) {
  const char* scope = nullptr;
  enter_plugin(plugin, row.name, [&] { scope = row.scope_of(plugin.state, borrow(params)); });
  return scope ? scope : "operator.admin";
}

std::string enter_row(PluginHost& host, oc_self& plugin, const oc_method& row) {
  if (!row.name || !row.handle) return "a method has no name or no handler";
  const std::string name = row.name;
  const std::string role = text_or_empty(row.role);
  if (!row.scope && !row.scope_of) return "method " + name + " has no scope";
  Method method;
  method.name = name;
  method.owner = &plugin;
  method.role = role == "node"  ? MethodRole::kNode
                : role == "any" ? MethodRole::kAny
                                : MethodRole::kOperator;
  method.scope = text_or_empty(row.scope);
  method.advertised = row.flags & OC_METHOD_ADVERTISED;
  method.startup_gated = row.flags & OC_METHOD_STARTUP_GATED;
  method.control_write = row.flags & OC_METHOD_CONTROL_WRITE;
  if (row.params_schema_json) {
    Result<Schema> schema = Schema::compile(row.params_schema_json);
    if (!schema) return "method " + name + ": its schema cannot be used: " + schema.error().message;
    method.params = std::make_shared<const Schema>(std::move(*schema));
  }
  method.handle = [&plugin, row](const RequestRef& request, std::string_view params) {
    hand_over(plugin, row, request, params);
  };
  method.scope_of = [&plugin, row](std::string_view params) {
    return ask_scope(plugin, row, params);
  };
  if (host.world().control().methods().add(std::move(method))) return {};
  return "method " + name + " is already served by another plugin or by the gateway; rename it";
}

// A method called from inside: its answers go to a function instead of a connection.
class InsideCall final : public AnswerSink {
 public:
  using Finished = void (*)(void*, oc_str, const oc_error*);
  InsideCall(oc_self& plugin, Finished finished, void* arg)
      : plugin_(plugin), finished_(finished), arg_(arg) {}
  void answer(Request&, const Answer& answer) override {
    if (!answer.final) return;
    oc_error error{};
    if (answer.error) {
      error.size = sizeof error;
      error.code = answer.error->code.c_str();
      error.message = borrow(answer.error->message);
      error.details_json = borrow(answer.error->details_json);
      error.payload_json = borrow(answer.payload);
      error.retry_after_ms = answer.error->retry_after_ms.value_or(-1);
      error.retryable = answer.error->retryable ? (*answer.error->retryable ? 1 : 0) : -1;
    }
    enter_plugin(plugin_, "the answer of a call",
                 [&] { finished_(arg_, borrow(answer.payload), answer.error ? &error : nullptr); });
  }

 private:
  oc_self& plugin_;
  Finished finished_;
  void* arg_;
};

CallerRef inside_caller() {
  Caller caller;
  caller.client_id = "gateway";
  caller.client_mode = "backend";
  caller.scopes = Scopes({"operator.admin"});
  caller.scopes_joined = caller.scopes.joined();
  return std::make_shared<const Caller>(std::move(caller));
}

}  // namespace

const oc_caller* host_caller(oc_req* req) { return req ? &req->caller : nullptr; }

int host_on_gone(oc_req* req, void (*fn)(void*), void* arg) {
  if (!req || !req->plugin || !on_loop(req->plugin, "on_gone")) return -EPERM;
  if (!req->request || !fn) return -EINVAL;
  std::function<void()> tell = [plugin = req->plugin, asked = std::weak_ptr(req->request), fn,
                                arg] {
    const RequestRef request = asked.lock();
    if (request && !request->answered()) enter_plugin(*plugin, "on_gone", [&] { fn(arg); });
  };
  if (req->request->gone()) {
    req->plugin->host.world().loop().post(std::move(tell));
  } else {
    req->request->on_gone(std::move(tell));
  }
  return 0;
}

void host_interim(oc_req* req, oc_str payload_json) {
  if (!req || !req->plugin || !on_loop(req->plugin, "interim")) return;
  if (!req->request || !is_sendable(*req->plugin, *req->request, payload_json)) return;
  req->request->interim(view(payload_json));
}

void host_reply(oc_req* req, oc_str payload_json) {
  oc_self* const plugin = req ? req->plugin : nullptr;
  const RequestRef request = take(req, "reply");
  if (!request) return;
  if (is_sendable(*plugin, *request, payload_json)) {
    request->reply(view(payload_json));
  } else {
    request->fail(unavailable("the plugin " + plugin->id + " gave an answer that is no JSON"));
  }
}

void host_fail(oc_req* req, const oc_error* error) {
  oc_self* const plugin = req ? req->plugin : nullptr;
  const RequestRef request = take(req, "fail");
  if (!request) return;
  oc_str payload{};
  if (error && error->size >= sizeof(oc_error)) payload = error->payload_json;
  if (!is_sendable(*plugin, *request, payload)) payload = {};
  request->fail(read_error(error), view(payload));
}

int host_call(oc_self* self, const char* method, oc_str params_json,
              void (*done)(void*, oc_str, const oc_error*), void* arg) {
  if (!on_loop(self, "call")) return -EPERM;
  if (!method || !done) return -EINVAL;
  if (self->stopped) return -ECANCELED;
  auto sink = std::make_shared<InsideCall>(*self, done, arg);
  const auto request = std::make_shared<Request>(sink.get(), "0", method, inside_caller());
  request->on_answered([sink](Request&) {});
  const std::string_view params = view(params_json);
  std::string ambiguity = params.empty() ? std::string() : ambiguity_of(params);
  self->host.world().control().dispatch(request, {params, std::move(ambiguity)});
  return 0;
}

std::string add_methods(PluginHost& host, oc_self& plugin, const void* ops) {
  const auto& methods = *static_cast<const oc_methods*>(ops);
  constexpr std::size_t kLeast = offsetof(oc_method, handle) + sizeof(oc_method::handle);
  if (methods.size < sizeof(oc_methods) || methods.row_size < kLeast ||
      (methods.count > 0 && !methods.rows)) {
    return "its oc_methods is too small or has no rows; set size, row_size and rows";
  }
  const auto* at = reinterpret_cast<const char*>(methods.rows);
  for (std::size_t i = 0; i < methods.count; ++i, at += methods.row_size) {
    // Members that the plugin's header did not have yet read as zero.
    oc_method row{};
    std::memcpy(&row, at, std::min<std::size_t>(methods.row_size, sizeof row));
    if (std::string problem = enter_row(host, plugin, row); !problem.empty()) return problem;
  }
  return {};
}

void drop_requests(oc_self& plugin) {
  while (!plugin.requests.empty()) {
    // It is not given out again: the plugin may still hold it, and answer somebody else's request.
    const RequestRef request = (*plugin.requests.begin())->request;
    (*plugin.requests.begin())->request = nullptr;
    plugin.requests.erase(plugin.requests.begin());
    request->fail(unavailable("the plugin " + plugin.id + " stopped before it answered"));
  }
  while (!plugin.exchanges.empty()) {
    oc_http_req* req = *plugin.exchanges.begin();
    plugin.exchanges.erase(plugin.exchanges.begin());
    req->exchange->respond(
        error_reply(503, "the plugin stopped before it answered", "unavailable"));
    req->exchange->end();
    req->exchange = nullptr;
  }
}

}  // namespace openclaw
