#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `presence` and `health`: who is listed, who is told, and the state versions beside them.
from support import tap
from support.device import Device
from support.gateway import Gateway

DEVICE = {"id": "openclaw-macos", "version": "1", "platform": "linux", "mode": "ui"}
UI = {"client_id": "openclaw-macos", "mode": "ui"}


def row_of(frame, conn_mode="ui"):
    rows = [row for row in frame["payload"]["presence"] if row.get("mode") == conn_mode]
    tap.equal(len(rows), 1, "rows of the client")
    return rows[0]


def with_ui(present):
    def matches(frame):
        if frame["event"] != "presence":
            return False
        rows = [row for row in frame["payload"]["presence"] if row.get("mode") == "ui"]
        online = [row for row in rows if row.get("reason") != "disconnect"]
        return bool(online) == present
    return matches


def test_a_health_event_follows_the_first_connect():
    with Gateway() as gw, gw.connected() as client:
        frame = client.wait_event("health")
        tap.equal(frame["payload"]["ok"], True)
        tap.equal(set(frame["stateVersion"]), {"presence", "health"})


def test_the_payload_of_health_is_that_of_the_method(gw):
    with gw.connected() as client:
        payload = client.call("health")
        hello = client.hello["snapshot"]["health"]
        tap.equal(set(hello) - set(payload), set())
        for name in ("ok", "ts", "durationMs", "channels", "channelOrder", "channelLabels",
                     "heartbeatSeconds", "defaultAgentId", "agents", "sessions"):
            assert name in payload, name


def test_a_tracked_client_is_announced_and_its_end_too(gw):
    with gw.connected() as watcher:
        with gw.connected(**UI):
            come = watcher.wait_event(with_ui(True))
            row = row_of(come)
            tap.equal((row["reason"], row["roles"], row["clientId"]),
                      ("connect", ["operator"], "openclaw-macos"))
            tap.equal((row["host"], row["platform"]), ("openclaw-macos", "linux"))
            assert isinstance(row["ts"], int) and row["text"], row
        gone = watcher.wait_event(with_ui(False))
        older, newer = come["stateVersion"], gone["stateVersion"]
        tap.equal(set(newer), {"presence", "health"})
        assert newer["presence"] > older["presence"], (older, newer)


def test_every_list_begins_with_the_gateway_itself(gw):
    with gw.connected() as watcher, gw.connected(**UI):
        rows = watcher.wait_event(with_ui(True))["payload"]["presence"]
        tap.equal([row["mode"] for row in rows if row.get("reason") == "self"], ["gateway"])


def test_passing_clients_are_not_listed(gw):
    with gw.connected() as watcher:
        watcher.drain()
        for client_id, mode in (("cli", "cli"), ("gateway-client", "backend"),
                                ("openclaw-probe", "probe")):
            with gw.connected(client_id=client_id, mode=mode):
                pass
        watcher.drain(0.3)
        tap.equal([frame for frame in watcher.events if frame["event"] == "presence"], [])


def test_hello_lists_who_is_there_whoever_gets_it_too(gw):
    with Device().connect(gw, client=DEVICE) as first, gw.connected() as second:
        for client in (first, second):
            rows = [row for row in client.hello["snapshot"]["presence"] if row["mode"] == "ui"]
            tap.equal([row["reason"] for row in rows].count("connect"), 1)


def test_presence_is_told_to_readers_only(gw):
    with gw.connected(scopes=["operator.pairing"]) as other, gw.connected() as watcher:
        with gw.connected(**UI):
            watcher.wait_event(with_ui(True))
        watcher.wait_event(with_ui(False))
        other.drain()
        tap.equal([frame for frame in other.events if frame["event"] == "presence"], [])


def test_a_connection_that_breaks_is_listed_as_gone(gw):
    with gw.connected() as watcher:
        client = gw.connected(**UI)
        watcher.wait_event(with_ui(True))
        client.socket.abort()
        watcher.wait_event(with_ui(False))


if __name__ == "__main__":
    tap.main(globals(), Gateway)
