// SPDX-License-Identifier: MIT
// The parameters of the methods, as the protocol defines them.
#pragma once

namespace {

constexpr const char* kAgentParams = R"json(
{"type":"object","required":["message","idempotencyKey"],
"properties":{"message":{"type":"string","minLength":1},"agentId":{"type":"string",
"minLength":1},"provider":{"type":"string"},"model":{"type":"string"},"to":{"type":"string"},
"replyTo":{"type":"string"},"sessionId":{"type":"string"},"sessionKey":{"type":"string"},
"expectedExistingSessionId":{"type":"string","minLength":1},"thinking":{"type":"string"},
"deliver":{"type":"boolean"},"attachments":{"type":"array"},"channel":{"type":"string"},
"replyChannel":{"type":"string"},"accountId":{"type":"string"},
"replyAccountId":{"type":"string"},"threadId":{"type":"string"},"groupId":{"type":"string"},
"groupChannel":{"type":"string"},"groupSpace":{"type":"string"},"timeout":{"type":"integer",
"minimum":0},"bestEffortDeliver":{"type":"boolean"},"lane":{"type":"string"},
"cwd":{"type":"string","minLength":1},"cleanupBundleMcpOnRunEnd":{"type":"boolean"},
"modelRun":{"type":"boolean"},"promptMode":{"anyOf":[{"const":"full"},{"const":"minimal"},
{"const":"none"}]},
"extraSystemPrompt":{"type":"string"},"bootstrapContextMode":{"anyOf":[{"const":"full"},
{"const":"lightweight"}]},
"bootstrapContextRunKind":{"anyOf":[{"const":"default"},{"const":"heartbeat"},{"const":"cron"}]},
"acpTurnSource":{"const":"manual_spawn"},"internalRuntimeHandoffId":{"type":"string",
"minLength":1},"internalExecutionIdentityRetry":{"type":"boolean"},
"internalExecutionIdentityRecoveryAttempt":{"type":"integer","minimum":1},
"execApprovalFollowupExpectedSessionId":{"type":"string","minLength":1},
"internalEvents":{"type":"array","items":{"type":"object","required":["type","source",
"childSessionKey","announceType","taskLabel","status","statusLabel","result",
"replyInstruction"],"properties":{"type":{"const":"task_completion"},
"source":{"enum":["subagent","cron","image_generation","video_generation",
"music_generation"]},"childSessionKey":{"type":"string"},"childSessionId":{"type":"string"},
"announceType":{"type":"string"},"taskLabel":{"type":"string"},"status":{"enum":["ok",
"timeout","error","unknown"]},"statusLabel":{"type":"string"},"result":{"type":"string"},
"noVisibleResult":{"type":"boolean"},"modelRouteChange":{"type":"string"},
"attachments":{"type":"array","items":{"type":"object","properties":{"type":{"enum":["image",
"audio","video","file"]},"path":{"type":"string"},"url":{"type":"string"},
"mediaUrl":{"type":"string"},"filePath":{"type":"string"},"mimeType":{"type":"string"},
"name":{"type":"string"},"sizeBytes":{"type":"number"},"durationMs":{"type":"number"},
"width":{"type":"number"},"height":{"type":"number"}},"additionalProperties":false}},
"mediaUrls":{"type":"array","items":{"type":"string"}},"statsLine":{"type":"string"},
"replyInstruction":{"type":"string"}},"additionalProperties":false}},
"inputProvenance":{"type":"object","required":["kind"],
"properties":{"kind":{"enum":["external_user","inter_session","internal_system"]},
"originSessionId":{"type":"string"},"sourceSessionKey":{"type":"string"},
"sourceChannel":{"type":"string"},"sourceTool":{"type":"string"},
"sourceRole":{"const":"subagent"},"sourcePromptPrefix":{"type":"string"},
"jobId":{"type":"string"},"runId":{"type":"string"}},"additionalProperties":false},
"suppressPromptPersistence":{"type":"boolean"},"sessionEffects":{"anyOf":[{"const":"visible"},
{"const":"internal"}]},"sourceReplyDeliveryMode":{"anyOf":[{"const":"automatic"},
{"const":"message_tool_only"}]},
"disableMessageTool":{"type":"boolean"},"swarmCollector":{"type":"boolean"},
"swarmOutputSchema":{"type":"object","additionalProperties":true},
"forceRestartSafeTools":{"type":"boolean"},"forceCodeModeTools":{"type":"boolean"},
"voiceWakeTrigger":{"type":"string"},"idempotencyKey":{"type":"string","minLength":1},
"label":{"type":"string","minLength":1,"maxLength":512}},"additionalProperties":false})json";

constexpr const char* kAgentWaitParams = R"json(
{"type":"object","required":["runId"],"properties":{"runId":{"type":"string","minLength":1},
"timeoutMs":{"type":"integer","minimum":0}},"additionalProperties":false})json";

constexpr const char* kAgentsListParams = R"json(
{"type":"object","additionalProperties":false})json";

constexpr const char* kModelsListParams = R"json(
{"type":"object","properties":{"agentId":{"type":"string","minLength":1},
"includeProviderCapabilities":{"type":"boolean"},"preparedOnly":{"type":"boolean"},
"refresh":{"type":"boolean"},"view":{"anyOf":[{"const":"default"},{"const":"configured"},
{"const":"provider-config"},{"const":"all"}]},
"includeDetails":{"type":"boolean"}}})json";

}  // namespace
