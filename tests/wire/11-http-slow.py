#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Peers that send slowly or never: closed in the end, and nobody waits for them meanwhile.
import time

from support import httpc, tap
from support.gateway import Gateway

PATIENCE = 25  # seconds until an unfinished request must be gone


@tap.timeout(PATIENCE + 15)
def test_unfinished_requests_are_closed(gw):
    half = "POST /nope HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nabc"
    starts = {"no byte": "", "half a request line": "GET /hea",
              "half the headers": "GET /healthz HTTP/1.1\r\nHost: 1",
              "half a body": half}
    waiting = {}
    for name, data in starts.items():
        waiting[name] = httpc.Connection(gw.port)
        waiting[name].send(data)
    drip = httpc.Connection(gw.port)
    drip.send("GET /healthz HTTP/1.1\r\n")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and not drip.ended:
        drip.send("X")
        time.sleep(0.25)
        tap.equal(gw.get("/healthz").status, 200, "others are served")
        drip.wait_end(0.01)
    assert drip.ended, "a byte now and then keeps a request open for ever"
    for name, connection in waiting.items():
        left = max(0.1, deadline - time.monotonic())
        assert connection.wait_end(left), f"{name}: still open after {PATIENCE} s"
        connection.close()


def test_many_idle_connections_do_not_keep_others_out(gw):
    idle = [httpc.Connection(gw.port) for _ in range(200)]
    began = time.monotonic()
    with gw.connected() as client:
        tap.equal(client.call("health")["ok"], True)
    assert time.monotonic() - began < 1.0 * tap.FACTOR, "slow beside idle connections"
    for connection in idle:
        connection.close()


def test_an_idle_keep_alive_connection_is_closed(gw):
    with httpc.Connection(gw.port) as connection:
        connection.send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        tap.equal(connection.response().status, 200)
        assert connection.wait_end(12 * tap.FACTOR), "kept alive for longer than 12 s"


if __name__ == "__main__":
    tap.main(globals(), Gateway)
