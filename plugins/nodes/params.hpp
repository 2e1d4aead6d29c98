// SPDX-License-Identifier: MIT
// The parameters of the methods, as the protocol defines them.
#pragma once

namespace {

constexpr const char* kNoParams = R"json(
{"type":"object","additionalProperties":false})json";

constexpr const char* kNodeParams = R"json(
{"type":"object","required":["nodeId"],"properties":{"nodeId":{"type":"string","minLength":1}},
"additionalProperties":false})json";

constexpr const char* kRequestParams = R"json(
{"type":"object","required":["requestId"],"properties":{
"requestId":{"type":"string","minLength":1}},"additionalProperties":false})json";

constexpr const char* kRenameParams = R"json(
{"type":"object","required":["nodeId","displayName"],"properties":{
"nodeId":{"type":"string","minLength":1},"displayName":{"type":"string","minLength":1}},
"additionalProperties":false})json";

constexpr const char* kInvokeParams = R"json(
{"type":"object","required":["nodeId","command","idempotencyKey"],"properties":{
"nodeId":{"type":"string","minLength":1},"command":{"type":"string","minLength":1},"params":{},
"timeoutMs":{"type":"integer","minimum":0},"idempotencyKey":{"type":"string","minLength":1},
"sessionKey":{"type":"string","minLength":1},"turnSourceChannel":{"type":"string"},
"turnSourceTo":{"type":"string"},"turnSourceAccountId":{"type":"string"},
"turnSourceThreadId":{"anyOf":[{"type":"string"},{"type":"number"}]}},
"additionalProperties":false})json";

// `payloadJSON` and `error` may be null, and `payloadJSON` may be what it should be the text of:
// nodes do so.
constexpr const char* kResultParams = R"json(
{"type":"object","required":["id","nodeId","ok"],"properties":{
"id":{"type":"string","minLength":1},"nodeId":{"type":"string","minLength":1},
"ok":{"type":"boolean"},"payload":{},"payloadJSON":{},
"error":{"type":["object","null"],"properties":{"code":{"type":"string","minLength":1},
"message":{"type":"string","minLength":1}},"additionalProperties":false}},
"additionalProperties":false})json";

constexpr const char* kProgressParams = R"json(
{"type":"object","required":["invokeId","nodeId","seq","chunk"],"properties":{
"invokeId":{"type":"string","minLength":1},"nodeId":{"type":"string","minLength":1},
"seq":{"type":"integer","minimum":0},"chunk":{"type":"string","maxLength":16384}},
"additionalProperties":false})json";

constexpr const char* kEventParams = R"json(
{"type":"object","required":["event"],"properties":{"event":{"type":"string","minLength":1},
"payload":{},"payloadJSON":{"type":"string"}},"additionalProperties":false})json";

constexpr const char* kEnqueueParams = R"json(
{"type":"object","required":["nodeId","type"],"properties":{
"nodeId":{"type":"string","minLength":1},
"type":{"type":"string","enum":["status.request","location.request"]},
"priority":{"type":"string","enum":["normal","high"]},
"expiresInMs":{"type":"integer","minimum":1000,"maximum":86400000},"wake":{"type":"boolean"}},
"additionalProperties":false})json";

constexpr const char* kDrainParams = R"json(
{"type":"object","properties":{"maxItems":{"type":"integer","minimum":1,"maximum":10}},
"additionalProperties":false})json";

// More actions than this never wait.
constexpr const char* kAckParams = R"json(
{"type":"object","required":["ids"],"properties":{
"ids":{"type":"array","minItems":1,"maxItems":256,"items":{"type":"string","minLength":1}}},
"additionalProperties":false})json";

constexpr const char* kToolsParams = R"json(
{"type":"object","required":["tools"],"properties":{"tools":{"type":"array","items":{
"type":"object","required":["pluginId","name","description"],"properties":{
"pluginId":{"type":"string","minLength":1},
"name":{"type":"string","minLength":1,"maxLength":64,"pattern":"^[A-Za-z][A-Za-z0-9_-]{0,63}$"},
"description":{"type":"string","minLength":1},"parameters":{"type":"object"},
"command":{"type":"string","minLength":1},
"mcp":{"type":"object","required":["server","tool"],"properties":{
"server":{"type":"string","minLength":1},"tool":{"type":"string","minLength":1}},
"additionalProperties":false}},"additionalProperties":false}}},
"additionalProperties":false})json";

constexpr const char* kSkillsParams = R"json(
{"type":"object","required":["skills"],"properties":{"skills":{"type":"array","maxItems":64,
"items":{"type":"object","required":["name","description","content"],"properties":{
"name":{"type":"string","minLength":1,"maxLength":64,
"pattern":"^(?!.*--)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$"},
"description":{"type":"string","minLength":1,"maxLength":1024},
"content":{"type":"string","minLength":1,"maxLength":65536}},
"additionalProperties":false}}},"additionalProperties":false})json";

}  // namespace
