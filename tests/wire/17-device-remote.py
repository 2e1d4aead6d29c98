#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Devices of other machines, and those that come without a secret.
import time

from support import netns, tap
from support.device import Device
from support.gateway import Gateway

LAN = "192.0.2.2"
READ = ["operator.read"]


def lan(**options):
    return Gateway(args=["--bind", "lan"], **options)


def test_a_device_from_elsewhere_asks_and_is_approved():
    device = Device(displayName="laptop")
    with lan() as gw, gw.connected() as owner:
        error, _, _ = device.refused(gw, host=LAN, scopes=READ)
        tap.equal(error["details"]["reason"], "not-paired")
        row = owner.call("device.pair.list", {})["pending"][0]
        tap.equal((row["deviceId"], row["remoteIp"]), (device.id, LAN))
        owner.call("device.pair.approve", {"requestId": error["details"]["requestId"]})
        with device.connect(gw, host=LAN, scopes=READ) as one:
            token = one.hello["auth"]["deviceToken"]
            tap.equal(one.hello["auth"]["scopes"], READ)
        with device.connect(gw, host=LAN, scopes=READ, auth={"deviceToken": token}) as one:
            tap.equal(one.hello["auth"]["method"], "device-token")
            paired = owner.call("device.pair.list", {})["paired"][0]
            tap.equal((paired["remoteIp"], paired["connected"]), (LAN, True))


def test_more_scopes_from_elsewhere_are_never_granted_in_silence():
    device = Device()
    with lan() as gw:
        device.connect(gw, scopes=READ).close()
        device.connect(gw, host=LAN, scopes=READ).close()
        error, _, _ = device.refused(gw, host=LAN, scopes=["operator.admin"])
        tap.equal(error["details"]["reason"], "scope-upgrade")


def test_wrong_device_tokens_lock_the_address_out_for_device_tokens_alone():
    device = Device()
    limit = {"gateway": {"auth": {"rateLimit": {"maxAttempts": 3}}}}
    with lan(config=limit) as gw:
        with device.connect(gw, scopes=READ) as one:
            token = one.hello["auth"]["deviceToken"]
        for _ in range(3):
            error, _, _ = device.refused(gw, host=LAN, auth={"deviceToken": "bad"})
            tap.equal(error["details"]["code"], "AUTH_DEVICE_TOKEN_MISMATCH")
        error, _, _ = device.refused(gw, host=LAN, scopes=READ, auth={"deviceToken": token})
        tap.equal((error["details"]["code"], error["details"]["recommendedNextStep"]),
                  ("AUTH_RATE_LIMITED", "wait_then_retry"))
        assert 0 < error["retryAfterMs"] <= 300_000
        device.connect(gw, host=LAN, scopes=READ).close()
        device.connect(gw, scopes=READ, auth={"deviceToken": token}).close()


def test_guesses_at_the_secret_count_whatever_device_token_stands_beside_them():
    behind = {"gateway": {"trustedProxies": ["127.0.0.1"]}}
    headers = {"X-Forwarded-For": "203.0.113.9"}
    with Gateway(config=behind) as gw:
        device = Device()
        for number in range(30):
            guess = {"token": f"guess-{number}", "deviceToken": "junk"}
            error, _, _ = device.refused(gw, headers=headers, auth=guess)
            expected = "AUTH_DEVICE_TOKEN_MISMATCH" if number < 10 else "AUTH_RATE_LIMITED"
            tap.equal(error["details"]["code"], expected, f"guess {number}")
        for auth in ({"token": gw.token}, {"token": gw.token, "deviceToken": "junk"}):
            error, _, _ = device.refused(gw, headers=headers, auth=auth)
            tap.equal(error["details"]["code"], "AUTH_RATE_LIMITED")


def test_a_paired_device_cannot_guess_the_secret_behind_its_own_token():
    device = Device()
    with lan() as gw:
        with device.connect(gw, scopes=READ) as one:
            token = one.hello["auth"]["deviceToken"]
        for number in range(12):
            guess = {"token": f"guess-{number}", "deviceToken": token}
            with device.connect(gw, host=LAN, scopes=READ, auth=guess) as one:
                tap.equal(one.hello["auth"]["method"], "device-token")
        right = {"token": gw.token, "deviceToken": token}
        with device.connect(gw, host=LAN, scopes=READ, auth=right) as one:
            tap.equal(one.hello["auth"]["method"], "device-token", "it does not tell")
        error, _, _ = device.refused(gw, host=LAN, scopes=READ)
        tap.equal(error["details"]["code"], "AUTH_RATE_LIMITED")


def test_on_this_machine_such_guesses_are_held_back():
    device = Device()
    with Gateway() as gw:
        with device.connect(gw, scopes=READ) as one:
            token = one.hello["auth"]["deviceToken"]
        began = time.monotonic()
        for number in range(2):
            guess = {"token": f"guess-{number}", "deviceToken": token}
            device.connect(gw, scopes=READ, auth=guess).close()
        assert time.monotonic() - began >= 0.7, "250 and 500 milliseconds"


def test_without_a_secret_a_device_of_this_machine_is_paired_in_silence():
    with Gateway(auth="none") as gw:
        with Device().connect(gw, scopes=READ) as one:
            tap.equal((one.hello["auth"]["method"], one.hello["auth"]["scopes"]), ("none", READ))


def test_without_a_secret_a_name_that_was_rebound_is_not_enough():
    with Gateway(auth="none") as gw:
        for host in ("gw.example.com", "box.tail1234.ts.net"):
            error, _, _ = Device().refused(gw, headers={"Host": host}, scopes=READ)
            tap.equal(error["details"]["code"], "PAIRING_REQUIRED", host)


if __name__ == "__main__":
    netns.enter(f"{LAN}/24")
    tap.main(globals())
