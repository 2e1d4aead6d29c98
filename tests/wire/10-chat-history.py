#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What was said can be read back: chat.history, chat.startup, sessions.get, sessions.list.
import uuid

from support import tap
from support.gateway import Gateway


def say(client, session, text):
    run = str(uuid.uuid4())
    client.call("chat.send", {"sessionKey": session, "message": text, "idempotencyKey": run})
    client.wait_final(run)
    return run


def text_of(row):
    content = row["content"]
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def said(rows):
    return [(row["role"], text_of(row)) for row in rows]


def history(client, session, **more):
    return client.call("chat.history", {"sessionKey": session, **more})


def test_a_turn_is_a_user_row_and_an_assistant_row(gw):
    session = "agent:main:rows"
    with gw.connected() as client:
        run = say(client, session, "hello there")
        found = history(client, session)
        tap.equal(said(found["messages"]), [("user", "hello there"), ("assistant", "hello there")])
        tap.equal((found["sessionKey"], found["hasMore"]), (session, False))
        tap.equal(str(uuid.UUID(found["sessionId"])), found["sessionId"])
        user, assistant = found["messages"]
        tap.equal([row["__openclaw"]["seq"] for row in (user, assistant)], [1, 2])
        tap.equal(assistant["content"], [{"type": "text", "text": "hello there"}])
        tap.equal((assistant["provider"], assistant["model"], assistant["stopReason"]),
                  ("echo", "echo", "stop"))
        tap.equal(assistant["__openclaw"].get("runId"), run)
        tap.equal(user["idempotencyKey"], run + ":user")
        for row in (user, assistant):
            assert isinstance(row["timestamp"], int) and row["__openclaw"]["id"], row


def test_the_newest_rows_come_last_and_a_limit_keeps_them(gw):
    session = "agent:main:limit"
    with gw.connected() as client:
        for text in ("one", "two", "three"):
            say(client, session, text)
        rows = history(client, session)["messages"]
        tap.equal([text_of(row) for row in rows], ["one", "one", "two", "two", "three", "three"])
        cut = history(client, session, limit=2)
        tap.equal(said(cut["messages"]), [("user", "three"), ("assistant", "three")])
        tap.equal(cut["hasMore"], True)


def test_an_unknown_session_has_an_empty_history(gw):
    with gw.connected() as client:
        found = history(client, "agent:main:never-heard-of")
        tap.equal((found["messages"], found["hasMore"]), ([], False))
        listed = client.call("sessions.list")["sessions"]
        assert all(row["key"] != "agent:main:never-heard-of" for row in listed), "reading made it"


def test_sessions_do_not_mix(gw):
    with gw.connected() as client:
        say(client, "agent:main:mix-a", "aaa")
        say(client, "agent:main:mix-b", "bbb")
        tap.equal(said(history(client, "agent:main:mix-a")["messages"]),
                  [("user", "aaa"), ("assistant", "aaa")])


def test_sessions_get_takes_either_name_of_the_key(gw):
    session = "agent:main:get"
    with gw.connected() as client:
        say(client, session, "hi")
        one = client.call("sessions.get", {"key": session})["messages"]
        two = client.call("sessions.get", {"sessionKey": session})["messages"]
        tap.equal(said(one), [("user", "hi"), ("assistant", "hi")])
        tap.equal(one, two)
        tap.equal(said(client.call("sessions.get", {"key": session, "limit": 1})["messages"]),
                  [("assistant", "hi")])


def test_startup_gives_history_session_and_defaults_at_once(gw):
    session = "agent:main:startup"
    with gw.connected() as client:
        say(client, session, "hi")
        found = client.call("chat.startup", {"sessionKey": session})
        tap.equal(found["messages"], history(client, session)["messages"])
        tap.equal(found["sessionInfo"]["key"], session)
        tap.equal((found["defaults"]["modelProvider"], found["defaults"]["model"]),
                  ("echo", "echo"))


def test_the_list_has_the_latest_session_first(gw):
    with gw.connected() as client:
        for name in ("first", "second"):
            say(client, f"agent:main:list-{name}", name)
        found = client.call("sessions.list", {})
        rows = found["sessions"]
        tap.equal([row["key"] for row in rows[:2]],
                  ["agent:main:list-second", "agent:main:list-first"])
        tap.equal(found["count"], len(rows))
        row = rows[0]
        wanted = history(client, row["key"])["sessionId"]
        tap.equal((row["sessionId"], row["kind"], row["agentId"]), (wanted, "direct", "main"))
        assert isinstance(row["updatedAt"], int), row


def test_the_list_can_be_cut(gw):
    with gw.connected() as client:
        for name in ("x", "y", "z"):
            say(client, f"agent:main:cut-{name}", name)
        found = client.call("sessions.list", {"limit": 2})
        tap.equal((len(found["sessions"]), found["count"], found["hasMore"]), (2, 2, True))
        assert found["totalCount"] >= 3, found["totalCount"]
        rest = client.call("sessions.list", {"limit": 2, "offset": found["nextOffset"]})
        shown = {row["key"] for row in found["sessions"]}
        assert not shown & {row["key"] for row in rest["sessions"]}, "pages overlap"


def test_the_session_id_is_that_of_the_events(gw):
    session = "agent:main:ident"
    with gw.connected() as client:
        say(client, session, "hi")
        wanted = history(client, session)["sessionId"]
        found = {frame["payload"]["sessionId"] for frame in client.frames
                 if frame.get("event") == "agent" and frame["payload"]["sessionKey"] == session
                 and "sessionId" in frame["payload"]}
        tap.equal(found, {wanted})


def test_the_session_outlives_the_connection(gw):
    session = "agent:main:later"
    with gw.connected() as client:
        say(client, session, "before")
    with gw.connected() as client:
        say(client, session, "after")
        tap.equal([text_of(row) for row in history(client, session)["messages"]],
                  ["before", "before", "after", "after"])


if __name__ == "__main__":
    tap.main(globals(), Gateway)
