#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# SIGTERM and SIGINT: the shutdown event, close 1012, exit 0 within five seconds.
import signal
import socket
import time
import uuid

from support import httpc, tap, ws
from support.gateway import Gateway


def ends_in_time(gw, number=signal.SIGTERM):
    began = time.monotonic()
    gw.stop(number)
    return time.monotonic() - began


def check_goodbye(number):
    with Gateway() as gw, gw.connected() as client, gw.connected(scopes=[]) as other:
        gw.send_signal(number)
        for each in (client, other):
            frame = each.wait_event("shutdown")
            tap.equal(frame["payload"], {"reason": "gateway stopping"})
            assert isinstance(frame["seq"], int), frame
            tap.equal(each.socket.wait_closed(), (1012, "service restart"))
            tap.equal(each.frames[-1], frame, "the last frame")
        tap.equal(gw.wait(), 0)


def test_sigterm_says_goodbye():
    check_goodbye(signal.SIGTERM)


def test_sigint_says_goodbye():
    check_goodbye(signal.SIGINT)


def test_the_signal_is_logged():
    with Gateway() as gw:
        gw.stop()
        assert "signal SIGTERM received" in gw.log(), gw.log()


def test_an_idle_gateway_ends_at_once():
    with Gateway() as gw:
        took = ends_in_time(gw)
        assert took < 1.0 * tap.FACTOR, took


def test_a_client_before_its_handshake_does_not_hold_it_up():
    with Gateway() as gw, gw.client() as client:
        client.challenge()
        ends_in_time(gw)
        tap.equal(client.socket.wait_closed()[0], 1012)


def test_a_peer_that_never_answers_the_close_does_not_hold_it_up():
    with Gateway() as gw, gw.connected() as silent:
        took = ends_in_time(gw)
        assert took < 5 * tap.FACTOR, took
        tap.equal(silent.socket.wait_closed(), (1012, "service restart"))


def test_half_a_request_does_not_hold_it_up():
    with Gateway() as gw:
        with socket.create_connection(("127.0.0.1", gw.port)), httpc.Connection(gw.port) as half:
            half.send("GET /healthz HTTP/1.1\r\nHo")
            ends_in_time(gw)


def test_a_peer_that_reads_nothing_does_not_hold_it_up():
    with Gateway() as gw:
        deaf = gw.client(receive_buffer=4096)
        deaf.connect(token="tok")
        with deaf, gw.connected() as client:
            for _ in range(4):
                run = str(uuid.uuid4())
                client.call("chat.send", {"sessionKey": "agent:main:deaf", "message": "x" * 500000,
                                          "idempotencyKey": run})
                client.wait_final(run)
            ends_in_time(gw)


def test_a_run_in_progress_does_not_hold_it_up():
    config = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 200}}}}}
    with Gateway(config=config) as gw, gw.connected() as client:
        client.call("chat.send", {"sessionKey": "agent:main:busy", "message": "w " * 200,
                                  "idempotencyKey": "busy"})
        client.wait_event(lambda frame: frame["payload"].get("state") == "delta")
        ends_in_time(gw)


def test_a_second_signal_changes_nothing():
    with Gateway() as gw, gw.connected():
        gw.send_signal(signal.SIGTERM)
        gw.send_signal(signal.SIGINT)
        tap.equal(gw.wait(), 0)


def test_nobody_gets_in_any_more():
    with Gateway() as gw:
        gw.stop()
        tap.raises(ConnectionRefusedError, ws.WebSocket, gw.port)


def test_sigpipe_is_no_reason_to_end():
    with Gateway() as gw, gw.connected() as client:
        gw.send_signal(signal.SIGPIPE)
        tap.equal(client.call("health")["ok"], True)


if __name__ == "__main__":
    tap.main(globals())
