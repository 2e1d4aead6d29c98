#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Token, password and none: who gets in, and what the others are told.
from support import tap
from support.gateway import Gateway
from support.rpc import connect_params

DEVICE_REQUIRED = {"code": "NOT_PAIRED", "message": "device identity required",
                   "details": {"code": "DEVICE_IDENTITY_REQUIRED"}}


def mismatch(kind, hint):
    return {"code": "INVALID_REQUEST", "message": f"unauthorized: gateway {kind} mismatch ({hint})",
            "details": {"code": f"AUTH_{kind.upper()}_MISMATCH", "authReason": f"{kind}_mismatch",
                        "canRetryWithDeviceToken": False,
                        "recommendedNextStep": "update_auth_credentials"}}


def refused(gateway, **options):
    with gateway.client(timeout=8) as client:
        error, code, reason = client.refused(connect_params(**options))
    tap.equal((code, reason), (1008, error["message"]), "close")
    with gateway.connected():  # a success forgets the failures before it
        return error


def method_of(gateway, **options):
    with gateway.client() as client:
        return client.connect(**options)["auth"]["method"]


def test_token_mode_takes_the_token_in_either_field():
    with Gateway() as gateway:
        tap.equal(method_of(gateway, token="tok"), "token")
        tap.equal(method_of(gateway, password="tok"), "token")


def test_token_mode_refuses_a_wrong_token():
    local = mismatch("token", "use this gateway's gateway.auth.token or pair the device")
    other = mismatch("token", "provide gateway auth token")
    with Gateway() as gateway:
        tap.equal(refused(gateway, token="bad"), local)
        tap.equal(refused(gateway, password="bad"), local)
        tap.equal(refused(gateway, client_id="gateway-client", mode="backend", token="bad"), other)


def test_a_token_that_only_begins_or_continues_rightly_is_wrong():
    with Gateway(token="0123456789abcdef") as gateway:
        for wrong in ("0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "x",
                      "0123456789abcdeg"):
            details = refused(gateway, token=wrong)["details"]
            tap.equal(details["code"], "AUTH_TOKEN_MISMATCH", wrong)
        tap.equal(refused(gateway, token="0123456789abcdef\0")["message"],
                  "invalid connect params: at /auth/token: must not contain \\u0000")


def test_a_missing_secret_asks_for_a_device():
    with Gateway() as gateway:
        tap.equal(refused(gateway), DEVICE_REQUIRED)
        tap.equal(refused(gateway, auth={"deviceToken": "x"}), DEVICE_REQUIRED)


def test_password_mode_takes_the_password_in_either_field():
    with Gateway(auth="password") as gateway:
        tap.equal(method_of(gateway, password="pw"), "password")
        tap.equal(method_of(gateway, token="pw"), "password")


def test_password_mode_refuses_a_wrong_password():
    local = mismatch("password", "use this gateway's gateway.auth.password")
    other = mismatch("password", "provide gateway auth password")
    with Gateway(auth="password") as gateway:
        tap.equal(refused(gateway, password="bad"), local)
        tap.equal(refused(gateway, client_id="test", mode="test", password="bad"), other)
        tap.equal(refused(gateway), DEVICE_REQUIRED)


def test_the_token_may_come_from_the_environment():
    with Gateway(token=None, env={"OPENCLAW_GATEWAY_TOKEN": "from-env"}) as gateway:
        tap.equal(method_of(gateway, token="from-env"), "token")


def test_the_token_may_come_from_the_command_line():
    with Gateway(auth=None, args=["--auth", "token", "--token", "from-flag"]) as gateway:
        tap.equal(method_of(gateway, token="from-flag"), "token")


def test_the_password_may_come_from_the_environment():
    with Gateway(auth="password", password=None,
                 env={"OPENCLAW_GATEWAY_PASSWORD": "pw-env"}) as gateway:
        tap.equal(method_of(gateway, password="pw-env"), "password")


def test_password_mode_without_a_password_does_not_start():
    gateway = Gateway(auth="password", password=None)
    gateway.spawn()
    tap.equal(gateway.wait(5), 1)
    assert "no password is configured" in gateway.log(), gateway.log()
    gateway.__exit__(None, None, None)


def test_mode_none_lets_a_backend_in():
    with Gateway(auth="none") as gateway:
        tap.equal(method_of(gateway, client_id="gateway-client", mode="backend"), "none")


def test_secrets_never_appear_in_the_log():
    with Gateway(token="s3cr3t-of-the-gateway", args=["--verbose"]) as gateway:
        refused(gateway, token="guess-of-a-stranger")
        text = gateway.log()
        assert "s3cr3t-of-the-gateway" not in text and "guess-of-a-stranger" not in text, text


def test_a_secret_for_remote_calls_is_none_of_this_gateways_and_the_log_says_so():
    trap = {"gateway": {"remote": {"token": "of the remote"}}}
    with Gateway(config=trap) as gateway:
        gateway.await_log('"gateway.remote.token" is for remote CLI calls; it does not enable '
                          "local gateway auth.", "set gateway.auth.token to the same, or remove it")
        tap.equal(refused(gateway, token="of the remote", client_id="openclaw-macos", mode="ui"),
                  mismatch("token", "provide gateway auth token"))
        assert "of the remote" not in gateway.log()
    for remote in ({"token": "tok"}, {"token": "another", "url": "wss://elsewhere.example"}):
        with Gateway(config={"gateway": {"remote": remote}}) as gateway:
            assert "gateway.remote.token" not in gateway.log(), remote


if __name__ == "__main__":
    tap.main(globals())
