#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Where nothing was configured, this machine's programs need no secret in the simple dialect; the
# protocol needs one all the same.
import json
import os
import tempfile

from support import tap
from support.gateway import Gateway
from support.rpc import connect_params
from support.simple import Client


def info(gateway, headers=None):
    with Client(gateway.port, headers=headers) as client:
        return client.call("gateway.info")


def closed(gateway, headers=None, frame=None):
    with Client(gateway.port, headers=headers) as client:
        client.send(frame or {"method": "gateway.info"})
        return client.wait_closed()


def config_of(gateway):
    with open(os.path.join(gateway.state_dir, "openclaw.json"), encoding="utf-8") as source:
        return json.load(source)


def test_the_first_request_is_served_without_auth():
    with Gateway(auth=None) as gateway:
        tap.equal(info(gateway)["port"], gateway.port)
        with Client(gateway.port) as client:
            tap.equal(client.auth(), {"ok": True}, "but auth is no mistake")
        gateway.await_log("programs of this machine need no secret")


def test_it_stays_so_behind_a_restart():
    with Gateway(auth=None) as gateway:
        gateway.restart()
        tap.equal(info(gateway)["port"], gateway.port)


def test_the_token_that_was_made_opens_it_too():
    with Gateway(auth=None) as gateway:
        with Client(gateway.port) as client:
            client.auth(token=config_of(gateway)["gateway"]["auth"]["token"])


def test_a_wrong_token_is_wrong_here_too():
    with Gateway(auth=None) as gateway:
        with Client(gateway.port) as client:
            answer = client.answer({"method": "auth", "params": {"token": "guess"}})
            tap.equal(answer["error"]["details"]["code"], "AUTH_TOKEN_MISMATCH")
            tap.equal(client.wait_closed(), (4008, "connect failed"))


def test_the_protocol_asks_for_the_token():
    with Gateway(auth=None) as gateway:
        with gateway.client() as client:
            error, code, _ = client.refused(connect_params())
            tap.equal((error["code"], code), ("NOT_PAIRED", 1008))
        with gateway.client() as client:
            client.connect(token=config_of(gateway)["gateway"]["auth"]["token"])


def test_names_pages_and_proxies_of_others_do_not_come_in():
    with Gateway(auth=None) as gateway:
        for headers in ({"Host": "evil.example"}, {"Host": "box.tail12.ts.net"},
                        {"Origin": "https://evil.example"}, {"Origin": "null"},
                        {"Origin": "http://127.0.0.1.evil.example"},
                        {"Origin": "http://localhost:3000"}, {"Host": "localhost:evil.example"},
                        {"Via": "1.1 squid"}, {"True-Client-IP": "192.0.2.2"}):
            tap.equal(closed(gateway, headers), (1008, "invalid request frame"), str(headers))
            tap.equal(closed(gateway, headers, {"method": "auth"}), (4008, "connect failed"),
                      str(headers))
        own = f"localhost:{gateway.port}"
        tap.equal(info(gateway, {"Host": own, "Origin": "http://" + own})["port"], gateway.port)


def test_the_key_turns_it_off():
    config = {"gateway": {"auth": {"localOpen": False}}}
    with Gateway(auth=None, config=config) as gateway:
        tap.equal(closed(gateway), (1008, "invalid request frame"))
        assert "need no secret" not in gateway.log(), gateway.log()


def test_a_token_of_the_owner_turns_it_off():
    with tempfile.TemporaryDirectory(prefix="oc-wire-") as home:
        with Gateway(auth=None, home=home) as gateway:
            info(gateway)
        with Gateway(home=home) as gateway:
            tap.equal(closed(gateway), (1008, "invalid request frame"))


def test_a_token_in_the_environment_or_on_the_command_line_turns_it_off():
    for options in ({"env": {"OPENCLAW_GATEWAY_TOKEN": "t"}}, {"args": ["--token", "t"]}):
        with Gateway(auth=None, **options) as gateway:
            tap.equal(closed(gateway), (1008, "invalid request frame"))


def test_no_client_of_the_protocol_profits():
    with Gateway(auth=None) as gateway:
        info(gateway)
        with gateway.client() as client:
            client.challenge()
            client.send({"type": "req", "id": "1", "method": "gateway.info"})
            tap.equal(client.socket.wait_closed()[0], 1008)


if __name__ == "__main__":
    tap.main(globals())
