// SPDX-License-Identifier: MIT
#include "core/control/methods.hpp"

#include <algorithm>

#include "core/json/json.hpp"
#include "core/log/log.hpp"
#include "core/loop.hpp"

namespace openclaw {
namespace {

bool role_fits(MethodRole wanted, Role role) {
  if (wanted == MethodRole::kAny) return true;
  return (wanted == MethodRole::kNode) == (role == Role::kNode);
}

Error role_error(Role role) {
  return invalid_request("unauthorized role: " + std::string(role_name(role)));
}

Error too_often(std::string_view method, std::uint64_t wait_ms) {
  const std::uint64_t seconds = (wait_ms + 999) / 1000;
  Error error = unavailable("rate limit exceeded for " + std::string(method) + "; retry after " +
                            std::to_string(seconds) + "s");
  error.retryable = true;
  error.retry_after_ms = static_cast<std::int64_t>(wait_ms);
  JsonWriter details;
  details.object().key("method").value(method).key("limit").value("30 per 60s").end();
  error.details_json = details.take();
  return error;
}

std::string problems_of(const Method& method, const Params& params) {
  if (!params.ambiguity.empty()) return params.ambiguity;
  if (!method.params) return {};
  if (params.checked_by == method.params) return params.problems;
  if (params.text == "{}" && method.params->accepts_empty_object()) return {};
  return method.params->problems_of(params.text);
}

}  // namespace

void check_params(Params& params, std::string_view method, const ParamSchemas& schemas) {
  const auto found = schemas.find(method);
  if (found == schemas.end() || params.text.empty()) return;
  params.checked_by = found->second;
  params.problems = found->second->problems_of(params.text);
}

Error missing_scope(std::string_view scope, std::uint32_t protocol) {
  Error error{std::string(protocol >= 4 ? code::kForbidden : code::kInvalidRequest),
              "missing scope: " + std::string(scope)};
  JsonWriter details;
  details.object().key("code").value("MISSING_SCOPE").key("missingScope").value(scope);
  details.key("requiredScopes").array().value(scope).end().end();
  error.details_json = details.take();
  return error;
}

std::uint64_t RateWindow::count(const std::string& key, std::uint64_t now_ms) {
  std::deque<std::uint64_t>& calls = calls_[key];
  while (!calls.empty() && calls.front() + kWindowMs <= now_ms) calls.pop_front();
  if (calls.size() >= kLimit) return calls.front() + kWindowMs - now_ms;
  calls.push_back(now_ms);
  if (calls_.size() > 1024) {
    std::erase_if(calls_, [now_ms](const auto& row) {
      return row.second.empty() || row.second.back() + kWindowMs <= now_ms;
    });
  }
  return 0;
}

bool MethodTable::add(Method method) {
  std::string name = method.name;
  if (!methods_.emplace(name, std::move(method)).second) return false;
  order_.push_back(std::move(name));
  schemas_ = nullptr;
  return true;
}

void MethodTable::add_own(Method method, std::string_view schema) {
  const std::string name = method.name;
  Result<Schema> compiled = Schema::compile(schema);
  if (compiled) {
    method.params = std::make_shared<const Schema>(std::move(*compiled));
    if (add(std::move(method))) return;
  }
  log_line(LogLevel::error, "gateway",
           "the method " + name + " is not served: " +
               (compiled ? "there is one of that name" : compiled.error().message));
}

std::shared_ptr<const ParamSchemas> MethodTable::schemas() {
  if (schemas_) return schemas_;
  auto all = std::make_shared<ParamSchemas>();
  for (const auto& [name, method] : methods_) {
    if (method.params) all->emplace(name, method.params);
  }
  schemas_ = std::move(all);
  return schemas_;
}

void MethodTable::remove_owner(const void* owner) {
  schemas_ = nullptr;
  std::erase_if(methods_, [owner](const auto& row) { return row.second.owner == owner; });
  std::erase_if(order_, [this](const std::string& name) { return !methods_.contains(name); });
}

std::vector<std::string> MethodTable::advertised() const {
  std::vector<std::string> names;
  for (const std::string& name : order_) {
    if (methods_.find(name)->second.advertised) names.push_back(name);
  }
  return names;
}

std::optional<Error> MethodTable::refuse(const Method& method, const Request& request,
                                         const Params& params) {
  const Caller& caller = request.caller();
  if (caller.role == Role::kOperator && !method.needs_no_scope) {
    const std::string dynamic = method.scope.empty() ? method.scope_of(params.text) : std::string();
    const std::string_view scope = method.scope.empty() ? std::string_view(dynamic) : method.scope;
    if (!caller.scopes.allow_method(scope, method.name)) {
      return missing_scope(scope, caller.protocol);
    }
  }
  if (method.startup_gated && !gate_open_) return still_starting();
  if (method.control_write) {
    // A device that connects anew is the one it was.
    const std::string& who = caller.device_id.empty() ? caller.connection_id : caller.device_id;
    const std::string key = method.name + ' ' + who + ' ' + caller.peer;
    if (const std::uint64_t wait = rates_.count(key, Loop::now_ms())) {
      return too_often(method.name, wait);
    }
  }
  const std::string problems = problems_of(method, params);
  if (problems.empty()) return std::nullopt;
  return invalid_request("invalid " + method.name + " params: " + problems);
}

bool MethodTable::wrong_role(const Request& request) const {
  const auto found = methods_.find(std::string_view(request.method()));
  const Role role = request.caller().role;
  if (found == methods_.end()) {
    return role == Role::kNode || is_node_method(request.method());
  }
  return !role_fits(found->second.role, role);
}

bool MethodTable::dispatch(const RequestRef& request, const Params& asked) {
  const auto found = methods_.find(std::string_view(request->method()));
  const Caller& caller = request->caller();
  if (found == methods_.end()) {
    const bool wrong = this->wrong_role(*request);
    if (wrong) {
      request->fail(role_error(caller.role));
    } else if (caller.dialect == Dialect::kProduct && !caller.scopes.allow(kAdminScope)) {
      request->fail(missing_scope(kAdminScope, caller.protocol));
    } else {
      request->fail(invalid_request("unknown method: " + request->method()));
    }
    return wrong;
  }
  const Method& method = found->second;
  if (!role_fits(method.role, caller.role)) {
    request->fail(role_error(caller.role));
    return true;
  }
  Params params = asked;
  if (params.text.empty()) params.text = "{}";
  if (const auto error = refuse(method, *request, params)) {
    request->fail(*error);
  } else {
    method.handle(request, params.text);
  }
  return false;
}

}  // namespace openclaw
