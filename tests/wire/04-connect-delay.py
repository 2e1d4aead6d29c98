#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A wrong secret from loopback is answered later each time; what is sent meanwhile is held.
import json
import time

from support import tap, ws
from support.gateway import Gateway
from support.rpc import connect_params

HELD = 15


def flood(gw, count):
    """A wrong `connect` and so many frames behind it: how the connection ends."""
    with gw.client() as client:
        client.challenge()
        frames = [{"type": "req", "id": "c", "method": "connect",
                   "params": connect_params(token="bad")}]
        frames += [{"type": "req", "id": f"h{n}", "method": "health"} for n in range(count)]
        for frame in frames:
            client.socket.send_raw(ws.encode(ws.TEXT, json.dumps(frame).encode()))
        return client.socket.wait_closed()


def test_others_do_not_wait_meanwhile(gw):
    with gw.client() as slow:
        slow.challenge()
        slow.request("connect", connect_params(token="bad"))
        began = time.monotonic()
        with gw.connected() as client:
            client.call("health")
        assert time.monotonic() - began < 0.2 * tap.FACTOR, "another client had to wait"


def test_fifteen_frames_behind_connect_are_held(gw):
    code, reason = flood(gw, HELD)
    tap.equal(code, 1008)
    assert reason.startswith("unauthorized: gateway token mismatch"), reason


if __name__ == "__main__":
    tap.main(globals(), Gateway)
