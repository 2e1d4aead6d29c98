#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What was acknowledged is there after SIGKILL and a restart.
import uuid

from support import tap
from support.gateway import Gateway

SESSION = "agent:main:main"


def send(client, text, run=None):
    run = run or str(uuid.uuid4())
    client.call("chat.send", {"sessionKey": SESSION, "message": text, "idempotencyKey": run})
    return run


def history(client):
    return client.call("chat.history", {"sessionKey": SESSION})


def text_of(row):
    content = row["content"]
    return content if isinstance(content, str) else content[0]["text"]


def test_a_conversation_survives_sigkill():
    with Gateway() as gateway:
        with gateway.connected() as client:
            client.wait_final(send(client, "remember this"))
            before = history(client)
        gateway.restart()
        with gateway.connected() as client:
            after = history(client)
            tap.equal(after["messages"], before["messages"])
            tap.equal(after["sessionId"], before["sessionId"])
            keys = [row["key"] for row in client.call("sessions.list")["sessions"]]
            tap.equal(keys, [SESSION])


def test_a_message_is_there_as_soon_as_it_was_acknowledged():
    config = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 1000}}}}}
    with Gateway(config=config) as gateway:
        with gateway.connected() as client:
            run = send(client, "acknowledged and killed")
        gateway.restart()
        with gateway.connected() as client:
            users = [row for row in history(client)["messages"] if row["role"] == "user"]
            tap.equal([text_of(row) for row in users], ["acknowledged and killed"])
            tap.equal(users[0]["idempotencyKey"], run + ":user")


def test_a_clean_end_keeps_it_too():
    with Gateway() as gateway:
        with gateway.connected() as client:
            client.wait_final(send(client, "goodbye"))
        gateway.stop()
        gateway.restart()
        with gateway.connected() as client:
            tap.equal([text_of(row) for row in history(client)["messages"]], ["goodbye"] * 2)


def test_the_conversation_goes_on_where_it_was():
    with Gateway() as gateway:
        for text in ("one", "two", "three"):
            with gateway.connected() as client:
                client.wait_final(send(client, text))
            gateway.restart()
        with gateway.connected() as client:
            rows = history(client)["messages"]
            tap.equal([row["__openclaw"]["seq"] for row in rows], [1, 2, 3, 4, 5, 6])
            tap.equal([text_of(row) for row in rows][::2], ["one", "two", "three"])


@tap.timeout(45)
def test_the_first_request_after_a_restart_sees_everything():
    with Gateway() as gateway:
        with gateway.connected() as client:
            client.wait_final(send(client, "one"))
            session = history(client)["sessionId"]
        for turn in range(2, 22):
            gateway.restart()
            with gateway.connected() as client:
                tap.equal(client.call("sessions.list")["count"], 1, "sessions")
            gateway.restart()
            with gateway.connected() as client:
                client.wait_final(send(client, f"turn {turn}"))
                found = history(client)
                tap.equal((found["sessionId"], len(found["messages"])), (session, 2 * turn))


if __name__ == "__main__":
    tap.main(globals())
