#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The events that come by themselves. The wait for a tick makes this the slowest file.
import time

from sdk_client import Sdk, converse
from support import tap
from support.gateway import Gateway


def test_health_and_presence_arrive_without_gaps(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        first = sdk.frame("health")
        tap.equal(first["payload"]["ok"], True)
        assert first["stateVersion"]["health"] >= 1, first
        with Sdk(gw, clientName="test", mode="ui", clientDisplayName="second") as other:
            other.said("hello")
            rows = sdk.event("presence")["presence"]
            assert any(row.get("mode") == "ui" for row in rows), rows
        rows = sdk.event("presence", lambda payload: all(
            row.get("mode") != "ui" or row["reason"] == "disconnect"
            for row in payload["presence"]))["presence"]
        assert rows, "the gateway's own row stays"
        sdk.never("gap")


def test_a_reader_follows_what_another_client_says(gw):
    with Sdk(gw) as writer, Sdk(gw, scopes=["operator.read"]) as reader:
        writer.said("hello")
        reader.said("hello")
        converse(writer, "read along", "k-read")
        done = reader.event("chat", lambda payload: payload["state"] == "final")
        tap.equal((done["runId"], done["sessionKey"]), ("k-read", "agent:main:main"))
        reader.never("gap")


def test_without_the_scope_to_read_a_client_hears_nothing_of_it(gw):
    with Sdk(gw) as writer, Sdk(gw, scopes=[]) as deaf:
        writer.said("hello")
        deaf.said("hello")
        converse(writer, "private", "k-private")
        tap.equal(deaf.request("health")["ok"], True, "what was said is through")
        tap.equal(deaf.refused("sessions.list")["gatewayCode"], "FORBIDDEN")
        heard = {frame["event"] for frame in deaf.frames()}
        tap.equal(heard & {"chat", "agent", "presence"}, set())
        deaf.never("gap")


@tap.timeout(45)
def test_an_idle_client_hears_a_tick_and_stays(gw):
    with Sdk(gw) as sdk:
        hello = sdk.said("hello")
        tick = sdk.event("tick", seconds=hello["policy"]["tickIntervalMs"] / 1000 + 2)
        tap.equal(sdk.objections("TickEventSchema", tick), [])
        assert abs(tick["ts"] - time.time() * 1000) < 10_000, tick
        sdk.never("closed")
        sdk.never("gap")


if __name__ == "__main__":
    tap.main(globals(), Gateway)
