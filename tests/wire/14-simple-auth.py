#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# How a socket becomes one of the simple dialect, and who is kept out of it.
import time

from support import tap
from support.gateway import Gateway
from support.simple import Client, SimpleError

FAILED = (4008, "connect failed")


def refused(gateway, frame, headers=None):
    """The error to a first frame, behind which the socket must be closed as it should."""
    with Client(gateway.port, headers=headers, timeout=8) as client:
        answer = client.answer(frame)
        tap.equal(client.wait_closed(), FAILED, "close")
        return answer["error"]


def auth(**params):
    return {"method": "auth", "params": params}


def test_the_token_is_taken_in_either_field():
    with Gateway() as gateway:
        for params in ({"token": "tok"}, {"password": "tok"}):
            with Client(gateway.port) as client:
                tap.equal(client.answer(auth(**params)), {"result": {"ok": True}})


def test_an_id_is_echoed_as_it_was_sent():
    with Gateway() as gateway:
        for ident in (0, 17, "x", -1.5, None):
            with Client(gateway.port) as client:
                tap.equal(client.answer({**auth(token="tok"), "id": ident}),
                          {"id": ident, "result": {"ok": True}})


def test_the_password_opens_it():
    with Gateway(auth="password") as gateway:
        with Client(gateway.port) as client:
            tap.equal(client.auth(password="pw"), {"ok": True})


def test_a_wrong_secret_is_told_logged_and_closed():
    with Gateway() as gateway:
        error = refused(gateway, auth(token="guessed"))
        tap.equal(error["details"]["code"], "AUTH_TOKEN_MISMATCH")
        gateway.await_log("code=4008 connect failed: unauthorized: gateway token mismatch")
        assert "guessed" not in gateway.log(), gateway.log()


def test_a_missing_secret_is_told():
    with Gateway() as gateway:
        for frame in (auth(), {"method": "auth"}, auth(token="")):
            tap.equal(refused(gateway, frame)["details"]["code"], "AUTH_TOKEN_MISSING")


def test_wrong_secrets_are_answered_later_and_later_in_both_dialects_together():
    with Gateway() as gateway:
        spent = []
        for _ in range(3):
            begin = time.monotonic()
            refused(gateway, auth(token="bad"))
            spent.append(time.monotonic() - begin)
        assert 0.2 <= spent[0] and 0.45 <= spent[1] and 0.9 <= spent[2], spent
        with gateway.client(timeout=8) as client:
            begin = time.monotonic()
            client.challenge()
            client.request("connect", {"minProtocol": 4, "maxProtocol": 4, "client": {
                "id": "cli", "mode": "cli", "version": "1", "platform": "linux"},
                "auth": {"token": "bad"}})
            client.socket.wait_closed()
            assert time.monotonic() - begin >= 1.8, time.monotonic() - begin


def test_ten_wrong_secrets_of_a_page_lock_it_out():
    page = {"Origin": "http://localhost:4321"}
    with Gateway() as gateway:
        for _ in range(10):
            refused(gateway, auth(token="bad"), page)
        error = refused(gateway, auth(token="tok"), page)
        tap.equal(error["details"]["code"], "AUTH_RATE_LIMITED")
        with Client(gateway.port) as client:
            tap.equal(client.auth(token="tok"), {"ok": True}, "others come in")


def test_a_foreign_page_is_refused_whatever_it_knows():
    with Gateway() as gateway:
        error = refused(gateway, auth(token="tok"), {"Origin": "https://evil.example"})
        tap.equal(error["details"]["code"], "CONTROL_UI_ORIGIN_NOT_ALLOWED")


def test_mode_none_lets_local_programs_in():
    with Gateway(auth="none") as gateway:
        with Client(gateway.port) as client:
            tap.equal(client.auth(), {"ok": True})
        with Client(gateway.port) as client:
            tap.equal(client.call("gateway.info")["authMode"], "none")
        refused(gateway, auth(), {"Host": "evil.example"})


def test_a_simple_client_manages_nothing():
    with Gateway() as gateway:
        with Client(gateway.port) as client:
            client.auth(token="tok")
            error = tap.raises(SimpleError, client.call, "system-event", {"text": "x"}).error
            tap.equal((error["code"], error["message"]),
                      ("FORBIDDEN", "missing scope: operator.admin"))


if __name__ == "__main__":
    tap.main(globals())
