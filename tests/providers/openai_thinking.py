#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What a model thinks is shown to clients of both dialects while it thinks, and kept nowhere.
from support import tap
from support.fake_openai import delta, usage
from support.simple import Client
from world import World, send


def thinks(peer):
    peer.head()
    peer.send(delta(reasoning_content="Hm."), delta(reasoning_content=" So."), delta("Yes."),
              delta(finish="stop"), usage(), "[DONE]")


def simple(w):
    client = Client(w.gateway.port, timeout=10)
    client.auth(token=w.gateway.token)
    return client


def thoughts(frames):
    return [(frame["data"]["text"], frame["data"]["delta"]) for frame in frames
            if frame.get("event") == "agent.thinking"]


def test_a_simple_client_gets_thoughts_before_the_text(w):
    w.then(thinks)
    with simple(w) as client:
        client.call("agent", {"message": "well?", "thinkingLevel": "low"})
        tap.equal(client.wait_event("agent.done", 10)["text"], "Yes.")
        told = thoughts(client.frames)
        tap.equal("".join(piece for _, piece in told), "Hm. So.")
        tap.equal(told[-1][0], "Hm. So.")
        names = [frame["event"] for frame in client.frames
                 if str(frame.get("event")).startswith("agent.")]
        assert names.index("agent.thinking") < names.index("agent.text"), names


def test_a_client_of_the_protocol_gets_them_in_a_stream_of_their_own(w):
    w.then(thinks)
    with w.gateway.connected() as client:
        final = client.wait_final(send(client))["payload"]
        tap.equal(final["message"]["content"], [{"type": "text", "text": "Yes."}])
        told = [frame["payload"]["data"] for frame in client.frames
                if frame.get("event") == "agent" and frame["payload"]["stream"] == "thinking"]
        tap.equal(told[-1]["text"], "Hm. So.")
        numbers = [frame["payload"]["seq"] for frame in client.frames
                   if frame.get("event") == "agent"]
        tap.equal(numbers, sorted(set(numbers)), "one count")


def test_thoughts_are_not_in_the_history(w):
    w.then(thinks)
    with simple(w) as client:
        client.call("agent", {"message": "well?", "sessionKey": "quiet"})
        client.wait_event("agent.done", 10)
        assert "Hm." not in str(client.call("sessions.get", {"sessionKey": "quiet"}))


if __name__ == "__main__":
    tap.main(globals(), lambda: World(retries=0))
