#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A wrong secret from loopback is answered later each time, and what is sent meanwhile is held; who
# is not exempt is locked out, with the right secret too.
import json
import time

from support import tap, ws
from support.gateway import Gateway
from support.rpc import connect_params

HELD = 15


def failure(gw):
    """Seconds until a wrong token is answered."""
    with gw.client(timeout=8) as client:
        client.challenge()
        began = time.monotonic()
        frame = client.response(client.request("connect", connect_params(token="bad")))
        tap.equal(frame["error"]["details"]["code"], "AUTH_TOKEN_MISMATCH")
        return time.monotonic() - began


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


def test_the_delay_doubles_and_a_success_resets_it(gw):
    first, second, third = failure(gw), failure(gw), failure(gw)
    for found, wanted in ((first, 0.25), (second, 0.5), (third, 1.0)):
        assert wanted * 0.9 <= found < wanted + 0.8 * tap.FACTOR, (found, wanted)
    with gw.connected():
        pass
    again = failure(gw)
    assert again < 0.25 + 0.8 * tap.FACTOR, again


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


def test_the_sixteenth_frame_is_too_many(gw):
    tap.equal(flood(gw, HELD + 1), (1008, "too many pending handshake frames"))


def refusal(gw, headers=None, token="bad"):
    with gw.client(timeout=8, headers=headers) as client:
        client.challenge()
        return client.response(client.request("connect", connect_params(token=token)))


def strict():
    return Gateway(config={"gateway": {"auth": {"rateLimit": {
        "exemptLoopback": False, "maxAttempts": 3, "lockoutMs": 600_000}}}})


def test_a_missing_secret_is_no_failure(gw):
    for _ in range(4):
        with gw.client() as client:
            client.challenge()
            frame = client.response(client.request("connect", connect_params()))
            tap.equal(frame["error"]["details"]["code"], "DEVICE_IDENTITY_REQUIRED")
    with gw.connected() as client:
        client.call("health")


def test_who_is_not_exempt_is_locked_out_with_the_right_secret_too():
    with strict() as gw:
        for _ in range(3):
            began = time.monotonic()
            tap.equal(refusal(gw)["error"]["details"]["code"], "AUTH_TOKEN_MISMATCH")
            assert time.monotonic() - began < 0.2 * tap.FACTOR, "no delay where there is a lockout"
        error = refusal(gw, token=gw.token)["error"]
        tap.equal(error["code"], "INVALID_REQUEST")
        tap.equal(error["details"]["code"], "AUTH_RATE_LIMITED")
        tap.equal(error["details"]["recommendedNextStep"], "wait_then_retry")
        tap.equal(error["retryable"], True)
        assert 500_000 < error["retryAfterMs"] <= 600_000, error


def test_a_success_forgets_the_failures():
    with strict() as gw:
        for _ in range(2):
            for _ in range(2):
                refusal(gw)
            with gw.connected() as client:
                client.call("health")


def test_a_web_page_is_counted_by_its_origin():
    page = {"Origin": "http://localhost:3000"}
    with Gateway(config={"gateway": {"auth": {"rateLimit": {"maxAttempts": 2}}}}) as gw:
        for _ in range(2):
            refusal(gw, page)
        tap.equal(refusal(gw, page)["error"]["details"]["code"], "AUTH_RATE_LIMITED")
        other = refusal(gw, {"Origin": "http://localhost:3001"})
        tap.equal(other["error"]["details"]["code"], "AUTH_TOKEN_MISMATCH")
        with gw.connected() as client:
            client.call("health")


if __name__ == "__main__":
    tap.main(globals(), Gateway)
