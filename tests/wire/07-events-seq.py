#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Every connection counts its own events: from 1, without a gap, in the order of arrival.
import uuid

from support import tap
from support.gateway import Gateway


def chat(client, text="one two three"):
    run = str(uuid.uuid4())
    client.call("chat.send", {"sessionKey": "agent:main:seq", "message": text,
                              "idempotencyKey": run})
    client.wait_final(run)


def counted(client):
    events = [frame for frame in client.frames if frame["type"] == "event"]
    return [frame["seq"] for frame in events if frame["event"] != "connect.challenge"]


def check(client):
    found = counted(client)
    assert found, "no events"
    tap.equal(found, list(range(1, len(found) + 1)))


def test_the_count_starts_at_1_and_has_no_gap(gw):
    with gw.connected() as client:
        chat(client)
        chat(client)
        check(client)


def test_a_later_connection_starts_at_1_too(gw):
    with gw.connected() as early:
        chat(early)
        with gw.connected() as late:
            chat(late)
            check(late)
            early.drain()
            check(early)
            assert len(counted(early)) > len(counted(late))


def test_the_members_come_in_the_order_of_the_product(gw):
    with gw.connected() as client:
        chat(client)
        allowed = ["type", "event", "payload", "seq", "stateVersion"]
        for frame in client.frames:
            if frame["type"] == "event" and frame["event"] != "connect.challenge":
                tap.equal(list(frame), [name for name in allowed if name in frame])
                versioned = frame["event"] in ("presence", "health")
                tap.equal("stateVersion" in frame, versioned, frame["event"])


def test_without_the_scope_to_read_there_is_no_conversation(gw):
    with gw.connected(scopes=[]) as blind, gw.connected() as client:
        chat(client)
        blind.drain()
        names = {frame["event"] for frame in blind.frames if frame["type"] == "event"}
        tap.equal(names - {"connect.challenge", "health", "tick"}, set())
        found = counted(blind)
        tap.equal(found, list(range(1, len(found) + 1)))


def test_nothing_is_sent_before_hello(gw):
    with gw.client() as waiting, gw.connected() as client:
        waiting.challenge()
        chat(client)
        waiting.drain()
        tap.equal([frame["event"] for frame in waiting.frames], ["connect.challenge"])


if __name__ == "__main__":
    tap.main(globals(), Gateway)
