#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Wrong secrets from another machine: the lockout with the numbers it has when nobody sets them.
import time

from support import netns, tap
from support.device import Device
from support.gateway import Gateway
from support.rpc import connect_params

LAN = "192.0.2.2"
TRIES = 10
LOCKED = {"code": "AUTH_RATE_LIMITED", "authReason": "rate_limited",
          "canRetryWithDeviceToken": False, "recommendedNextStep": "wait_then_retry"}
LOCKED_TEXT = "unauthorized: too many failed authentication attempts (retry later)"


def lan(**options):
    return Gateway(args=["--bind", "lan"], **options)


def attempt(gw, host=LAN, headers=None, **params):
    """The answer to a `connect`, how the socket ended, and how long the answer took."""
    with gw.client(host=host, headers=headers, timeout=8) as client:
        client.challenge()
        began = time.monotonic()
        frame = client.response(client.request("connect", connect_params(**params)))
        took = time.monotonic() - began
        return frame, None if frame["ok"] else client.socket.wait_closed(), took


def code_of(gw, **options):
    return attempt(gw, **options)[0]["error"]["details"]["code"]


def wrong(gw, count, **options):
    for _ in range(count):
        tap.equal(code_of(gw, token="bad", **options), "AUTH_TOKEN_MISMATCH")


def test_ten_wrong_ones_lock_the_address_out_with_the_right_secret_too():
    with lan() as gw:
        for _ in range(TRIES):
            frame, closed, took = attempt(gw, token="bad")
            tap.equal(frame["error"]["message"],
                      "unauthorized: gateway token mismatch (set gateway.remote.token to match "
                      "gateway.auth.token)")
            tap.equal(closed, (1008, frame["error"]["message"]))
            assert took < 0.2 * tap.FACTOR, "nobody beyond this machine is held back"
        frame, closed, _ = attempt(gw, token=gw.token)
        error = frame["error"]
        tap.equal((error["code"], error["message"], error["retryable"], error["details"]),
                  ("INVALID_REQUEST", LOCKED_TEXT, True, LOCKED))
        assert 290_000 < error["retryAfterMs"] <= 300_000, error
        tap.equal(closed, (1008, LOCKED_TEXT))


def test_this_machine_and_other_addresses_are_not_locked_out():
    with lan() as gw:
        wrong(gw, TRIES)
        tap.equal(attempt(gw, host="127.0.0.1", token=gw.token)[0]["ok"], True)
        tap.equal(code_of(gw, token=gw.token), "AUTH_RATE_LIMITED")


def test_nobody_is_locked_out_for_sending_nothing():
    with lan() as gw:
        for _ in range(TRIES + 2):
            tap.equal(code_of(gw), "DEVICE_IDENTITY_REQUIRED")
        tap.equal(attempt(gw, token=gw.token)[0]["ok"], True)


def test_who_is_locked_out_and_sends_nothing_is_told_the_same_as_ever():
    with lan() as gw:
        wrong(gw, TRIES)
        tap.equal(code_of(gw), "DEVICE_IDENTITY_REQUIRED")


def test_a_success_clears_the_count():
    with lan() as gw:
        for _ in range(2):
            wrong(gw, TRIES - 1)
            tap.equal(attempt(gw, token=gw.token)[0]["ok"], True)


def test_the_lock_ends_and_the_window_moves():
    limit = {"gateway": {"auth": {"rateLimit": {"maxAttempts": 3, "windowMs": 1_500,
                                                "lockoutMs": 1_000}}}}
    with lan(config=limit) as gw:
        wrong(gw, 2)
        time.sleep(1.6)
        wrong(gw, 2)
        tap.equal(attempt(gw, token=gw.token)[0]["ok"], True)
        wrong(gw, 3)
        tap.equal(code_of(gw, token=gw.token), "AUTH_RATE_LIMITED")
        time.sleep(1.1)
        tap.equal(attempt(gw, token=gw.token)[0]["ok"], True)


def test_a_device_with_its_own_token_is_not_locked_out_by_wrong_secrets():
    device = Device()
    with lan() as gw:
        with device.connect(gw, scopes=["operator.read"]) as one:
            token = one.hello["auth"]["deviceToken"]
        wrong(gw, TRIES)
        with device.connect(gw, host=LAN, scopes=["operator.read"],
                            auth={"deviceToken": token}) as one:
            tap.equal(one.hello["auth"]["method"], "device-token")


def test_the_simple_dialect_counts_too():
    with lan() as gw:
        wrong(gw, TRIES)
        with gw.client(host=LAN) as client:
            client.challenge()
            client.send({"id": 1, "method": "auth", "params": {"token": gw.token}})
            frame = client.pump(5)
            tap.equal(frame["error"]["details"]["code"], "AUTH_RATE_LIMITED")
            tap.equal(client.socket.wait_closed(), (4008, "connect failed"))
        gw.await_log("code=4008 connect failed: " + LOCKED_TEXT)
        gw.await_log("code=1008 connect failed: unauthorized: gateway token mismatch")


def test_a_remote_program_without_a_device_has_no_scopes():
    with lan() as gw:
        frame, _, _ = attempt(gw, token=gw.token)
        tap.equal(frame["payload"]["auth"]["scopes"], [])


if __name__ == "__main__":
    netns.enter(f"{LAN}/24")
    tap.main(globals())
