#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The server speaks first: `connect.challenge`, with a nonce of its own for every socket.
import time
import uuid

from support import tap, ws
from support.gateway import Gateway


def test_the_challenge_comes_first_and_unasked(gw):
    with gw.client() as client:
        frame = client.challenge()
    tap.equal(list(frame), ["type", "event", "payload"], "members of the frame")
    tap.equal(list(frame["payload"]), ["nonce", "ts", "capabilities"], "members of the payload")


def test_the_nonce_is_a_random_uuid(gw):
    with gw.client() as client:
        nonce = client.challenge()["payload"]["nonce"]
    value = uuid.UUID(nonce)
    tap.equal((str(value), value.version, value.variant), (nonce, 4, uuid.RFC_4122))


def test_the_clock_is_in_milliseconds(gw):
    with gw.client() as client:
        stamp = client.challenge()["payload"]["ts"]
    assert abs(stamp - time.time() * 1000) < 5000, stamp


def test_the_capabilities_are_a_list_of_strings(gw):
    with gw.client() as client:
        found = client.challenge()["payload"]["capabilities"]
    assert isinstance(found, list) and all(isinstance(item, str) for item in found), found


def test_every_socket_gets_another_nonce(gw):
    nonces = set()
    for _ in range(100):
        with gw.client() as client:
            nonces.add(client.challenge()["payload"]["nonce"])
    tap.equal(len(nonces), 100)


def test_the_nonce_differs_from_one_start_to_the_next():
    def first_nonce():
        with Gateway() as gateway, gateway.client() as client:
            return client.challenge()["payload"]["nonce"]
    assert first_nonce() != first_nonce()


def test_any_path_upgrades(gw):
    for path in ("/", "/ws", "/foo/bar?x=1", "/healthz"):
        with gw.client(path=path) as client:
            client.challenge()


def test_the_first_offered_subprotocol_is_echoed(gw):
    for offer, first in (("first, second", "first"), ("openclaw", "openclaw"), ("x.y+z", "x.y+z")):
        with gw.client(headers={"Sec-WebSocket-Protocol": offer}) as client:
            tap.equal(client.socket.response_headers.get("sec-websocket-protocol"), first)
            client.challenge()


def test_an_offer_of_subprotocols_that_is_none_is_refused(gw):
    for offer in (", second", "a b", "\"quoted\"", "tab\there"):
        error = tap.raises(ws.Refused, gw.client, headers={"Sec-WebSocket-Protocol": offer})
        tap.equal(error.status, 400, offer)


def test_no_subprotocol_is_made_up(gw):
    with gw.client() as client:
        tap.equal(client.socket.response_headers.get("sec-websocket-protocol"), None)


def test_compression_is_never_negotiated(gw):
    offer = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}
    with gw.client(headers=offer) as client:
        tap.equal(client.socket.response_headers.get("sec-websocket-extensions"), None)
        client.challenge()


def test_the_challenge_is_a_text_message(gw):
    with ws.WebSocket(gw.port) as socket:
        tap.equal(socket.receive().opcode, ws.TEXT)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
