#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A turn of conversation as an unsubscribed client sees it: `agent` and `chat` events in order.
import uuid

from support import tap
from support.gateway import Gateway

SESSION = "agent:main:main"
WORDS = ["Hello", "from", "the", "echo", "model."]
TEXT = " ".join(WORDS)


def paced():
    """Words far enough apart that nothing may merge two of them."""
    return Gateway(config={"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 100}}}}})


def mark(frame):
    """An event in short: (event, stream or state, phase, payload.seq)."""
    payload = frame["payload"]
    if frame["event"] == "chat":
        return "chat", payload["state"], payload.get("phase"), payload["seq"]
    return "agent", payload["stream"], payload["data"].get("phase"), payload["seq"]


def recorded(words):
    """The order that the product sends for an answer of so many deltas."""
    order = [("chat", "status", "preparing_workspace", 1),
             ("agent", "run_status", "preparing_workspace", 1),
             ("chat", "status", "preparing_context", 2),
             ("agent", "run_status", "preparing_context", 2),
             ("agent", "lifecycle", "start", 3),
             ("chat", "status", "starting_model", 4), ("agent", "run_status", "starting_model", 4),
             ("agent", "lifecycle", "model", 5)]
    for number in range(words):
        order += [("agent", "assistant", None, 6 + number), ("chat", "delta", None, 6 + number)]
    seq = 6 + words
    return order + [("agent", "usage", None, seq), ("agent", "lifecycle", "finishing", seq + 1),
                    ("agent", "lifecycle", "model", seq + 2),
                    ("agent", "lifecycle", "end", seq + 3),
                    ("chat", "final", None, seq + 3)]


def converse(client, text=TEXT, session=SESSION):
    """One turn: its run id and its events in order."""
    run = str(uuid.uuid4())
    found = client.call("chat.send", {"sessionKey": session, "message": text,
                                      "idempotencyKey": run})
    tap.equal(found, {"runId": run, "status": "started"})
    client.wait_final(run)
    client.drain(0.1)
    return run, events_of(client, run)


def events_of(client, run):
    return [frame for frame in client.frames if frame.get("event") in ("agent", "chat")
            and frame["payload"].get("runId") == run]


def pick(events, stream, phase=None):
    return [frame["payload"] for frame in events
            if mark(frame)[1] == stream and phase in (None, mark(frame)[2])]


def test_the_events_come_in_the_recorded_order(gw):
    with gw.connected() as client:
        _, events = converse(client)
        tap.equal([mark(frame) for frame in events], recorded(len(WORDS)))


def test_the_answer_comes_before_the_first_event(gw):
    with gw.connected() as client:
        run, events = converse(client)
        answers = [number for number, frame in enumerate(client.frames)
                   if frame.get("type") == "res" and frame.get("payload", {}).get("runId") == run]
        assert answers[0] < client.frames.index(events[0]), "started comes first"


def test_the_deltas_grow_word_by_word(gw):
    with gw.connected() as client:
        _, events = converse(client)
        deltas = [(p["deltaText"], p["message"]["content"]) for p in pick(events, "delta")]
        wanted = []
        for number, word in enumerate(WORDS):
            part = word if number == 0 else " " + word
            text = " ".join(WORDS[:number + 1])
            wanted.append((part, [{"type": "text", "text": text}]))
        tap.equal(deltas, wanted)
        tap.equal([(p["data"]["delta"], p["data"]["text"]) for p in pick(events, "assistant")],
                  [(part, content[0]["text"]) for part, content in wanted])
        tap.equal(len({p["data"]["itemId"] for p in pick(events, "assistant")}), 1, "one item")


def test_every_event_names_its_run_and_its_session(gw):
    with gw.connected() as client:
        run, events = converse(client)
        for frame in events:
            payload = frame["payload"]
            tap.equal((payload["runId"], payload["sessionKey"], payload["agentId"]),
                      (run, SESSION, "main"))
            if frame["event"] == "agent":
                tap.equal(payload["isHeartbeat"], False)
                assert isinstance(payload["ts"], int), payload


def test_the_lifecycle_tells_model_and_outcome(gw):
    with gw.connected() as client:
        _, events = converse(client)
        models = [p["data"] for p in pick(events, "lifecycle", "model")]
        tap.equal(models, [{"phase": "model", "provider": "echo", "model": "echo"},
                           {"phase": "model", "provider": None, "model": None}])
        finishing = pick(events, "lifecycle", "finishing")[0]["data"]
        tap.equal({name: finishing[name] for name in ("stopReason", "aborted", "livenessState")},
                  {"stopReason": "stop", "aborted": False, "livenessState": "working"})
        end = pick(events, "lifecycle", "end")[0]["data"]
        tap.equal((end["stopReason"], end["aborted"], end["executionSettled"]),
                  ("stop", False, True))
        tap.equal(end["terminalReply"], {"disposition": "visible", "text": TEXT})
        assert end["endedAt"] >= end["startedAt"], end


def test_the_receipt_names_what_was_asked_and_what_answered(gw):
    with gw.connected() as client:
        run, events = converse(client)
        end = pick(events, "lifecycle", "end")[0]
        receipt = end["data"]["terminalReceipt"]
        tap.equal((receipt["runId"], receipt["turnId"]), (run, run))
        tap.equal(receipt["sessionId"], pick(events, "lifecycle", "start")[0]["sessionId"])
        tap.equal(receipt["requested"], {"provider": "echo", "model": "echo"})
        tap.equal((receipt["successfulToolNames"], receipt["terminalDisposition"]), ([], "visible"))


def test_the_final_carries_the_whole_message(gw):
    with gw.connected() as client:
        _, events = converse(client)
        final = pick(events, "final")[0]
        tap.equal((final["stopReason"], final["message"]["role"]), ("stop", "assistant"))
        tap.equal(final["message"]["content"], [{"type": "text", "text": TEXT}])
        assert isinstance(final["message"]["timestamp"], int), final


def test_two_clients_see_the_same_turn(gw):
    with gw.connected() as other, gw.connected() as client:
        run, events = converse(client)
        other.wait_final(run)
        other.drain(0.1)
        seen = events_of(other, run)
        tap.equal([frame["payload"] for frame in seen], [frame["payload"] for frame in events])


def test_the_short_name_of_the_main_session_is_the_main_session(gw):
    with gw.connected() as client:
        _, events = converse(client, "short", "main")
        tap.equal({frame["payload"]["sessionKey"] for frame in events}, {SESSION})


def test_two_sessions_talk_at_the_same_time(gw):
    with gw.connected() as client:
        runs = {}
        for session in ("agent:main:left", "agent:main:right"):
            runs[session] = str(uuid.uuid4())
            client.call("chat.send", {"sessionKey": session, "message": "a b c d",
                                      "idempotencyKey": runs[session]})
        for session, run in runs.items():
            final = client.wait_final(run)["payload"]
            tap.equal((final["state"], final["sessionKey"]), ("final", session))
            tap.equal(final["message"]["content"][0]["text"], "a b c d")
        chats = [frame["payload"] for frame in client.frames if frame.get("event") == "chat"]
        marks = [payload["runId"] for payload in chats if payload["state"] == "delta"]
        assert marks != sorted(marks, key=list(runs.values()).index), "one waited for the other"


def test_text_of_every_kind_is_echoed_as_it_is(gw):
    with gw.connected() as client:
        for text in ('quote " back \\ end', "gr\u00fc\u00dfe \u20ac \U0001f600", "x", "two  spaces",
                     "line\nbreak", "\u0001 control", "</script>"):
            _, events = converse(client, text, "agent:main:text")
            tap.equal(pick(events, "final")[0]["message"]["content"][0]["text"], text)


if __name__ == "__main__":
    tap.main(globals(), paced)
