#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# How big a message may be: 64 KiB before hello, 25 MiB after it, and not a byte more.
import json

from support import tap, ws
from support.gateway import Gateway
from support.rpc import connect_params

BEFORE = 65536
AFTER = 26214400


def padded(size, ident, method, params, place):
    """A request of exactly so many bytes, filled up in one of its params."""
    frame = {"type": "req", "id": ident, "method": method, "params": params | {place: ""}}
    room = size - len(json.dumps(frame))
    frame["params"][place] = "x" * room
    text = json.dumps(frame).encode()
    tap.equal(len(text), size)
    return text


def big_connect(size):
    return padded(size, "c", "connect", connect_params(token="tok"), "userAgent")


def big_health(size):
    return padded(size, "big", "health", {}, "padding")


def test_64_kib_before_hello_is_accepted(gw):
    with gw.client() as client:
        client.challenge()
        client.socket.send_frame(ws.TEXT, big_connect(BEFORE))
        tap.equal(client.response("c")["ok"], True)


def test_a_byte_more_before_hello_is_too_big(gw):
    with gw.client() as client:
        client.challenge()
        client.socket.send_frame(ws.TEXT, big_connect(BEFORE + 1))
        tap.equal(client.socket.wait_closed()[0], 1009)


def test_fragments_count_together_before_hello(gw):
    with gw.client() as client:
        client.challenge()
        client.socket.send_frame(ws.TEXT, b" " * 40000, fin=False)
        client.socket.send_frame(ws.CONTINUATION, b" " * 40000, fin=False)
        tap.equal(client.socket.wait_closed()[0], 1009)


def test_an_announced_length_is_not_waited_for(gw):
    for length in (BEFORE + 1, 1 << 31, 1 << 40, (1 << 63) - 1):
        with gw.client() as client:
            client.challenge()
            client.socket.send_frame(ws.TEXT, b"{", length=length)
            code, _ = client.socket.wait_closed()
            assert code in (1009, 1002), (length, code)


def test_a_length_with_the_highest_bit_is_refused(gw):
    with gw.client() as client:
        client.challenge()
        client.socket.send_frame(ws.TEXT, b"{", length=1 << 63)
        code, _ = client.socket.wait_closed()
        assert code in (1002, 1009, 1006), code


@tap.timeout(40)
def test_25_mib_after_hello_is_accepted(gw):
    with gw.connected() as client:
        client.socket.timeout = 20
        client.socket.send_frame(ws.TEXT, big_health(AFTER))
        tap.equal(client.response("big", 20 * tap.FACTOR)["ok"], True)
        tap.equal(client.call("health")["ok"], True)


@tap.timeout(40)
def test_a_byte_more_after_hello_is_too_big(gw):
    with gw.connected() as client:
        client.socket.timeout = 20
        client.socket.send_frame(ws.TEXT, big_health(AFTER + 1))
        tap.equal(client.socket.wait_closed(20 * tap.FACTOR)[0], 1009)


@tap.timeout(40)
def test_fragments_count_together_after_hello(gw):
    with gw.connected() as client:
        client.socket.timeout = 20
        client.socket.send_frame(ws.TEXT, b" " * (AFTER // 2 + 1), fin=False)
        client.socket.send_frame(ws.CONTINUATION, b" " * (AFTER // 2 + 1), fin=False)
        tap.equal(client.socket.wait_closed(20 * tap.FACTOR)[0], 1009)


def test_what_the_big_messages_took_is_given_back(gw):
    with gw.connected() as client:
        tap.equal(client.call("health")["ok"], True)
    assert gw.rss_kb() < 200_000 * tap.FACTOR, gw.rss_kb()


if __name__ == "__main__":
    tap.main(globals(), Gateway)
