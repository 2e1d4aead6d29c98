#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The same idempotency key twice is one message, whoever sends it again and when.
import uuid

from support import tap
from support.gateway import Gateway

TEXT = "one two three four five"


def paced():
    return Gateway(config={"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 100}}}}})


def params(session, run):
    return {"sessionKey": session, "message": TEXT, "idempotencyKey": run}


def rows(client, session):
    return [row["role"] for row in client.call("chat.history", {"sessionKey": session})["messages"]]


def test_while_the_run_goes_on_it_is_in_flight(gw):
    session, run = "agent:main:dup-now", str(uuid.uuid4())
    with gw.connected() as client:
        tap.equal(client.call("chat.send", params(session, run))["status"], "started")
        tap.equal(client.call("chat.send", params(session, run)),
                  {"runId": run, "status": "in_flight"})
        client.wait_final(run)
        tap.equal(rows(client, session), ["user", "assistant"])


def test_after_its_end_it_is_ok(gw):
    session, run = "agent:main:dup-late", str(uuid.uuid4())
    with gw.connected() as client:
        client.call("chat.send", params(session, run))
        client.wait_final(run)
        tap.equal(client.call("chat.send", params(session, run)), {"runId": run, "status": "ok"})
        client.drain(0.3)
        tap.equal(rows(client, session), ["user", "assistant"])
        finals = [f for f in client.frames if f.get("event") == "chat"
                  and f["payload"]["state"] == "final" and f["payload"]["runId"] == run]
        tap.equal(len(finals), 1, "final events")


def test_two_at_once_are_one(gw):
    session, run = "agent:main:dup-pipe", str(uuid.uuid4())
    with gw.connected() as client:
        first, second = (client.request("chat.send", params(session, run)) for _ in range(2))
        found = [client.response(ident)["payload"]["status"] for ident in (first, second)]
        tap.equal(sorted(found), ["in_flight", "started"])
        client.wait_final(run)
        tap.equal(rows(client, session), ["user", "assistant"])


def test_another_connection_of_the_same_sender_is_recognised(gw):
    session, run = "agent:main:dup-conn", str(uuid.uuid4())
    with gw.connected() as client:
        client.call("chat.send", params(session, run))
        client.wait_final(run)
    with gw.connected() as client:
        tap.equal(client.call("chat.send", params(session, run))["status"], "ok")
        tap.equal(rows(client, session), ["user", "assistant"])


def test_it_is_remembered_across_a_restart():
    session, run = "agent:main:dup-kill", str(uuid.uuid4())
    with Gateway() as gateway:
        with gateway.connected() as client:
            client.call("chat.send", params(session, run))
            client.wait_final(run)
        gateway.restart()
        with gateway.connected() as client:
            tap.equal(client.call("chat.send", params(session, run))["status"], "ok")
            tap.equal(rows(client, session), ["user", "assistant"])


def test_another_key_is_another_message(gw):
    session = "agent:main:dup-two"
    with gw.connected() as client:
        for _ in range(2):
            run = str(uuid.uuid4())
            client.call("chat.send", params(session, run))
            client.wait_final(run)
        tap.equal(rows(client, session), ["user", "assistant"] * 2)


if __name__ == "__main__":
    tap.main(globals(), paced)
