#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A conversation held with the official client.
from sdk_client import SLOW, Sdk, converse, run_events, text_of
from support import tap
from support.gateway import Gateway


class SlowGateway(Gateway):
    def __init__(self):
        super().__init__(config=SLOW)


def test_a_message_streams_to_its_final(gw):
    text = "say one two three"
    with Sdk(gw) as sdk:
        sdk.said("hello")
        events = converse(sdk, text, "k-1")
        deltas, final = events[:-1], events[-1]
        assert len(deltas) >= 2, events
        tap.equal({event["state"] for event in deltas}, {"delta"})
        so_far = ""
        for event in deltas:
            so_far += event["deltaText"]
            tap.equal(text_of(event["message"]), so_far, "the text so far")
        tap.equal((final["state"], text_of(final["message"])), ("final", text))
        numbers = [event["seq"] for event in events]
        tap.equal(numbers, sorted(set(numbers)), "payload.seq grows")
        tap.equal({event["sessionKey"] for event in events}, {"agent:main:main"})
        sdk.never("gap")


def test_the_agent_events_of_a_run_mirror_its_chat_events(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        converse(sdk, "mirror this please", "k-mirror")
        sdk.request("agent.wait", {"runId": "k-mirror", "timeoutMs": 10_000})
        events = [frame["payload"] for frame in sdk.frames() if frame["event"] == "agent"
                  and frame["payload"]["runId"] == "k-mirror"]
        phases = [event["data"]["phase"] for event in events if event["stream"] == "lifecycle"]
        tap.equal((phases[0], phases[-1]), ("start", "end"))
        said = [event["data"]["text"] for event in events if event["stream"] == "assistant"]
        tap.equal(said[-1], "mirror this please")


def test_the_same_key_again_is_the_same_message(gw):
    order = {"sessionKey": "agent:main:twice", "message": "once " * 30,
             "idempotencyKey": "k-twice"}
    with Sdk(gw) as sdk:
        sdk.said("hello")
        tap.equal(sdk.request("chat.send", order)["status"], "started")
        tap.equal(sdk.request("chat.send", order), {"runId": "k-twice", "status": "in_flight"})
        run_events(sdk, "k-twice")
        tap.equal(sdk.request("chat.send", order), {"runId": "k-twice", "status": "ok"})
        history = sdk.request("chat.history", {"sessionKey": "agent:main:twice"})
        tap.equal([row["role"] for row in history["messages"]], ["user", "assistant"])


def test_agent_answers_twice_and_can_be_waited_for(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        params = {"message": "hello agent", "sessionKey": "main", "idempotencyKey": "k-agent"}
        accepted = sdk.request("agent", params)
        tap.equal((accepted["status"], accepted["runId"]), ("accepted", "k-agent"))
        waited = sdk.request("agent.wait", {"runId": "k-agent", "timeoutMs": 10_000})
        tap.equal((waited["status"], waited["runId"]), ("ok", "k-agent"))
        params["idempotencyKey"] = "k-agent-2"
        final = sdk.request("agent", params, expectFinal=True)
        tap.equal((final["status"], final["runId"]), ("ok", "k-agent-2"))
        tap.equal(final["result"]["payloads"][0]["text"], "hello agent")


def test_waiting_for_an_unknown_run_times_out(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        waited = sdk.request("agent.wait", {"runId": "nobody", "timeoutMs": 50})
        tap.equal((waited["runId"], waited["status"]), ("nobody", "timeout"))


def test_a_run_can_be_aborted(gw):
    session = "agent:main:abort"
    with Sdk(gw) as sdk:
        sdk.said("hello")
        sdk.request("chat.send", {"sessionKey": session, "message": "word " * 200,
                                  "idempotencyKey": "k-long"})
        sdk.event("chat", lambda payload: payload["state"] == "delta")
        answer = sdk.request("chat.abort", {"sessionKey": session, "runId": "k-long"})
        tap.equal(answer, {"ok": True, "aborted": True, "runIds": ["k-long"]})
        ended = sdk.event("chat", lambda payload: payload["state"] == "aborted")
        tap.equal(ended["stopReason"], "rpc")
        assert 0 < len(text_of(ended["message"])) < 5 * 200, ended
        again = sdk.request("chat.abort", {"sessionKey": session})
        tap.equal(again, {"ok": True, "aborted": False, "runIds": []})


if __name__ == "__main__":
    tap.main(globals(), SlowGateway)
