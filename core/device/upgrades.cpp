// SPDX-License-Identifier: MIT
#include "core/device/upgrades.hpp"

#include <algorithm>

#include "core/json/json.hpp"
#include "core/json/utf8.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

// Those that are open and as many that are decided on, for who asks again.
constexpr std::size_t kMostAsked = 2 * kMostPairRequests;
constexpr std::size_t kMostWaiting = 16;

constexpr const char* kAskParams =
    R"({"type":"object","required":["scopes"],"properties":{"scopes":{"type":"array",)"
    R"("minItems":1,"maxItems":8,"items":{"type":"string","minLength":1}}},)"
    R"("additionalProperties":false})";
constexpr const char* kWaitParams =
    R"({"type":"object","required":["requestId"],"properties":{)"
    R"("requestId":{"type":"string","minLength":1}},"additionalProperties":false})";

Error browser_identity_needed() {
  Error error = invalid_request(
      "device scope upgrade requires a paired browser identity; reopen the Control UI over HTTPS "
      "or localhost, then retry");
  error.details_json =
      R"({"code":"DEVICE_IDENTITY_REQUIRED","recommendedNextStep":"reopen_control_ui_securely"})";
  return error;
}

std::string unknown_among(const Names& scopes) {
  const auto found = std::find_if_not(scopes.begin(), scopes.end(), is_known_scope);
  return found == scopes.end() ? std::string() : *found;
}

Error unknown_scope(const std::string& scope) {
  constexpr std::size_t kMostShown = 64;
  return invalid_request("unknown scope '" + std::string(utf8_clip(scope, kMostShown)) +
                         "'; ask for scopes such as operator.read, operator.write or "
                         "operator.admin");
}

Error not_there() { return invalid_request("scope upgrade expired or not found"); }

void add(MethodTable& methods, const char* name, const char* schema,
         std::function<void(const RequestRef&, const cJSON*)> handle) {
  Method method;
  method.name = name;
  method.scope = "operator.read";
  method.handle = [handle = std::move(handle)](const RequestRef& request, std::string_view params) {
    const Result<JsonTree> tree = parse_json(params);
    handle(request, tree ? tree->get() : nullptr);
  };
  methods.add_own(std::move(method), schema);
}

}  // namespace

void ScopeUpgrades::ask(const RequestRef& request, const Names& scopes) {
  const std::string device_id = request->caller().device_id;
  if (device_id.empty() || !devices_.book().device(device_id)) {
    return request->fail(browser_identity_needed());
  }
  const std::string unknown = unknown_among(scopes);
  if (!unknown.empty()) return request->fail(unknown_scope(unknown));
  devices_.tidy();
  devices_.ask_scopes(device_id, scopes, [this, request, device_id](Result<std::string> id) {
    if (!id) return request->fail(id.error());
    note(*id, device_id);
    request->reply(R"({"requestId":)" + json_quoted(*id) + '}');
  });
}

void ScopeUpgrades::wait(const RequestRef& request, const std::string& id) {
  devices_.tidy();
  expire(wall_ms());
  const auto found = asked_.find(id);
  if (found == asked_.end() || found->second.device_id != request->caller().device_id) {
    return request->fail(not_there());
  }
  Asked& asked = found->second;
  if (!asked.decision.empty()) return answer(request, id, asked);
  std::erase_if(asked.waiting, [](const RequestRef& one) { return one->gone(); });
  if (asked.waiting.size() >= kMostWaiting) {
    return request->fail(unavailable("too many wait for this request; wait for one answer"));
  }
  asked.waiting.push_back(request);
}

void ScopeUpgrades::resolved(const std::string& id, std::string_view decision) {
  const auto found = asked_.find(id);
  if (found == asked_.end() || !found->second.decision.empty()) return;
  Asked& asked = found->second;
  asked.decision = decision;
  asked.decided_ms = wall_ms();
  const std::vector<RequestRef> waiting = std::exchange(asked.waiting, {});
  const Asked copy{.device_id = asked.device_id, .decision = asked.decision};
  for (const RequestRef& request : waiting) answer(request, id, copy);
}

void ScopeUpgrades::expire(std::int64_t now_ms) {
  std::erase_if(asked_, [now_ms](const auto& one) {
    return !one.second.decision.empty() && one.second.decided_ms + kPairRequestMs <= now_ms;
  });
  std::vector<std::string> gone;
  for (const auto& [id, asked] : asked_) {
    if (asked.decision.empty() && !devices_.is_open(id)) gone.push_back(id);
  }
  for (const std::string& id : gone) {
    resolved(id, "expired");
    asked_.erase(id);
  }
}

void ScopeUpgrades::note(const std::string& id, const std::string& device_id) {
  if (asked_.contains(id)) return;
  if (asked_.size() >= kMostAsked) {
    expire(wall_ms());
    forget_oldest_decision();
  }
  asked_[id] = Asked{device_id};
}

void ScopeUpgrades::forget_oldest_decision() {
  if (asked_.size() < kMostAsked) return;
  auto oldest = asked_.end();
  for (auto one = asked_.begin(); one != asked_.end(); ++one) {
    if (one->second.decision.empty()) continue;
    if (oldest == asked_.end() || one->second.decided_ms < oldest->second.decided_ms) oldest = one;
  }
  if (oldest != asked_.end()) asked_.erase(oldest);
}

void ScopeUpgrades::answer(const RequestRef& request, const std::string& id,
                           const Asked& asked) const {
  const Device* device = devices_.book().device(asked.device_id);
  const DeviceToken* token = device ? device->token("operator") : nullptr;
  JsonWriter w;
  w.object().key("status").value(asked.decision).key("requestId").value(id);
  if (asked.decision == "approved") {
    if (!token || token->revoked_ms > 0) return request->fail(not_there());
    w.key("deviceToken").value(token->value.reveal()).key("scopes").array();
    for (const std::string& scope : token->scopes) w.value(scope);
    w.end();
  }
  request->reply(w.end().str());
}

void add_upgrade_methods(MethodTable& methods, ScopeUpgrades& upgrades) {
  add(methods, "device.scopes.requestUpgrade", kAskParams,
      [&upgrades](const RequestRef& request, const cJSON* params) {
        Names scopes;
        const cJSON* scope = nullptr;
        cJSON_ArrayForEach(scope, json_get(params, "scopes")) {
          scopes.emplace_back(scope->valuestring);
        }
        upgrades.ask(request, scopes);
      });
  add(methods, "device.scopes.waitUpgrade", kWaitParams,
      [&upgrades](const RequestRef& request, const cJSON* params) {
        upgrades.wait(request, std::string(json_string(params, "requestId")));
      });
}

}  // namespace openclaw
