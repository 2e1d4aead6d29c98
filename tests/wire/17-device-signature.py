#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The device block of `connect`: each thing that can be wrong with it, and what is good.
import base64
import json
import os

from support import tap
from support.device import Device, base64url
from support.gateway import Gateway

SPKI = bytes.fromhex("302a300506032b6570032100")
# What is wrong: options of the `connect`, then the answer's message, code and reason.
ROWS = [
    ("the identity is not that of the key", {"block": {"id": "ab" * 32}},
     "device identity mismatch", "DEVICE_AUTH_DEVICE_ID_MISMATCH", "device-id-mismatch"),
    ("the key is no base64", {"block": {"publicKey": "!!!"}},
     "device identity mismatch", "DEVICE_AUTH_DEVICE_ID_MISMATCH", "device-id-mismatch"),
    ("signed too long ago", {"age_ms": 121_000},
     "device signature expired", "DEVICE_AUTH_SIGNATURE_EXPIRED", "device-signature-stale"),
    ("signed in the future", {"age_ms": -123_000},
     "device signature expired", "DEVICE_AUTH_SIGNATURE_EXPIRED", "device-signature-stale"),
    ("no nonce", {"block": {"nonce": " "}},
     "device nonce required", "DEVICE_AUTH_NONCE_REQUIRED", "device-nonce-missing"),
    ("another nonce", {"block": {"nonce": "11111111-1111-4111-8111-111111111111"}},
     "device nonce mismatch", "DEVICE_AUTH_NONCE_MISMATCH", "device-nonce-mismatch"),
    ("no signature", {"block": {"signature": "AAAA"}},
     "device signature invalid", "DEVICE_AUTH_SIGNATURE_INVALID", "device-signature"),
    ("the key has another length",
     {"block": {"publicKey": "AAAA", "id": "709e80c88487a2411e1ee4dfb9f22a86"
                                           "1492d20c4765150c0c794abd70f8147c"}},
     "device public key invalid", "DEVICE_AUTH_PUBLIC_KEY_INVALID", "device-public-key"),
]


def test_each_wrong_block_is_told_apart(gw):
    for what, options, message, code, reason in ROWS:
        tap.equal(Device().refused(gw, **options),
                  ({"code": "INVALID_REQUEST", "message": message,
                    "details": {"code": code, "reason": reason}}, 1008, message), what)


def test_the_checks_come_in_the_order_of_the_protocol(gw):
    wrong = {"block": {"id": "ab" * 32, "nonce": " ", "signature": "AAAA"}, "age_ms": 500_000}
    for ended, wanted in ((None, "DEVICE_ID_MISMATCH"), ("id", "SIGNATURE_EXPIRED"),
                          ("age", "NONCE_REQUIRED"), ("nonce", "SIGNATURE_INVALID")):
        if ended == "age":
            wrong["age_ms"] = 0
        elif ended:
            wrong["block"].pop(ended)
        error, _, _ = Device().refused(gw, **wrong)
        tap.equal(error["details"]["code"], "DEVICE_AUTH_" + wanted)


def test_a_bad_signature_is_told_before_a_bad_secret(gw):
    for auth in ({"token": "bad"}, {"deviceToken": "bad"}, {}):
        error, _, _ = Device().refused(gw, auth=auth, block={"signature": "AAAA"})
        tap.equal(error["details"]["code"], "DEVICE_AUTH_SIGNATURE_INVALID")


def test_each_wrong_secret_of_a_device_is_told_apart(gw):
    for auth, code, reason, retry, step in (
            ({}, "AUTH_TOKEN_MISSING", "token_missing", False, "update_auth_configuration"),
            ({"token": "bad"}, "AUTH_TOKEN_MISMATCH", "token_mismatch", True,
             "retry_with_device_token"),
            ({"deviceToken": "bad"}, "AUTH_DEVICE_TOKEN_MISMATCH", "device_token_mismatch", False,
             "update_auth_credentials"),
            ({"bootstrapToken": "bad"}, "AUTH_BOOTSTRAP_TOKEN_INVALID", "bootstrap_token_invalid",
             False, "review_auth_configuration")):
        error, closed, _ = Device().refused(gw, auth=auth)
        tap.equal((error["code"], closed), ("INVALID_REQUEST", 1008))
        tap.equal(error["details"], {"code": code, "authReason": reason,
                                     "canRetryWithDeviceToken": retry,
                                     "recommendedNextStep": step}, json.dumps(auth))


def test_signatures_of_both_versions_are_good(gw):
    for version in (2, 3):
        with Device(platform=" Linux ", deviceFamily="Server").connect(gw, version=version) as one:
            tap.equal(one.hello["auth"]["method"], "token")


def test_a_clock_may_be_almost_two_minutes_off(gw):
    for age_ms in (110_000, -110_000):
        with Device().connect(gw, age_ms=age_ms) as one:
            tap.equal(one.hello["type"], "hello-ok")


def test_a_key_may_be_padded_base64_or_pem(gw):
    device = Device()
    pem = base64.encodebytes(SPKI + device.key.public).decode()
    for key in (base64.b64encode(device.key.public).decode(),
                f"-----BEGIN PUBLIC KEY-----\n{pem}-----END PUBLIC KEY-----\n"):
        with device.connect(gw, block={"publicKey": key}) as one:
            rows = one.call("device.pair.list", {})["paired"]
            keys = [row["publicKey"] for row in rows if row["deviceId"] == device.id]
            tap.equal(keys, [device.public_key], "kept in one form")


def test_a_signature_of_another_socket_is_of_no_use(gw):
    device = Device()
    with gw.client() as first, gw.client() as second:
        nonce = first.challenge()["payload"]["nonce"]
        error, _, _ = second.refused(device.params(nonce, token="tok"))
        tap.equal(error["details"]["code"], "DEVICE_AUTH_NONCE_MISMATCH")


def test_random_keys_and_signatures_do_no_harm(gw):
    device = Device()
    for size in (0, 1, 31, 32, 33, 64, 65, 4000):
        block = {"signature": base64url(os.urandom(size)) or "=",
                 "publicKey": base64url(os.urandom(size)) or "="}
        error, _, _ = device.refused(gw, block=block)
        tap.equal(error["details"]["code"], "DEVICE_AUTH_DEVICE_ID_MISMATCH")
    tap.equal(gw.get("/healthz").status, 200)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
