#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# chat.abort: the chat event, the end of the run, then the answer; nothing more is said afterwards.
import uuid

from support import tap
from support.gateway import Gateway

WORDS = [f"w{number}" for number in range(60)]


def paced():
    return Gateway(config={"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 100}}}}})


def start(client, session):
    """A run that has said at least three words."""
    run = str(uuid.uuid4())
    client.call("chat.send", {"sessionKey": session, "message": " ".join(WORDS),
                              "idempotencyKey": run})
    for _ in range(3):
        client.wait_event(lambda f: f["event"] == "chat" and f["payload"]["runId"] == run
                          and f["payload"]["state"] == "delta")
    return run


def after_last_delta(client, run):
    """What follows the last delta: (event, state or stream/phase) and "res" for the answer."""
    marks = []
    for frame in client.frames:
        payload = frame.get("payload") or {}
        if frame["type"] == "res" and run in (payload.get("runIds") or []):
            marks.append(("res", None, None))
        elif frame.get("event") == "chat" and payload["runId"] == run:
            marks.append(("chat", payload["state"], payload["seq"]))
        elif frame.get("event") == "agent" and payload["runId"] == run:
            marks.append(("agent", payload["data"].get("phase"), payload["seq"]))
    last = max(at for at, found in enumerate(marks) if found[1] == "delta")
    return marks[last + 1:], marks[last][2]


def test_the_events_come_in_the_recorded_order(gw):
    session = "agent:main:abort-order"
    with gw.connected() as client:
        run = start(client, session)
        found = client.call("chat.abort", {"sessionKey": session, "runId": run})
        tap.equal(found, {"ok": True, "aborted": True, "runIds": [run]})
        client.wait_event(lambda f: f["event"] == "agent" and f["payload"]["runId"] == run
                          and f["payload"]["data"].get("phase") == "error")
        marks, seq = after_last_delta(client, run)
        tap.equal(marks[:2], [("chat", "aborted", seq + 1), ("agent", "end", seq + 1)])
        assert marks.index(("res", None, None)) >= 2, marks
        tap.equal(marks[-1][:2], ("agent", "error"), "the last event")
        seqs = [mark[2] for mark in marks if mark[0] == "agent"]
        tap.equal(seqs, list(range(seq + 1, seq + 1 + len(seqs))), "payload.seq")


def test_the_aborted_event_carries_what_was_said(gw):
    session = "agent:main:abort-text"
    with gw.connected() as client:
        run = start(client, session)
        client.request("chat.abort", {"sessionKey": session, "runId": run})
        payload = client.wait_final(run)["payload"]
        tap.equal((payload["state"], payload["stopReason"]), ("aborted", "rpc"))
        text = payload["message"]["content"][0]["text"]
        words = text.split()
        tap.equal(words, WORDS[:len(words)])
        assert 3 <= len(words) < len(WORDS), text


def test_the_end_of_the_run_says_cancelled(gw):
    session = "agent:main:abort-end"
    with gw.connected() as client:
        run = start(client, session)
        client.call("chat.abort", {"sessionKey": session, "runId": run})
        frame = client.wait_event(lambda f: f["event"] == "agent" and f["payload"]["runId"] == run
                                  and f["payload"]["data"].get("phase") == "end")
        data = frame["payload"]["data"]
        tap.equal((data["status"], data["aborted"], data["stopReason"]), ("cancelled", True, "rpc"))


def test_nothing_is_said_afterwards(gw):
    session = "agent:main:abort-quiet"
    with gw.connected() as client:
        run = start(client, session)
        client.call("chat.abort", {"sessionKey": session, "runId": run})
        client.drain(0.5)
        states = [frame["payload"]["state"] for frame in client.frames
                  if frame.get("event") == "chat" and frame["payload"]["runId"] == run]
        tap.equal(states[-1], "aborted")
        tap.equal(states.count("aborted"), 1)


def test_without_a_run_id_every_run_of_the_session_ends(gw):
    session = "agent:main:abort-all"
    with gw.connected() as client:
        run = start(client, session)
        found = client.call("chat.abort", {"sessionKey": session})
        tap.equal((found["aborted"], found["runIds"]), (True, [run]))


def test_nothing_running_is_no_error(gw):
    with gw.connected() as client:
        nothing = {"ok": True, "aborted": False, "runIds": []}
        idle = {"sessionKey": "agent:main:idle"}
        tap.equal(client.call("chat.abort", idle), nothing)
        tap.equal(client.call("chat.abort", idle | {"runId": "x"}), nothing)


def test_a_run_of_another_session_is_left_alone(gw):
    with gw.connected() as client:
        run = start(client, "agent:main:abort-mine")
        found = client.call("chat.abort", {"sessionKey": "agent:main:abort-other", "runId": run})
        tap.equal((found["aborted"], found["runIds"]), (False, []))
        client.call("chat.abort", {"sessionKey": "agent:main:abort-mine"})


def test_waiting_for_an_aborted_run_says_so(gw):
    session = "agent:main:abort-wait"
    with gw.connected() as client:
        run = start(client, session)
        client.call("chat.abort", {"sessionKey": session, "runId": run})
        found = client.call("agent.wait", {"runId": run, "timeoutMs": 2000})
        tap.equal((found["runId"], found["status"], found["error"], found["stopReason"]),
                  (run, "error", "aborted", "rpc"))


def test_the_session_goes_on(gw):
    session = "agent:main:abort-on"
    with gw.connected() as client:
        run = start(client, session)
        client.call("chat.abort", {"sessionKey": session, "runId": run})
        client.call("chat.send", {"sessionKey": session, "message": "next", "idempotencyKey": "n1"})
        tap.equal(client.wait_final("n1")["payload"]["message"]["content"][0]["text"], "next")


def test_a_run_ends_when_another_client_aborts_it(gw):
    session = "agent:main:abort-by"
    with gw.connected() as client, gw.connected() as other:
        run = start(client, session)
        other.call("chat.abort", {"sessionKey": session, "runId": run})
        tap.equal(client.wait_final(run)["payload"]["state"], "aborted")


def test_a_run_may_be_aborted_while_its_messages_are_read():
    session = "agent:main:read"
    with Gateway() as gw, gw.connected() as client:
        for number in range(20):
            client.call("chat.send", {"sessionKey": session, "message": "f" * 5000,
                                      "idempotencyKey": f"fill-{number}"})
            client.call("agent.wait", {"runId": f"fill-{number}"}, 10 * tap.FACTOR)
        for turn in range(5):
            for _ in range(60):
                client.request("chat.history", {"sessionKey": session})
            client.request("chat.send", {"sessionKey": session, "message": "x",
                                         "idempotencyKey": f"cut-{turn}"})
            client.request("chat.abort", {"sessionKey": session})
            client.call("health", None, 20 * tap.FACTOR)


if __name__ == "__main__":
    tap.main(globals(), paced)
