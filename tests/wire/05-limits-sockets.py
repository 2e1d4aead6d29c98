#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# 32 sockets of one address may wait for their handshake; the next one gets HTTP 503.
import os
import resource
import time
from contextlib import ExitStack

from support import tap, ws
from support.gateway import Gateway
from support.rpc import connect_params

LIMIT = 32
BODY = b"Too many unauthenticated sockets"


def fill(stack, gw, count, host="127.0.0.1"):
    clients = [stack.enter_context(gw.client(host=host)) for _ in range(count)]
    for client in clients:
        client.challenge()
    return clients


def refusal(gw, host="127.0.0.1"):
    error = tap.raises(ws.Refused, ws.WebSocket, gw.port, host)
    return error.status, error.body


def connects_within(gw, seconds=2.0):
    """The server hears of an end a moment later: try until a socket is let in."""
    for _ in range(int(seconds / 0.02)):
        try:
            with gw.client() as client:
                client.challenge()
                return True
        except ws.Refused:
            time.sleep(0.02)
    return False


def test_the_33rd_is_refused_in_plain_text():
    with Gateway() as gw, ExitStack() as stack:
        fill(stack, gw, LIMIT)
        error = tap.raises(ws.Refused, ws.WebSocket, gw.port)
        tap.equal((error.status, error.body), (503, BODY))
        tap.equal(error.headers["content-type"], "text/plain; charset=utf-8")
        tap.equal(error.headers["connection"].lower(), "close")


def test_descriptors_are_as_many_as_clients_may_come():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    for given, wanted in (((64, 4096), 4096), ((most, most), min(most, 8192))):
        with Gateway(wrap="prlimit --nofile=%d:%d" % given) as gw:
            soft, _hard = resource.prlimit(gw.pid, resource.RLIMIT_NOFILE)
            tap.equal(soft, wanted, f"of {given}")


def test_the_other_address_has_a_count_of_its_own():
    with Gateway() as gw, ExitStack() as stack:
        fill(stack, gw, LIMIT)
        fill(stack, gw, LIMIT, "::1")
        tap.equal(refusal(gw, "::1"), (503, BODY))


def test_a_handshake_makes_room():
    with Gateway() as gw, ExitStack() as stack:
        clients = fill(stack, gw, LIMIT)
        frame = clients[0].call("connect", connect_params(token="tok"))
        tap.equal(frame["type"], "hello-ok")
        fill(stack, gw, 1)
        tap.equal(refusal(gw), (503, BODY))


def test_an_end_makes_room():
    with Gateway() as gw, ExitStack() as stack:
        clients = fill(stack, gw, LIMIT)
        clients[0].socket.abort()
        assert connects_within(gw), "the ended socket still counts"


def test_plain_http_is_not_counted():
    with Gateway() as gw, ExitStack() as stack:
        fill(stack, gw, LIMIT)
        tap.equal(gw.get("/healthz").status, 200)


def test_connected_clients_are_not_counted():
    with Gateway() as gw, ExitStack() as stack:
        for _ in range(LIMIT + 8):
            stack.enter_context(gw.connected())
        fill(stack, gw, LIMIT)
        tap.equal(refusal(gw), (503, BODY))


def test_the_limit_can_be_set():
    with Gateway(env={"OPENCLAW_MAX_PREAUTH_CONNECTIONS_PER_IP": "2"}) as gw, ExitStack() as stack:
        fill(stack, gw, 2)
        tap.equal(refusal(gw), (503, BODY))


def test_a_log_that_nobody_reads_stops_nobody():
    """A pipe holds 64 kB; each refused connect is a line."""
    reading, writing = os.pipe()
    try:
        with Gateway(stderr=writing) as gateway:
            for _ in range(700):
                with gateway.client() as client:
                    client.challenge()
                    client.request("connect", connect_params(role="admin", token="tok"))
                    client.socket.wait_closed()
            tap.equal(gateway.get("/healthz").status, 200)
    finally:
        os.close(reading)
        os.close(writing)


if __name__ == "__main__":
    tap.main(globals())
