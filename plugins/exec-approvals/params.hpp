// SPDX-License-Identifier: MIT
// The parameters of the methods, as the protocol defines them.
#pragma once

namespace approvals {

constexpr const char* kRequestParams = R"json(
{"type":"object","properties":{"id":{"type":"string","minLength":1},"command":{"type":"string",
"minLength":1},"commandArgv":{"type":"array","items":{"type":"string"}},
"systemRunPlan":{"type":"object","required":["argv","cwd","commandText","agentId","sessionKey"],
"properties":{"argv":{"type":"array","items":{"type":"string"}},
"cwd":{"anyOf":[{"type":"string"},{"type":"null"}]},"commandText":{"type":"string"},
"commandPreview":{"anyOf":[{"type":"string"},{"type":"null"}]},
"agentId":{"anyOf":[{"type":"string"},{"type":"null"}]},
"sessionKey":{"anyOf":[{"type":"string"},{"type":"null"}]},"policySnapshot":{"type":"object",
"required":["security","ask","askFallback","autoAllowSkills","allowlistRules"],
"properties":{"security":{"anyOf":[{"const":"deny"},{"const":"allowlist"},{"const":"full"}]},
"ask":{"anyOf":[{"const":"off"},{"const":"on-miss"},{"const":"always"}]},
"askFallback":{"anyOf":[{"const":"deny"},{"const":"allowlist"},{"const":"full"}]},
"autoAllowSkills":{"type":"boolean"},"allowlistRules":{"type":"array","items":{"type":"object",
"required":["pattern"],"properties":{"pattern":{"type":"string"},"argPattern":{"type":"string"},
"source":{"const":"allow-always"}},"additionalProperties":false}}},
"additionalProperties":false},"mutableFileOperand":{"anyOf":[{"type":"object",
"required":["argvIndex","path","sha256"],"properties":{"argvIndex":{"type":"integer",
"minimum":0},"path":{"type":"string"},"sha256":{"type":"string"}},"additionalProperties":false},
{"type":"null"}]}},"additionalProperties":false},"env":{"type":"object",
"additionalProperties":{"type":"string"}},"cwd":{"anyOf":[{"type":"string"},{"type":"null"}]},
"nodeId":{"anyOf":[{"type":"string","minLength":1},{"type":"null"}]},
"host":{"anyOf":[{"type":"string"},{"type":"null"}]},"security":{"anyOf":[{"type":"string"},
{"type":"null"}]},"ask":{"anyOf":[{"type":"string"},{"type":"null"}]},
"warningText":{"anyOf":[{"type":"string"},{"type":"null"}]},"scope":{"anyOf":[{"type":"object",
"required":["kind","target","recipientCount"],"properties":{"kind":{"const":"message-send"},
"target":{"type":"string","minLength":1,"maxLength":128},"recipientCount":{"type":"integer",
"minimum":1,"maximum":1000000},"recipients":{"type":"array","items":{"type":"string",
"minLength":1,"maxLength":128},"maxItems":5},"audience":{"anyOf":[{"const":"internal"},
{"const":"external"}]}},"additionalProperties":false},{"type":"object","required":["kind",
"amount","currency","target"],"properties":{"kind":{"const":"payment"},
"amount":{"type":"string","minLength":1,"maxLength":40},"currency":{"type":"string",
"minLength":1,"maxLength":12},"target":{"type":"string","minLength":1,"maxLength":128}},
"additionalProperties":false},{"type":"object","required":["kind","target","visibility"],
"properties":{"kind":{"const":"external-post"},"target":{"type":"string","minLength":1,
"maxLength":128},"visibility":{"anyOf":[{"const":"public"},{"const":"restricted"}]}},
"additionalProperties":false},{"type":"object","required":["kind","automation","command"],
"properties":{"kind":{"const":"standing-grant"},"automation":{"type":"string","minLength":1,
"maxLength":128},"command":{"type":"string","minLength":1,"maxLength":256},
"expiresInDays":{"type":"integer","minimum":1,"maximum":3650}},"additionalProperties":false}]},
"unavailableDecisions":{"type":"array","items":{"type":"string","enum":["allow-always"]},
"minItems":1,"maxItems":1},"commandSpans":{"type":"array","items":{"type":"object",
"required":["startIndex","endIndex"],"properties":{"startIndex":{"type":"integer","minimum":0},
"endIndex":{"type":"integer","minimum":1}},"additionalProperties":false}},
"agentId":{"anyOf":[{"type":"string"},{"type":"null"}]},
"resolvedPath":{"anyOf":[{"type":"string"},{"type":"null"}]},
"sessionKey":{"anyOf":[{"type":"string"},{"type":"null"}]},
"sessionId":{"anyOf":[{"type":"string"},{"type":"null"}]},"runId":{"anyOf":[{"type":"string"},
{"type":"null"}]},"toolCallId":{"anyOf":[{"type":"string"},{"type":"null"}]},
"turnSourceChannel":{"anyOf":[{"type":"string"},{"type":"null"}]},
"turnSourceTo":{"anyOf":[{"type":"string"},{"type":"null"}]},
"turnSourceAccountId":{"anyOf":[{"type":"string"},{"type":"null"}]},
"turnSourceThreadId":{"anyOf":[{"type":"string"},{"type":"number"},{"type":"null"}]},
"approvalReviewerDeviceIds":{"type":"array","items":{"type":"string","minLength":1}},
"requireDeliveryRoute":{"type":"boolean"},"suppressDelivery":{"type":"boolean"},
"deliverToApprovalClientsOnly":{"type":"boolean"},"timeoutMs":{"type":"integer","minimum":1},
"twoPhase":{"type":"boolean"}},"additionalProperties":false})json";

constexpr const char* kResolveParams = R"json(
{"type":"object","required":["id","decision"],"properties":{"id":{"type":"string",
"minLength":1},"decision":{"type":"string","minLength":1},"reviewer":{"type":"object",
"required":["channel","accountId","senderId"],"properties":{"channel":{"type":"string",
"minLength":1},"accountId":{"type":"string","minLength":1},"senderId":{"type":"string",
"minLength":1}},"additionalProperties":false},"grantExpiresInDays":{"type":"integer",
"minimum":1,"maximum":3650}},"additionalProperties":false})json";

constexpr const char* kGetParams = R"json(
{"type":"object","required":["id"],"properties":{"id":{"type":"string","minLength":1}},
"additionalProperties":false})json";

constexpr const char* kPolicySetParams = R"json(
{"type":"object","required":["file"],"properties":{"file":{"type":"object",
"required":["version"],"properties":{"version":{"const":1},"socket":{"type":"object",
"properties":{"path":{"type":"string"},"token":{"type":"string"}},"additionalProperties":false},
"defaults":{"type":"object","properties":{"security":{"type":"string"},"ask":{"type":"string"},
"askFallback":{"type":"string"},"autoAllowSkills":{"type":"boolean"}},
"additionalProperties":false},"agents":{"type":"object","additionalProperties":{"type":"object",
"properties":{"security":{"type":"string"},"ask":{"type":"string"},
"askFallback":{"type":"string"},"autoAllowSkills":{"type":"boolean"},
"allowlist":{"type":"array","items":{"type":"object","required":["pattern"],
"properties":{"id":{"type":"string","minLength":1},"pattern":{"type":"string"},
"source":{"const":"allow-always"},"commandText":{"type":"string"},
"argPattern":{"type":"string"},"lastUsedAt":{"type":"number","minimum":0},
"lastUsedCommand":{"type":"string"},"lastResolvedPath":{"type":"string"}},
"additionalProperties":false}},"mcpTools":{"type":"array","items":{"type":"object",
"required":["server","tool","source","addedAt"],"properties":{"server":{"type":"string",
"minLength":1,"pattern":"\\S"},"tool":{"type":"string","minLength":1,"pattern":"\\S"},
"source":{"const":"allow-always"},"addedAt":{"type":"number","minimum":0},
"lastUsedAt":{"type":"number","minimum":0}},"additionalProperties":false}}},
"additionalProperties":false}}},"additionalProperties":false},"baseHash":{"type":"string",
"minLength":1}},"additionalProperties":false})json";

constexpr const char* kNoParams = R"json(
{"type":"object","additionalProperties":false})json";

constexpr const char* kNodeGetParams = R"json(
{"type":"object","required":["nodeId"],"properties":{"nodeId":{"type":"string","minLength":1}},
"additionalProperties":false})json";

constexpr const char* kNodeSetParams = R"json(
{"type":"object","required":["nodeId"],"properties":{"nodeId":{"type":"string","minLength":1},
"file":{"type":"object"},"native":{"type":"object"},"baseHash":{"type":"string","minLength":1}},
"additionalProperties":false})json";

constexpr const char* kGrantsListParams = R"json(
{"type":"object","properties":{"limit":{"type":"integer","minimum":1,"maximum":500}},
"additionalProperties":false})json";

constexpr const char* kGrantsRevokeParams = R"json(
{"type":"object","required":["grantId"],"properties":{"grantId":{"type":"string",
"minLength":1}},"additionalProperties":false})json";

constexpr const char* kHistoryParams = R"json(
{"type":"object","properties":{"cursor":{"type":"string","minLength":1,"maxLength":512},
"limit":{"type":"integer","minimum":1,"maximum":100},"kind":{"anyOf":[{"const":"exec"},
{"const":"plugin"},{"const":"system-agent"}]}},"additionalProperties":false})json";

}  // namespace approvals
