#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The two heartbeats of an idle connection: a WebSocket ping after 25 s, `tick` within 30 s.
# The only file that waits for them.
import time

from support import tap, ws
from support.gateway import Gateway

PING_SECONDS = 25


@tap.timeout(45)
def test_an_idle_client_is_pinged_and_hears_a_tick(gw):
    with gw.connected() as client, gw.connected(scopes=[]) as other:
        began = time.monotonic()
        interval = client.hello["policy"]["tickIntervalMs"] / 1000
        frame = client.wait_event("tick", interval + 1)
        tap.equal(list(frame["payload"]), ["ts"])
        assert abs(frame["payload"]["ts"] - time.time() * 1000) < 5000, frame
        assert isinstance(frame["seq"], int) and "stateVersion" not in frame, frame
        left = max(0.1, began + PING_SECONDS + 1.5 - time.monotonic())
        wait_ping(client.socket, left)
        tap.equal(client.socket.pings[0][1], b"", "payload of the ping")
        at = client.socket.pings[0][0] - began
        assert PING_SECONDS - 1.5 <= at <= PING_SECONDS + 1.5 * tap.FACTOR, at
        other.wait_event("tick", interval + 2 - (time.monotonic() - began))


def wait_ping(socket, seconds):
    deadline = time.monotonic() + seconds
    while not socket.pings:
        try:
            socket.receive(max(0.0, deadline - time.monotonic()))
        except ws.Timeout as silence:
            raise AssertionError("no ping") from silence


if __name__ == "__main__":
    tap.main(globals(), Gateway)
