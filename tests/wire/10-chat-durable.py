#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What was acknowledged is there after SIGKILL and a restart.
import contextlib
import os
import signal
import sqlite3
import time
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


def ask(client, session, key, text="a word"):
    return client.request("chat.send", {"sessionKey": session, "message": text,
                                        "idempotencyKey": key})


def test_a_new_session_is_kept_though_its_first_message_was_refused():
    slow = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 60_000}}}}}
    with Gateway(config=slow) as gateway:
        with gateway.connected() as client:
            client.response(ask(client, "agent:main:first", "used"))
            again = ask(client, "agent:main:second", "used")
            fresh = ask(client, "agent:main:second", "fresh")
            client.response(again)
            tap.equal(client.response(fresh)["payload"]["status"], "started")
            gateway.kill()
        gateway.restart()
        with gateway.connected() as client:
            keys = [row["key"] for row in client.call("sessions.list")["sessions"]]
            assert "agent:main:second" in keys, keys
            rows = client.call("chat.history", {"sessionKey": "agent:main:second"})["messages"]
            tap.equal([row["idempotencyKey"] for row in rows], ["fresh:user"])
            answer = client.response(ask(client, "agent:main:second", "fresh"))
            tap.equal(answer["payload"]["status"], "in_flight", "the run goes on")


def test_a_message_that_is_known_does_not_set_its_session_to_work():
    with Gateway() as gateway, gateway.connected() as client:
        client.response(ask(client, "main", "k"))
        client.wait_final("k")
        both = [ask(client, "main", "k"), ask(client, "main", "k")]
        for ident in both:
            tap.equal(client.response(ident)["payload"]["status"], "ok")
        tap.equal(client.call("sessions.list")["sessions"][0]["status"], "done")


def echo(delay_ms):
    return {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": delay_ms}}}}}


@tap.timeout(60)
def test_a_stop_while_runs_are_taken_up_again_ends_none_of_them():
    sessions = [f"agent:main:s{number}" for number in range(150)]
    with Gateway(config=echo(60_000)) as gateway:
        with gateway.connected() as client:
            for ident in [ask(client, session, f"run {session}") for session in sessions]:
                tap.equal(client.response(ident)["payload"]["status"], "started")
            gateway.kill()
        for moment in range(12):
            gateway.spawn()
            gateway.await_log("listening on", times=moment + 1)
            time.sleep(moment * 0.004)
            gateway.send_signal(signal.SIGTERM)
            # Before it is ready the signal ends it at once.
            assert gateway.wait() in (0, -signal.SIGTERM), gateway.wait()
        gateway.config = echo(1)
        gateway.restart()
        with gateway.connected() as client:
            for session in sessions:
                ended = client.call("agent.wait", {"runId": f"run {session}", "timeoutMs": 20_000},
                                    21 * tap.FACTOR)
                tap.equal((ended["status"], ended["terminalReply"]["text"]), ("ok", "a word"))


@tap.timeout(50)
def test_an_end_that_cannot_be_written_is_none():
    slow = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 500}}}}}
    with Gateway(config=slow) as gateway:
        database = os.path.join(gateway.state_dir, "state/gateway.sqlite")
        with gateway.connected() as client:
            run = send(client, "never aborted")
            with contextlib.closing(sqlite3.connect(database)) as holder:
                holder.execute("BEGIN IMMEDIATE")
                found = client.call("chat.abort", {"sessionKey": SESSION}, 20 * tap.FACTOR)
                holder.rollback()
            tap.equal((found["aborted"], found["runIds"]), (False, []))
            tap.equal(client.wait_final(run)["payload"]["state"], "error")
        gateway.restart()
        with gateway.connected() as client:
            ended = client.call("agent.wait", {"runId": run, "timeoutMs": 9000}, 10 * tap.FACTOR)
            tap.equal((ended["status"], ended["terminalReply"]["text"]), ("ok", "never aborted"))


if __name__ == "__main__":
    tap.main(globals())
