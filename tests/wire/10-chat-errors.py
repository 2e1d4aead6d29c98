#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Requests of the chat family that are refused, with the words of the product.
from support import tap
from support.gateway import Gateway

SESSION = "agent:main:main"


def refused(client, method, params, message):
    frame = client.response(client.request(method, params))
    tap.equal(frame.get("error"), {"code": "INVALID_REQUEST", "message": message}, method)


def test_an_empty_message_is_refused(gw):
    with gw.connected() as client:
        refused(client, "chat.send", {"sessionKey": SESSION, "message": "", "idempotencyKey": "e1"},
                "message or attachment required")


def test_an_unknown_agent_is_refused(gw):
    with gw.connected() as client:
        refused(client, "chat.send",
                {"sessionKey": "agent:nope:main", "message": "x", "idempotencyKey": "e3"},
                'Agent "nope" no longer exists in configuration')
        refused(client, "agent", {"message": "x", "agentId": "nope", "idempotencyKey": "a1"},
                'invalid agent params: unknown agent id "nope"')


def test_session_keys_have_a_length(gw):
    with gw.connected() as client:
        for key, text in (("", "fewer than 1"), ("k" * 513, "more than 512")):
            refused(client, "chat.send",
                    {"sessionKey": key, "message": "x", "idempotencyKey": "e4"},
                    f"invalid chat.send params: at /sessionKey: must not have {text} characters")


def test_a_limit_of_history_is_bounded(gw):
    with gw.connected() as client:
        for limit, text in ((0, "must be >= 1"), (1001, "must be <= 1000")):
            refused(client, "chat.history", {"sessionKey": SESSION, "limit": limit},
                    f"invalid chat.history params: at /limit: {text}")


def test_a_refused_message_leaves_no_trace(gw):
    with gw.connected() as client:
        client.request("chat.send", {"sessionKey": "agent:main:trace", "message": "",
                                     "idempotencyKey": "t1"})
        tap.equal(client.call("chat.history", {"sessionKey": "agent:main:trace"})["messages"], [])
        client.drain(0.1)
        tap.equal([frame for frame in client.events if frame["event"] in ("chat", "agent")], [])


if __name__ == "__main__":
    tap.main(globals(), Gateway)
