#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Where the key and the other settings come from, and what is said when they are missing.
import shutil
import time

from support import tap
from support.gateway import Gateway
from world import KEY, World, openai_config


def bearer(w):
    w.then()
    tap.equal(w.ask()["state"], "final")
    return w.fake.requests[0].headers.get("authorization")


def test_the_key_for_openai_goes_to_no_other_server():
    for own, expected in ((KEY, "Bearer " + KEY), (None, None)):
        with World(env={"OPENAI_API_KEY": "sk-for-openai-alone"}, apiKey=own) as w:
            tap.equal(bearer(w), expected)


def test_the_configuration_may_name_a_variable():
    for key in ("${MY_KEY}", {"source": "env", "provider": "default", "id": "MY_KEY"}):
        with World(env={"MY_KEY": "sk-by-name"}, apiKey=key) as w:
            tap.equal(bearer(w), "Bearer sk-by-name")


def test_a_variable_that_is_not_set_is_named():
    with World(apiKey={"source": "env", "id": "MY_KEY"}, retries=0) as w:
        tap.equal(w.fails(), "openai: plugins.entries.provider-openai.config.apiKey names the "
                             "environment variable MY_KEY, which is not set")
        tap.equal(w.fake.requests, [])


def test_a_server_of_ones_own_needs_no_key():
    with World(apiKey=None) as w:
        tap.equal(bearer(w), None)


def test_without_a_key_the_error_names_the_remedy():
    config = openai_config("unused")
    config["plugins"]["entries"]["provider-openai"]["config"] = {}
    with Gateway(config=config) as gw, gw.connected() as client:
        run = "no-key"
        client.call("chat.send", {"sessionKey": "main", "message": "x", "idempotencyKey": run})
        final = client.wait_final(run)["payload"]
        tap.equal((final["state"], final["errorMessage"]),
                  ("error", "openai: no API key: set OPENAI_API_KEY or models.providers.openai."
                            "apiKey, and restart the gateway"))
        rows = client.call("models.list", {})["models"]
        tap.equal([row["provider"] for row in rows], ["echo"], "what cannot be asked is not listed")


def test_a_key_with_a_line_break_is_not_sent():
    with World(apiKey="sk-one\r\nX-Evil: yes", retries=0) as w:
        assert "holds a space or a line break" in w.fails()
        tap.equal(w.fake.requests, [])


def test_a_slash_at_the_end_of_the_address_does_not_matter():
    world = World()
    entries = world.gateway.config["plugins"]["entries"]
    entries["provider-openai"]["config"]["baseUrl"] += "/"
    with world as w:
        w.then()
        w.ask()
        tap.equal(w.fake.requests[0].path, "/v1/chat/completions")


def test_a_wrong_setting_is_named_in_the_log():
    gw = Gateway(config=openai_config("http://127.0.0.1:9/v1", retries=99))
    try:
        gw.spawn()
        deadline = time.monotonic() + 10 * tap.FACTOR
        while "/retries: must be <= 10" not in gw.log() and time.monotonic() < deadline:
            time.sleep(0.05)
        line = [line for line in gw.log().splitlines() if "/retries" in line]
        assert line and "provider-openai" in line[0], gw.log()
    finally:
        gw.kill()
        shutil.rmtree(gw.home, ignore_errors=True)


def test_a_machine_that_nobody_listens_on_is_an_error():
    config = openai_config("http://127.0.0.1:9/v1", retries=1)
    with Gateway(config=config) as gw, gw.connected() as client:
        client.call("chat.send", {"sessionKey": "main", "message": "x", "idempotencyKey": "r"})
        final = client.wait_final("r")["payload"]
        assert "Failed to connect to 127.0.0.1 port 9" in final["errorMessage"], final


def test_without_the_http_client_the_error_says_so():
    config = openai_config("http://127.0.0.1:9/v1")
    config["plugins"]["entries"]["http-client"] = {"enabled": False}
    with Gateway(config=config) as gw, gw.connected() as client:
        client.call("chat.send", {"sessionKey": "main", "message": "x", "idempotencyKey": "r"})
        tap.equal(client.wait_final("r")["payload"]["errorMessage"],
                  'openai: the plugin "http-client" is needed and not there')


if __name__ == "__main__":
    tap.main(globals())
