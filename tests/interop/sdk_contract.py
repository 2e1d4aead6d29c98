#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What the gateway sends, judged by the published schemas and by the SDK's own reader of sessions.
from contract import Judge
from sdk_client import SLOW, Sdk, converse, text_of
from support import tap
from support.gateway import Gateway

TEXT = "judge every word"


def agreed(sdk, schema, *values):
    """Fails with what the schema of that name has against the values."""
    Judge(sdk).agreed(schema, *values)


class SlowGateway(Gateway):
    def __init__(self):
        super().__init__(config=SLOW)


def test_hello_is_as_published(gw):
    with Sdk(gw) as sdk:
        hello = sdk.said("hello")
        agreed(sdk, "HelloOkSchema", hello)
        del hello["server"]["connId"]
        tap.raises(AssertionError, agreed, sdk, "HelloOkSchema", hello)


def test_the_events_of_a_run_are_as_published(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        sdk.request("agent", {"message": TEXT, "sessionKey": "agent:main:events",
                              "idempotencyKey": "k-events"}, expectFinal=True)
        frames = sdk.frames()
        agreed(sdk, "EventFrameSchema", *frames)
        for name, schema in (("chat", "ChatEventSchema"), ("agent", "AgentEventSchema")):
            agreed(sdk, schema, *[frame["payload"] for frame in frames if frame["event"] == name])


def test_the_end_of_an_aborted_run_is_as_published(gw):
    session = "agent:main:cut"
    with Sdk(gw) as sdk:
        sdk.said("hello")
        sdk.request("chat.send", {"sessionKey": session, "message": "word " * 100,
                                  "idempotencyKey": "k-cut"})
        sdk.event("chat", lambda payload: payload["state"] == "delta")
        sdk.request("chat.abort", {"sessionKey": session})
        agreed(sdk, "ChatAbortedEventSchema",
               sdk.event("chat", lambda payload: payload["state"] == "aborted"))


def test_health_presence_and_shutdown_are_as_published():
    with Gateway() as gateway, Sdk(gateway) as sdk:
        snapshot = sdk.said("hello")["snapshot"]
        converse(sdk, "something to count", "k-count")
        snapshot["health"] = sdk.request("health")
        tap.equal(snapshot["health"]["agents"][0]["sessions"]["count"], 1)
        agreed(sdk, "SnapshotSchema", snapshot)
        with Sdk(gateway, clientName="test", mode="ui") as other:
            other.said("hello")
            agreed(sdk, "PresenceEntrySchema", *sdk.event("presence")["presence"])
        gateway.stop()
        agreed(sdk, "ShutdownEventSchema", sdk.event("shutdown"))


def test_the_lists_are_as_published(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        agreed(sdk, "AgentsListResultSchema", sdk.request("agents.list"))
        agreed(sdk, "ModelsListResultSchema", sdk.request("models.list"))


def test_the_configuration_is_as_published(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        agreed(sdk, "ConfigSchemaResponseSchema", sdk.request("config.schema"))
        for path in ("gateway.auth", "channels.telegram.accounts.*", "gateway.trustedProxies[]"):
            agreed(sdk, "ConfigSchemaLookupResultSchema",
                   sdk.request("config.schema.lookup", {"path": path}))


def test_the_sdks_own_projection_sees_one_conversation(gw):
    scope = {"sessionKey": "agent:main:project"}
    with Sdk(gw) as sdk:
        sdk.said("hello")
        events = converse(sdk, TEXT, "k-project", scope["sessionKey"])
        history = sdk.request("chat.history", scope)["messages"]
        seen = sdk.projected(runId="k-project", scope=scope, events=events, history=history)
        tap.equal((seen["run"]["status"], text_of(seen["run"]["message"])), ("completed", TEXT))
        tap.equal([(row["role"], text_of(row)) for row in seen["messages"]],
                  [("user", TEXT), ("assistant", TEXT)])
        user, assistant = seen["entries"]
        tap.equal((user["sequence"], assistant["sequence"]), (1, 2))
        tap.equal((user["sendId"], assistant["runId"]), ("k-project", "k-project"))


if __name__ == "__main__":
    tap.main(globals(), SlowGateway)
