// SPDX-License-Identifier: MIT
// The parameters of the methods, as the protocol defines them.
#pragma once

namespace {

constexpr const char* kChatSendParams = R"json(
{"type":"object","required":["sessionKey","message","idempotencyKey"],
"properties":{"sessionKey":{"type":"string","minLength":1,"maxLength":512},
"agentId":{"type":"string","minLength":1},"sessionId":{"type":"string","minLength":1},
"message":{"type":"string"},"mentions":{"type":"array","items":{"type":"object",
"required":["profileId","start","end"],"properties":{"profileId":{"type":"string",
"minLength":1,"maxLength":256},"start":{"type":"integer","minimum":0},"end":{"type":"integer",
"minimum":1}},"additionalProperties":false},"maxItems":10},"workContext":{"type":"object",
"required":["page"],"properties":{"page":{"type":"string","minLength":1,"maxLength":64},
"title":{"type":"string","maxLength":96},"sessionKey":{"type":"string","maxLength":192},
"sessionId":{"type":"string","maxLength":64},"agentId":{"type":"string","maxLength":64},
"workspace":{"type":"string","maxLength":224},"file":{"type":"string","maxLength":224},
"selection":{"type":"string","maxLength":640}},"additionalProperties":false},
"intent":{"type":"object","required":["kind","version","issuedAtMs"],
"properties":{"kind":{"const":"session-goal-start"},"version":{"const":1},
"issuedAtMs":{"type":"integer","minimum":0}},"additionalProperties":false},
"thinking":{"type":"string"},"fastMode":{"anyOf":[{"type":"boolean"},{"const":"auto"}]},
"fastAutoOnSeconds":{"type":"integer","minimum":1},"queueMode":{"enum":["steer","followup",
"collect","interrupt"]},"deliver":{"type":"boolean"},"originatingChannel":{"type":"string"},
"originatingTo":{"type":"string"},"originatingAccountId":{"type":"string"},
"originatingThreadId":{"type":"string"},"replyToId":{"type":"string","minLength":1},
"attachments":{"type":"array","items":{"type":"object","properties":{"type":{"type":"string"},
"mimeType":{"type":"string"},"fileName":{"type":"string"},"origin":{"anyOf":[{"const":"paste"},
{"const":"file"}]},
"content":{},"sizeBytes":{"type":"number"},"durationMs":{"type":"number"},
"width":{"type":"number"},"height":{"type":"number"}}}},"toolBindings":{"type":"object",
"additionalProperties":true},"timeoutMs":{"type":"integer","minimum":0},
"systemInputProvenance":{"type":"object","required":["kind"],
"properties":{"kind":{"enum":["external_user","inter_session","internal_system"]},
"originSessionId":{"type":"string"},"sourceSessionKey":{"type":"string"},
"sourceChannel":{"type":"string"},"sourceTool":{"type":"string"},
"sourceRole":{"const":"subagent"},"sourcePromptPrefix":{"type":"string"},
"jobId":{"type":"string"},"runId":{"type":"string"}},"additionalProperties":false},
"systemProvenanceReceipt":{"type":"string"},
"suppressCommandInterpretation":{"type":"boolean"},
"expectedLeafEntryId":{"anyOf":[{"type":"string","minLength":1},{"type":"null"}]},
"expectedSessionRoutingContract":{"type":"string","minLength":1},
"expectedPermissionMode":{"anyOf":[{"anyOf":[{"const":"read-only"},{"const":"guarded"},
{"const":"workspace"},{"const":"full"}]},
{"type":"null"}]},"expectedToolOverrides":{"anyOf":[{"type":"object",
"properties":{"mcpServers":{"type":"object","additionalProperties":{"type":"boolean"}},
"mcpToolsDeny":{"type":"object","additionalProperties":{"type":"array",
"items":{"type":"string","minLength":1}}},"skills":{"type":"object",
"additionalProperties":{"type":"boolean"}},"webSearch":{"type":"boolean"}},
"additionalProperties":false},{"type":"null"}]},"idempotencyKey":{"type":"string",
"minLength":1}},"additionalProperties":false})json";

constexpr const char* kChatHistoryParams = R"json(
{"type":"object","required":["sessionKey"],"properties":{"sessionKey":{"type":"string",
"minLength":1},"agentId":{"type":"string","minLength":1},"cursor":{"type":"string"},
"limit":{"type":"integer","minimum":1,"maximum":1000},"maxBytes":{"type":"integer",
"minimum":1024},"offset":{"type":"integer","minimum":0},"pendingBefore":{"type":"integer",
"minimum":1},"inputRunIds":{"type":"array","items":{"type":"string","minLength":1,
"maxLength":256},"minItems":1,"maxItems":50},"messageId":{"type":"string","minLength":1},
"sessionId":{"type":"string","minLength":1},"maxChars":{"type":"integer","minimum":1,
"maximum":500000}},"additionalProperties":false})json";

constexpr const char* kChatStartupParams = R"json(
{"anyOf":[{"type":"object","required":["sessionKey"],
"properties":{"sessionKey":{"type":"string","minLength":1},"agentId":{"type":"string",
"minLength":1},"cursor":{"type":"string"},"limit":{"type":"integer","minimum":1,
"maximum":1000},"maxBytes":{"type":"integer","minimum":1024},"offset":{"type":"integer",
"minimum":0},"pendingBefore":{"type":"integer","minimum":1},"inputRunIds":{"type":"array",
"items":{"type":"string","minLength":1,"maxLength":256},"minItems":1,"maxItems":50},
"messageId":{"type":"string","minLength":1},"sessionId":{"type":"string","minLength":1},
"maxChars":{"type":"integer","minimum":1,"maximum":500000}},"additionalProperties":false},
{"type":"object","required":["shortId","agentId"],"properties":{"shortId":{"type":"string",
"minLength":1},"slugHint":{"type":"string","minLength":1},"agentId":{"type":"string",
"minLength":1},"limit":{"type":"integer","minimum":1,"maximum":1000},
"maxBytes":{"type":"integer","minimum":1024}},"additionalProperties":false}]})json";

constexpr const char* kChatAbortParams = R"json(
{"type":"object","required":["sessionKey"],"properties":{"sessionKey":{"type":"string",
"minLength":1},"agentId":{"type":"string","minLength":1},"runId":{"type":"string",
"minLength":1},"preserveSideRuns":{"type":"boolean"}},"additionalProperties":false})json";

constexpr const char* kSessionsListParams = R"json(
{"type":"object","properties":{"limit":{"type":"integer","minimum":1},
"offset":{"type":"integer","minimum":0},"activeMinutes":{"type":"integer","minimum":1},
"activeOnly":{"type":"boolean"},"requireLastInteraction":{"type":"boolean"},
"sortBy":{"anyOf":[{"const":"updatedAt"},{"const":"lastInteractionAt"},{"const":"activity"}]},
"includeGlobal":{"type":"boolean"},"includeUnknown":{"type":"boolean"},
"excludeSubagents":{"type":"boolean"},"excludeCron":{"type":"boolean"},
"excludeSystem":{"type":"boolean"},"configuredAgentsOnly":{"type":"boolean"},
"includeDerivedTitles":{"type":"boolean"},"includeLastMessage":{"type":"boolean"},
"includeActivitySummary":{"type":"boolean"},"label":{"type":"string","minLength":1,
"maxLength":512},"projectId":{"type":"string","minLength":1},"workspaceDir":{"type":"string",
"minLength":1},"group":{"type":"string"},"pinned":{"type":"boolean"},
"boardFace":{"anyOf":[{"const":"chat"},{"const":"dashboard"}]},"hasBoard":{"type":"boolean"},
"creatorId":{"type":"string","minLength":1},"ownerId":{"type":"string","minLength":1},
"ownerFirst":{"type":"boolean"},"involvingMe":{"type":"boolean"},
"profileRelation":{"type":"object","required":["profileId","relationship"],
"properties":{"profileId":{"type":"string","minLength":1},
"relationship":{"anyOf":[{"const":"owned"},{"const":"created"},{"const":"involving"}]}},
"additionalProperties":false},"involvingProfileId":{"type":"string",
"minLength":1},"includePeople":{"type":"boolean"},"spawnedBy":{"type":"string","minLength":1},
"agentId":{"type":"string","minLength":1},"search":{"type":"string"},
"archived":{"anyOf":[{"type":"boolean"},{"const":"all"}]}},"additionalProperties":false})json";

constexpr const char* kChannelsStatusParams = R"json(
{"type":"object","properties":{"probe":{"type":"boolean"},
"timeoutMs":{"type":"integer","minimum":0},"channel":{"type":"string","minLength":1}},
"additionalProperties":false})json";

constexpr const char* kSessionsGetParams = R"json(
{"type":"object","properties":{"key":{"type":"string","minLength":1},
"sessionKey":{"type":"string","minLength":1},"limit":{"type":"integer","minimum":1,
"maximum":1000}}})json";

}  // namespace
