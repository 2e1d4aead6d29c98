// SPDX-License-Identifier: MIT
// The parameters of the methods, as the protocol defines them.
#pragma once

namespace {

constexpr const char* kCronListParams = R"json(
{"type":"object","properties":{"sessionKey":{"type":"string","minLength":1},
"sessionAgentId":{"type":"string","minLength":1},"includeDisabled":{"type":"boolean"},
"limit":{"type":"integer","minimum":1,"maximum":200},"offset":{"type":"integer","minimum":0},
"query":{"type":"string"},
"enabled":{"anyOf":[{"const":"all"},{"const":"enabled"},{"const":"disabled"}]},
"scheduleKind":{"anyOf":[{"const":"all"},{"const":"at"},{"const":"every"},{"const":"cron"},
{"const":"on-exit"},{"const":"stream"}]},
"lastRunStatus":{"anyOf":[{"const":"all"},{"const":"ok"},{"const":"error"},{"const":"skipped"},
{"const":"unknown"}]},
"trigger":{"anyOf":[{"const":"all"},{"const":"conditional"},{"const":"unconditional"}]},
"sortBy":{"anyOf":[{"const":"nextRunAtMs"},{"const":"updatedAtMs"},{"const":"name"}]},
"sortDir":{"anyOf":[{"const":"asc"},{"const":"desc"}]},
"agentId":{"type":"string","minLength":1},"compact":{"type":"boolean"},
"includeDeliveryPreviews":{"type":"boolean"}},"additionalProperties":false})json";

constexpr const char* kNoParams = R"json(
{"type":"object","additionalProperties":false})json";

constexpr const char* kWakeParams = R"json(
{"type":"object","required":["mode","text"],"properties":{
"mode":{"anyOf":[{"const":"now"},{"const":"next-heartbeat"}]},
"text":{"type":"string","minLength":1},"sessionKey":{"type":"string","minLength":1},
"agentId":{"type":"string","minLength":1}}})json";

constexpr const char* kSystemEventParams = R"json(
{"type":"object","required":["text"],"properties":{"text":{"type":"string","minLength":1},
"deviceId":{"type":"string"},"instanceId":{"type":"string"},"host":{"type":"string"},
"ip":{"type":"string"},"mode":{"type":"string"},"version":{"type":"string"},
"platform":{"type":"string"},"deviceFamily":{"type":"string"},
"modelIdentifier":{"type":"string"},"lastInputSeconds":{"type":"number"},
"reason":{"type":"string"},"roles":{"type":"array","items":{"type":"string"}},
"scopes":{"type":"array","items":{"type":"string"}},
"tags":{"type":"array","items":{"type":"string"}}},"additionalProperties":false})json";

}  // namespace
