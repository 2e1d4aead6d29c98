#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The handshake in time: its deadline, what is sent around it, and `connect` again.
import json
import time

from support import tap, ws
from support.gateway import Gateway
from support.rpc import connect_params

DEADLINE_MS = 400


def quick():
    return Gateway(env={"OPENCLAW_HANDSHAKE_TIMEOUT_MS": str(DEADLINE_MS)})


def request(ident, method, params):
    frame = {"type": "req", "id": ident, "method": method, "params": params}
    return ws.encode(ws.TEXT, json.dumps(frame).encode())


def test_a_client_that_says_nothing_is_closed(gw):
    with gw.client() as client:
        began = time.monotonic()
        client.challenge()
        tap.equal(client.socket.wait_closed(), (1000, ""))
        took = time.monotonic() - began
    assert DEADLINE_MS / 1000 * 0.9 <= took < 2 * tap.FACTOR, took


def test_a_client_that_sends_half_a_message_is_closed(gw):
    with gw.client() as client:
        client.challenge()
        client.socket.send_frame(ws.TEXT, b'{"type":', fin=False)
        tap.equal(client.socket.wait_closed(), (1000, ""))


def test_a_client_that_only_pings_is_closed(gw):
    with gw.client() as client:
        client.challenge()
        for _ in range(8):
            client.socket.ping(b"x")
            time.sleep(DEADLINE_MS / 4000)
        tap.equal(client.socket.wait_closed(), (1000, ""))


def test_a_connected_client_outlives_the_deadline(gw):
    with gw.connected() as client:
        time.sleep(DEADLINE_MS * 2 / 1000)
        tap.equal(client.call("health")["ok"], True)


def test_requests_sent_behind_connect_are_answered_after_hello(gw):
    with gw.client() as client:
        client.challenge()
        sent = request("c", "connect", connect_params(token="tok"))
        for number in range(10):
            sent += request(f"h{number}", "health", {})
        client.socket.send_raw(sent)
        client.response("h9")
        order = [frame["id"] for frame in client.frames if frame["type"] == "res"]
        tap.equal(order[0], "c", "hello comes first")
        tap.equal(sorted(order[1:]), [f"h{number}" for number in range(10)])


def test_requests_sent_behind_a_refused_connect_are_not_answered(gw):
    with gw.client() as client:
        client.challenge()
        sent = request("c", "connect", connect_params(token="bad"))
        for number in range(15):
            sent += request(f"h{number}", "health", {})
        client.socket.send_raw(sent)
        tap.equal(client.response("c")["error"]["details"]["code"], "AUTH_TOKEN_MISMATCH")
        end = tap.raises(ws.Closed, client.drain, 5)
        tap.equal(end.code, 1008)
        tap.equal([frame["id"] for frame in client.frames if frame["type"] == "res"], ["c"])


def test_connect_may_come_before_the_challenge_was_read(gw):
    with gw.client() as client:
        client.send({"type": "req", "id": "c", "method": "connect",
                     "params": connect_params(token="tok")})
        tap.equal(client.response("c")["payload"]["type"], "hello-ok")
        tap.equal(client.frames[0]["event"], "connect.challenge")


def test_connect_again_is_refused_and_harmless(gw):
    with gw.connected() as client:
        frame = client.response(client.request("connect", connect_params(token="tok")))
        tap.equal(frame["error"], {"code": "INVALID_REQUEST",
                                   "message": "connect is only valid as the first request"})
        tap.equal(client.call("health")["ok"], True)


def test_a_connect_in_fragments_is_one_connect(gw):
    text = json.dumps({"type": "req", "id": "c", "method": "connect",
                       "params": connect_params(token="tok")}).encode()
    with gw.client() as client:
        client.challenge()
        client.socket.send_frame(ws.TEXT, text[:20], fin=False)
        client.socket.ping(b"between")
        client.socket.send_frame(ws.CONTINUATION, text[20:40], fin=False)
        client.socket.send_frame(ws.CONTINUATION, text[40:])
        tap.equal(client.response("c")["ok"], True)
        tap.equal(client.socket.wait_pong(), b"between")


if __name__ == "__main__":
    tap.main(globals(), quick)
