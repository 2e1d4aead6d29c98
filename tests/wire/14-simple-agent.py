#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The methods and the events of the simple dialect.
from support import tap
from support.gateway import Gateway
from support.simple import Client, SimpleError

NAMES = {"agent.text", "agent.thinking", "agent.tool.start", "agent.tool.result", "agent.done",
         "presence", "typing", "message", "session.created", "session.updated", "session.pruned"}


def simple(gateway, **options):
    client = Client(gateway.port, **options)
    client.auth(token="tok")
    return client


def texts(client):
    return [frame["data"] for frame in client.frames if frame.get("event") == "agent.text"]


def test_the_agent_answers_once_and_then_by_events(gw):
    with simple(gw) as client:
        run = client.call("agent", {"message": "one two three", "sessionKey": "main",
                                    "thinkingLevel": "medium"})
        tap.equal((run["status"], run["sessionKey"], run["key"]),
                  ("accepted", "main", "agent:main:main"))
        done = client.wait_event("agent.done")
        tap.equal((done["status"], done["text"], done["runId"], done["sessionKey"]),
                  ("ok", "one two three", run["runId"], "main"))
        tap.equal([data["delta"] for data in texts(client)], ["one", " two", " three"])
        tap.equal([data["text"] for data in texts(client)], ["one", "one two", "one two three"])
        client.drain()
        tap.equal([f for f in client.frames if "event" not in f and f.get("id") == 2],
                  [{"id": 2, "result": run}], "answers to the one request")


def test_no_event_of_the_protocol_comes_through(gw):
    with simple(gw) as client:
        client.call("agent", {"message": "hello"})
        with gw.connected(client_id="openclaw-macos", mode="ui"):
            client.wait_event("presence")
        client.wait_event("agent.done")
        for frame in client.drain().frames:
            if "event" in frame:
                assert frame["event"] in NAMES and set(frame) == {"event", "data"}, frame
            else:
                assert set(frame) <= {"id", "result"}, frame


def test_no_name_of_the_dialect_comes_to_the_protocol(gw):
    with gw.connected() as client, simple(gw) as other:
        other.call("agent", {"message": "hello", "sessionKey": "unseen"})
        other.wait_event("agent.done")
        client.drain()
        names = {frame["event"] for frame in client.events}
        tap.equal(names & (NAMES - {"presence"}), set())
        assert "sessions.changed" not in names, names
        assert all(frame["type"] == "event" for frame in client.events), client.events


def test_a_run_of_the_protocol_is_seen_in_the_dialect(gw):
    with simple(gw) as client, gw.connected(scopes=["operator.write"]) as other:
        other.agent("from elsewhere", sessionKey="agent:main:shared")
        done = client.wait_event("agent.done")
        tap.equal((done["sessionKey"], done["key"], done["text"]),
                  ("shared", "agent:main:shared", "from elsewhere"))


def test_a_key_of_its_own_makes_a_request_happen_once(gw):
    with simple(gw) as client:
        params = {"message": "only once", "sessionKey": "once", "idempotencyKey": "my-own"}
        tap.equal(client.call("agent", params)["runId"], "my-own")
        client.wait_event("agent.done")
        again = client.call("agent", params)
        tap.equal((again["runId"], again["status"]), ("my-own", "ok"))
        tap.equal(len(client.call("sessions.get", {"sessionKey": "once"})["messages"]), 2)


def test_a_model_that_nobody_serves_is_an_end_with_an_error(gw):
    with simple(gw) as client:
        run = client.call("agent", {"message": "Hello, what can you help with?",
                                    "sessionKey": "main", "model": "anthropic/claude-opus-4-6",
                                    "thinkingLevel": "medium"})
        done = client.wait_event("agent.done")
        tap.equal((done["status"], done["runId"]), ("error", run["runId"]))
        assert "anthropic" in done["error"], done


def test_an_abort_is_one_end(gw):
    with simple(gw) as client:
        run = client.call("agent", {"message": "w " * 400, "sessionKey": "long"})
        client.wait_event("agent.text")
        client.call("chat.abort", {"sessionKey": "long", "runId": run["runId"]})
        tap.equal(client.wait_event("agent.done")["status"], "aborted")
        client.drain()
        tap.equal([f for f in client.events if f["event"] == "agent.done"], [])


def test_sessions_come_up_and_change(gw):
    with simple(gw) as client:
        client.call("agent", {"message": "first", "sessionKey": "young"})
        created = client.wait_event("session.created")
        tap.equal((created["sessionKey"], created["session"]["key"]),
                  ("young", "agent:main:young"))
        client.wait_event("agent.done")
        tap.equal(client.wait_event("session.updated")["sessionKey"], "young")
        client.drain().events.clear()
        client.call("agent", {"message": "second", "sessionKey": "young"})
        tap.equal(client.wait_event("session.updated")["reason"], "send")
        client.wait_event("agent.done")
        tap.equal([f for f in client.events if f["event"] == "session.created"], [])


def test_sessions_are_listed_and_read(gw):
    with simple(gw) as client:
        client.call("agent", {"message": "listed", "sessionKey": "kept"})
        client.wait_event("agent.done")
        rows = client.call("sessions.list", {})["sessions"]
        assert "agent:main:kept" in [row["key"] for row in rows], rows
        for name in ("kept", "agent:main:kept"):
            messages = client.call("sessions.get", {"sessionKey": name})["messages"]
            tap.equal([row["role"] for row in messages], ["user", "assistant"])


def test_channels_and_the_gateway_tell_of_themselves(gw):
    with simple(gw) as client:
        tap.equal(client.call("channels.status", {})["channels"], {})
        info = client.call("gateway.info", {})
        tap.equal((info["port"], info["bind"], info["pid"]), (gw.port, "loopback", gw.pid))


def test_what_a_method_refuses_is_an_error(gw):
    with simple(gw) as client:
        for method, params, message in (
                ("agent", {}, "invalid agent params: must have required property 'message'"),
                ("agent", {"message": "x", "thinking": "a", "thinkingLevel": "b"},
                 "invalid agent params: at root: unexpected property 'thinkingLevel'"),
                ("nothing", {}, "unknown method: nothing"),
                ("connect", {}, "unknown method: connect")):
            error = tap.raises(SimpleError, client.call, method, params).error
            tap.equal((error["code"], error["message"]), ("INVALID_REQUEST", message))


def fixture():
    """Words far enough apart that nothing may merge two of them."""
    return Gateway(config={"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 100}}}}})


if __name__ == "__main__":
    tap.main(globals(), fixture)
