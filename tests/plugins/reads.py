#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What plugins get of the configuration besides their own part: the places that they name in their
# table, and nothing else.
from broken import so
from support import tap
from support.gateway import Gateway

CONFIG = {
    "plugins": {"load": {"paths": [so("reader")]}},
    "env": {"vars": {"LEVEL": "warn", "SHOWN": "yes"}},
    "logging": {"level": "${LEVEL}"},
    "models": {"providers": {
        "a": {"baseUrl": "http://127.0.0.1:9/v1", "apiKey": "sk-hidden-123", "api": "ollama",
              "models": []},
        "b": {"baseUrl": "http://127.0.0.1:9/v1", "models": []}}},
}


def world():
    return Gateway(config=CONFIG)


def read(gw, place):
    with gw.connected() as client:
        return client.call("reader.read", place)


def test_a_place_that_is_named_is_given_with_its_variables(gw):
    tap.equal(read(gw, "logging"), {"level": "warn"})
    tap.equal(read(gw, "env.vars.SHOWN"), "yes")


def test_a_star_gives_one_part_of_each_and_no_secret_beside_it(gw):
    tap.equal(read(gw, "models.providers.*.api"), {"a": "ollama", "b": None})


def test_a_place_that_is_not_named_is_not_given_and_told(gw):
    for place in ("gateway.auth", "models.providers", "logging.level", ""):
        tap.equal(read(gw, place), "nothing", place)
        gw.await_log("plugin reader asked for the configuration at \"" + place + "\"")


def test_a_provider_from_before_there_were_several_ids_is_still_asked(gw):
    with gw.connected() as client:
        client.request("agent", {"message": "x", "idempotencyKey": "old", "model": "old/m",
                                 "sessionKey": "main"})
        tap.equal(client.wait_final("old")["payload"]["errorMessage"],
                  "the model provider could not begin")


if __name__ == "__main__":
    tap.main(globals(), world)
