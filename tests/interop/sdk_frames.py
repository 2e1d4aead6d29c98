#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Frames as large as they may be, and larger, through the official client.
import json

from sdk_client import RequestFailed, Sdk, text_of
from support import tap
from support.gateway import Gateway

MOST = 26_214_400  # policy.maxPayload


def padding(method, frame_bytes):
    """Params that make the client's frame so long; its ids are UUIDs behind a counter."""
    bare = len(json.dumps({"type": "req", "id": "1:" + "0" * 36, "method": method,
                           "params": {"pad": ""}}, separators=(",", ":")))
    return {"pad": "x" * (frame_bytes - bare - 8)}


def test_a_frame_of_25_mib_is_read_and_answered():
    with Gateway() as gateway, Sdk(gateway) as sdk:
        tap.equal(sdk.said("hello")["policy"]["maxPayload"], MOST)
        error = tap.raises(RequestFailed, sdk.request, "no.such", padding("no.such", MOST)).error
        tap.equal(error["message"], "unknown method: no.such")
        error = tap.raises(RequestFailed, sdk.request, "chat.history",
                           padding("chat.history", MOST)).error
        assert error["message"].startswith("invalid chat.history params: "), error["message"][:99]
        tap.equal(sdk.request("health")["ok"], True)
        sdk.never("closed")


def test_a_larger_frame_ends_the_connection_and_the_client_comes_back():
    with Gateway() as gateway, Sdk(gateway) as sdk:
        sdk.said("hello")
        number = sdk.send("no.such", padding("no.such", MOST + 1000))
        assert "1009" in tap.raises(RequestFailed, sdk.result, number).error["message"]
        tap.equal(sdk.said("closed"), {"code": 1009, "reason": ""})
        sdk.said("hello", 30)
        tap.equal(sdk.request("health")["ok"], True)


def test_a_message_of_megabytes_comes_back_whole():
    text = ("ä" * 500_000 + " ") * 5
    with Gateway() as gateway, Sdk(gateway) as sdk:
        sdk.said("hello")
        sdk.request("chat.send", {"sessionKey": "main", "message": text, "idempotencyKey": "k"})
        waited = sdk.request("agent.wait", {"runId": "k", "timeoutMs": 60_000}, timeoutMs=60_000)
        tap.equal(waited["status"], "ok")
        answer = sdk.event("chat", lambda payload: payload["state"] == "final")
        tap.equal(text_of(answer["message"]).split(), text.split())
        sdk.never("closed")


if __name__ == "__main__":
    tap.main(globals())
