// SPDX-License-Identifier: MIT
#include "core/client/connect_params.hpp"

#include "core/json/json.hpp"
#include "core/schema/schema.hpp"

namespace openclaw {
namespace {

constexpr std::string_view kSchema = R"json({
"type":"object","additionalProperties":false,
"required":["minProtocol","maxProtocol","client"],
"properties":{
 "minProtocol":{"type":"integer","minimum":1},
 "maxProtocol":{"type":"integer","minimum":1},
 "client":{"type":"object","additionalProperties":false,
  "required":["id","version","platform","mode"],
  "properties":{
   "id":{"enum":["webchat-ui","openclaw-control-ui","openclaw-browser-copilot","openclaw-tui",
    "webchat","cli","gateway-client","openclaw-macos","openclaw-linux","openclaw-ios",
    "openclaw-watchos","openclaw-android","node-host","openclaw-worker","test","fingerprint",
    "openclaw-probe"]},
   "mode":{"enum":["webchat","cli","ui","backend","node","worker","probe","test"]},
   "version":{"type":"string","minLength":1},
   "platform":{"type":"string","minLength":1},
   "displayName":{"type":"string","minLength":1},
   "buildId":{"type":"string","minLength":1,"maxLength":96},
   "deviceFamily":{"type":"string","minLength":1},
   "modelIdentifier":{"type":"string","minLength":1},
   "timeZone":{"type":"string","minLength":1,"maxLength":64},
   "instanceId":{"type":"string","minLength":1}}},
 "role":{"type":"string","minLength":1},
 "scopes":{"type":"array","items":{"type":"string","minLength":1}},
 "caps":{"type":"array","items":{"type":"string","minLength":1}},
 "commands":{"type":"array","items":{"type":"string","minLength":1}},
 "permissions":{"type":"object","additionalProperties":{"type":"boolean"}},
 "computerUse":{},
 "pathEnv":{"type":"string"},
 "workerRuns":{"type":"object","additionalProperties":false,
  "required":["bundleHash","openclawVersion","protocolFeatures"],
  "properties":{
   "bundleHash":{"type":"string","pattern":"^[0-9a-f]{64}$"},
   "openclawVersion":{"type":"string","minLength":1,"maxLength":128},
   "protocolFeatures":{"type":"array","maxItems":64,
    "items":{"type":"string","minLength":1,"maxLength":128}},
   "bundlePrewarm":{"type":"integer","minimum":1}}},
 "modelCatalog":{"type":"object"},
 "device":{"type":"object","additionalProperties":false,
  "required":["id","publicKey","signature","signedAt","nonce"],
  "properties":{
   "id":{"type":"string","minLength":1},
   "publicKey":{"type":"string","minLength":1},
   "signature":{"type":"string","minLength":1},
   "signedAt":{"type":"integer","minimum":0},
   "nonce":{"type":"string"}}},
 "auth":{"type":"object","additionalProperties":false,
  "properties":{
   "token":{"type":"string"},"bootstrapToken":{"type":"string"},"deviceToken":{"type":"string"},
   "password":{"type":"string"},"approvalRuntimeToken":{"type":"string"},
   "agentRuntimeIdentityToken":{"type":"string"}}},
 "locale":{"type":"string"},
 "userAgent":{"type":"string"}}})json";

const Schema& connect_schema() {
  static const Schema schema = [] {
    Result<Schema> compiled = Schema::compile(kSchema);
    return std::move(*compiled);
  }();
  return schema;
}

std::vector<std::string> texts(const cJSON* list) {
  std::vector<std::string> out;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, list) out.emplace_back(item->valuestring);
  return out;
}

void read_client(const cJSON* client, ConnectParams& params) {
  params.client_id = json_string(client, "id");
  params.client_mode = json_string(client, "mode");
  params.client_version = json_string(client, "version");
  params.client_platform = json_string(client, "platform");
  params.display_name = json_string(client, "displayName");
  params.device_family = json_string(client, "deviceFamily");
  params.model_identifier = json_string(client, "modelIdentifier");
  params.time_zone = json_string(client, "timeZone");
  params.instance_id = json_string(client, "instanceId");
}

DeviceBlock read_device(const cJSON* device) {
  DeviceBlock block;
  block.id = json_string(device, "id");
  block.public_key = json_string(device, "publicKey");
  block.signature = json_string(device, "signature");
  block.signed_at = json_int(device, "signedAt", 0);
  block.nonce = json_string(device, "nonce");
  return block;
}

std::string declared_by(const cJSON* root) {
  JsonWriter w;
  w.object();
  const cJSON* member = nullptr;
  cJSON_ArrayForEach(member, root) {
    const std::string_view name = member->string;
    if (name != "auth" && name != "device") w.key(name).raw(print_json(member));
  }
  return w.end().take();
}

}  // namespace

bool is_browser(const ConnectParams& params) {
  return params.client_id == "openclaw-control-ui" || params.client_id == "webchat" ||
         params.client_id == "webchat-ui" || params.client_mode == "webchat";
}

Result<ConnectParams> read_connect_params(std::string_view json) {
  const Result<JsonTree> tree = parse_json(json.empty() ? "null" : json);
  const cJSON* root = tree ? tree->get() : nullptr;
  const std::string problems = root ? connect_schema().problems(root) : "must be object";
  if (!problems.empty()) return invalid_request("invalid connect params: " + problems);

  ConnectParams params;
  params.min_protocol = json_int(root, "minProtocol", 0);
  params.max_protocol = json_int(root, "maxProtocol", 0);
  read_client(json_get(root, "client"), params);
  params.role = json_string(root, "role", "operator");
  params.scopes = texts(json_get(root, "scopes"));
  params.caps = texts(json_get(root, "caps"));
  if (const cJSON* device = json_get(root, "device")) params.device = read_device(device);
  const cJSON* auth = json_get(root, "auth");
  params.token = json_string(auth, "token");
  params.password = json_string(auth, "password");
  params.device_token = json_string(auth, "deviceToken");
  params.bootstrap_token = json_string(auth, "bootstrapToken");
  if (params.role == "node") params.declared = declared_by(root);
  return params;
}

}  // namespace openclaw
