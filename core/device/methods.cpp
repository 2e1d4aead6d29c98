// SPDX-License-Identifier: MIT
#include "core/device/methods.hpp"

#include <algorithm>
#include <utility>

#include "core/control/methods.hpp"
#include "core/device/devices.hpp"
#include "core/json/json.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

using Handler = void (*)(Devices&, const RequestRef&, const cJSON* params);

constexpr const char* kRequestParams =
    R"({"type":"object","required":["requestId"],"properties":{)"
    R"("requestId":{"type":"string","minLength":1}},"additionalProperties":false})";
constexpr const char* kDeviceParams =
    R"({"type":"object","required":["deviceId"],"properties":{)"
    R"("deviceId":{"type":"string","minLength":1}},"additionalProperties":false})";
constexpr const char* kRenameParams =
    R"({"type":"object","required":["deviceId","label"],"properties":{)"
    R"("deviceId":{"type":"string","minLength":1},)"
    R"("label":{"type":"string","minLength":1,"maxLength":64}},"additionalProperties":false})";
constexpr const char* kRotateParams =
    R"({"type":"object","required":["deviceId","role"],"properties":{)"
    R"("deviceId":{"type":"string","minLength":1},"role":{"type":"string","minLength":1},)"
    R"("scopes":{"type":"array","items":{"type":"string","minLength":1}}},)"
    R"("additionalProperties":false})";
constexpr const char* kRevokeParams =
    R"({"type":"object","required":["deviceId","role"],"properties":{)"
    R"("deviceId":{"type":"string","minLength":1},"role":{"type":"string","minLength":1}},)"
    R"("additionalProperties":false})";

Error not_kept() {
  Error error = unavailable("the change could not be written to the database; see the log");
  error.retryable = true;
  return error;
}

// A device that came by its own token and is no administrator sees and manages itself alone.
bool may_manage(const Request& request, const std::string& device_id) {
  const Caller& caller = request.caller();
  return !caller.by_device_token || caller.device_id == device_id ||
         caller.scopes.allow("operator.admin");
}

// Nobody gives away more than they hold, to themselves neither; and a node is let in by an
// administrator alone, since what it runs and sees has no scope.
std::optional<Error> refuse_approval(const Request& request, const PairRequest& asked) {
  const Caller& caller = request.caller();
  const bool node = std::find(asked.roles.begin(), asked.roles.end(), "node") != asked.roles.end();
  const bool denied = node && !caller.scopes.allow("operator.admin");
  if (denied || !may_manage(request, asked.face.device_id)) {
    return invalid_request("device pairing approval denied");
  }
  for (const std::string& scope : asked.scopes) {
    if (covers(caller.scopes.names(), {scope})) continue;
    return invalid_request("missing scope: " + scope);
  }
  return std::nullopt;
}

std::string text(const cJSON* params, const char* key) {
  return std::string(json_string(params, key));
}

std::string two_members(const char* one, const std::string& first, const char* other,
                        const std::string& second) {
  JsonWriter w;
  w.object().key(one).value(first).key(other).value(second).end();
  return w.take();
}

void list(Devices& devices, const RequestRef& request, const cJSON*) {
  devices.tidy();
  std::vector<const Device*> paired;
  for (const auto& [id, device] : devices.book().devices()) {
    if (may_manage(*request, id)) paired.push_back(&device);
  }
  std::stable_sort(paired.begin(), paired.end(), [](const Device* a, const Device* b) {
    return a->approved_ms > b->approved_ms;
  });
  JsonWriter w;
  w.object().key("pending").array();
  for (const PairRequest* one : devices.book().requests()) {
    if (may_manage(*request, one->face.device_id)) w.raw(request_row(*one));
  }
  w.end().key("paired").array();
  for (const Device* device : paired) {
    const bool connected = devices.device_connected(device->face.device_id);
    w.raw(device_row(*device, &connected, devices.noted(device->face.device_id)));
  }
  request->reply(w.end().end().str());
}

void approve(Devices& devices, const RequestRef& request, const cJSON* params) {
  devices.tidy();
  const std::string id = text(params, "requestId");
  const PairRequest* asked = devices.book().request(id);
  if (!asked) return request->fail(invalid_request("unknown requestId"));
  if (const auto error = refuse_approval(*request, *asked)) return request->fail(*error);
  devices.approve(id, [request, id](const Device* device) {
    if (!device) return request->fail(not_kept());
    JsonWriter w;
    w.object().key("requestId").value(id).key("device").raw(device_row(*device, nullptr)).end();
    request->reply(w.str());
  });
}

void reject(Devices& devices, const RequestRef& request, const cJSON* params) {
  devices.tidy();
  const std::string id = text(params, "requestId");
  const PairRequest* asked = devices.book().request(id);
  if (!asked) return request->fail(invalid_request("unknown requestId"));
  const std::string device = asked->face.device_id;
  if (!may_manage(*request, device)) {
    return request->fail(invalid_request("device pairing rejection denied"));
  }
  devices.reject(id, [request, id, device](bool kept) {
    if (!kept) return request->fail(not_kept());
    request->reply(two_members("requestId", id, "deviceId", device));
  });
}

void remove(Devices& devices, const RequestRef& request, const cJSON* params) {
  const std::string id = text(params, "deviceId");
  if (!may_manage(*request, id)) {
    return request->fail(invalid_request("device pairing removal denied"));
  }
  if (!devices.book().device(id)) return request->fail(invalid_request("unknown deviceId"));
  devices.remove(id, [&devices, request, id](bool kept) {
    if (!kept) return request->fail(not_kept());
    request->reply(R"({"deviceId":)" + json_quoted(id) + '}');
    devices.drop(id, {});
  });
}

void rename(Devices& devices, const RequestRef& request, const cJSON* params) {
  const std::string id = text(params, "deviceId");
  const std::string label = text(params, "label");
  if (!may_manage(*request, id)) {
    return request->fail(invalid_request("device pairing rename denied"));
  }
  if (!devices.book().device(id)) return request->fail(invalid_request("unknown deviceId"));
  devices.rename(id, label, [request, id, label](bool kept) {
    if (!kept) return request->fail(not_kept());
    request->reply(two_members("deviceId", id, "label", label));
  });
}

// A token is given only to its own device, and to that only where it is what it came with.
std::string rotated_reply(const std::string& device_id, const DeviceToken& token, bool in_band) {
  JsonWriter w;
  w.object().key("deviceId").value(device_id).key("role").value(token.role);
  if (in_band) w.key("token").value(token.value.reveal());
  w.key("scopes").array();
  for (const std::string& scope : token.scopes) w.value(scope);
  w.end().key("rotatedAtMs").value(token.rotated_ms);
  w.key("tokenDelivery").value(in_band ? "in-band" : "withheld-cross-device").end();
  return w.take();
}

void rotate(Devices& devices, const RequestRef& request, const cJSON* params) {
  const std::string id = text(params, "deviceId");
  const std::string role = text(params, "role");
  std::optional<Names> scopes;
  if (const cJSON* asked = json_get(params, "scopes")) {
    scopes.emplace();
    const cJSON* scope = nullptr;
    cJSON_ArrayForEach(scope, asked) scopes->emplace_back(scope->valuestring);
  }
  const Error denied = invalid_request("device token rotation denied");
  const Device* device = devices.book().device(id);
  const DeviceToken* token = device ? device->token(role) : nullptr;
  const Caller& caller = request->caller();
  if (!token || !may_manage(*request, id) ||
      !covers(caller.scopes.names(), scopes.value_or(token->scopes))) {
    return request->fail(denied);
  }
  const bool in_band = caller.device_id == id && caller.by_device_token;
  const bool begun =
      devices.rotate(id, role, scopes, [&devices, request, id, in_band](const DeviceToken* fresh) {
        if (!fresh) return request->fail(not_kept());
        request->reply(rotated_reply(id, *fresh, in_band));
        devices.drop(id, fresh->role);
      });
  if (!begun) request->fail(denied);
}

void revoke(Devices& devices, const RequestRef& request, const cJSON* params) {
  const std::string id = text(params, "deviceId");
  const std::string role = text(params, "role");
  if (!may_manage(*request, id)) {
    return request->fail(invalid_request("device token revocation denied"));
  }
  const Device* device = devices.book().device(id);
  if (!device || !device->token(role)) {
    return request->fail(invalid_request("unknown deviceId/role"));
  }
  const std::int64_t now = wall_ms();
  devices.revoke(id, role, now, [&devices, request, id, role, now](bool kept) {
    if (!kept) return request->fail(not_kept());
    JsonWriter w;
    w.object().key("deviceId").value(id).key("role").value(role).key("revokedAtMs").value(now);
    request->reply(w.end().str());
    devices.drop(id, role);
  });
}

void add(MethodTable& methods, Devices& devices, const char* name, const char* schema,
         Handler handle) {
  Method method;
  method.name = name;
  method.scope = "operator.pairing";
  method.handle = [&devices, handle](const RequestRef& request, std::string_view params) {
    const Result<JsonTree> tree = parse_json(params);
    handle(devices, request, tree ? tree->get() : nullptr);
  };
  methods.add_own(std::move(method), schema);
}

}  // namespace

void add_device_methods(MethodTable& methods, Devices& devices) {
  add(methods, devices, "device.pair.list", kNoParams, list);
  add(methods, devices, "device.pair.approve", kRequestParams, approve);
  add(methods, devices, "device.pair.reject", kRequestParams, reject);
  add(methods, devices, "device.pair.remove", kDeviceParams, remove);
  add(methods, devices, "device.pair.rename", kRenameParams, rename);
  add(methods, devices, "device.token.rotate", kRotateParams, rotate);
  add(methods, devices, "device.token.revoke", kRevokeParams, revoke);
}

}  // namespace openclaw
