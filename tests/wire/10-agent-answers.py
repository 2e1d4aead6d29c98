#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The `agent` method answers twice under one id; `agent.wait` tells how a run ended.
import os
import time
import uuid

from support import tap
from support.gateway import Gateway


def test_accepted_comes_first_and_the_result_last(gw):
    run = str(uuid.uuid4())
    with gw.connected() as client:
        accepted, final = client.agent("hello agent", 10, idempotencyKey=run, agentId="main")
        tap.equal(accepted["id"], final["id"])
        payload = accepted["payload"]
        tap.equal(list(payload), ["runId", "sessionKey", "agentId", "status", "acceptedAt"])
        tap.equal((payload["runId"], payload["sessionKey"], payload["agentId"], payload["status"]),
                  (run, "agent:main:main", "main", "accepted"))
        assert abs(payload["acceptedAt"] - time.time() * 1000) < 10000, payload


def test_the_result_carries_the_text(gw):
    with gw.connected() as client:
        accepted, final = client.agent("hello agent", 10)
        tap.equal(final["ok"], True)
        payload = final["payload"]
        tap.equal((payload["runId"], payload["status"], payload["summary"]),
                  (accepted["payload"]["runId"], "ok", "completed"))
        tap.equal(payload["result"]["payloads"][0]["text"], "hello agent")
        meta = payload["result"]["meta"]["agentMeta"]
        tap.equal((meta["provider"], meta["model"]), ("echo", "echo"))


def test_the_events_are_those_of_a_chat(gw):
    with gw.connected() as client:
        accepted, _ = client.agent("one two", 10)
        run = accepted["payload"]["runId"]
        final = client.wait_final(run)
        tap.equal(final["payload"]["message"]["content"][0]["text"], "one two")
        phases = [frame["payload"]["data"].get("phase") for frame in client.frames
                  if frame.get("event") == "agent" and frame["payload"]["runId"] == run
                  and frame["payload"]["stream"] == "lifecycle"]
        tap.equal(phases, ["start", "model", "finishing", "model", "end"])


def test_the_session_can_be_chosen(gw):
    session = "agent:main:chosen"
    with gw.connected() as client:
        accepted, _ = client.agent("over here", 10, sessionKey=session)
        tap.equal(accepted["payload"]["sessionKey"], session)
        rows = client.call("chat.history", {"sessionKey": session})["messages"]
        tap.equal([row["role"] for row in rows], ["user", "assistant"])


def test_the_same_key_again_gives_the_stored_result(gw):
    run = str(uuid.uuid4())
    with gw.connected() as client:
        options = {"idempotencyKey": run, "sessionKey": "agent:main:again"}
        _, first = client.agent("once", 10, **options)
        ident = client.request("agent", {"message": "once", **options})
        tap.equal(client.response(ident)["payload"], first["payload"])
        rows = client.call("chat.history", {"sessionKey": "agent:main:again"})["messages"]
        tap.equal(len(rows), 2)


def test_wait_tells_how_a_run_ended(gw):
    with gw.connected() as client:
        accepted, _ = client.agent("waited for", 10)
        run = accepted["payload"]["runId"]
        found = client.call("agent.wait", {"runId": run, "timeoutMs": 1000})
        tap.equal((found["runId"], found["status"], found["stopReason"]), (run, "ok", "stop"))
        tap.equal(found["terminalReply"], {"disposition": "visible", "text": "waited for"})
        assert isinstance(found["endedAt"], int), found


def test_wait_waits_for_the_end():
    config = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 100}}}}}
    with Gateway(config=config) as gw, gw.connected() as client:
        run = str(uuid.uuid4())
        client.call("chat.send", {"sessionKey": "agent:main:main", "message": "a b c d e",
                                  "idempotencyKey": run})
        early = client.call("agent.wait", {"runId": run, "timeoutMs": 50})
        tap.equal((early["runId"], early["status"]), (run, "timeout"))
        late = client.call("agent.wait", {"runId": run, "timeoutMs": 5000}, 8)
        tap.equal(late["status"], "ok")


def test_waiting_for_an_unknown_run_ends_in_a_timeout(gw):
    with gw.connected() as client:
        began = time.monotonic()
        found = client.call("agent.wait", {"runId": "nobody", "timeoutMs": 300})
        took = time.monotonic() - began
        tap.equal((found["runId"], found["status"]), ("nobody", "timeout"))
        assert 0.25 <= took < 2 * tap.FACTOR, took


def test_a_very_long_wait_is_one(gw):
    with gw.connected() as client:
        ident = client.request("agent.wait", {"runId": "nobody", "timeoutMs": 2 ** 53 - 1})
        client.call("health")
        time.sleep(0.2)
        client.call("health")
        assert not client.responses.get(ident), "it was answered"


def test_wait_knows_the_runs_of_before_a_restart():
    runs = {}
    config = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 50}}}}}
    with Gateway(config=config) as gw:
        with gw.connected() as client:
            for name, text in (("good", "a b"), ("cut", "a b c d e f g h i j k l m")):
                session = {"sessionKey": f"agent:main:{name}"}
                runs[name] = name + str(uuid.uuid4())
                client.call("chat.send", {"message": text, "idempotencyKey": runs[name], **session})
                if name == "cut":
                    client.call("chat.abort", session)
            before = {name: client.call("agent.wait", {"runId": run, "timeoutMs": 5000}, 8)
                      for name, run in runs.items()}
        gw.stop()
        gw.start()
        with gw.connected() as client:
            for name, run in runs.items():
                after = client.call("agent.wait", {"runId": run, "timeoutMs": 5000}, 8)
                tap.equal(after["status"], "ok" if name == "good" else "error")
                tap.equal(after, before[name])


@tap.timeout(50)
def test_whoever_waits_and_leaves_leaves_nothing_behind():
    sizes = []
    # AddressSanitizer keeps what was freed.
    kept = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
    with Gateway(env={"ASAN_OPTIONS": kept}) as gw:
        for turn in range(6):
            with gw.connected() as client:
                for number in range(4000):
                    client.request("agent.wait", {"runId": f"no-{number}", "timeoutMs": 1e300})
                if turn % 2 == 0:
                    client.call("health", None, 20)
            with gw.connected() as client:
                client.call("agent.wait", {"runId": "no", "timeoutMs": 1}, 30)
            sizes.append(gw.rss_kb())
    assert sizes[-1] - sizes[1] < 3000 * tap.FACTOR, sizes


def test_many_runs_at_once_all_answer_twice(gw):
    with gw.connected() as client:
        rows = [{"message": f"run {number}", "idempotencyKey": f"m{number}",
                 "sessionKey": f"agent:main:many-{number}"} for number in range(20)]
        idents = [client.request("agent", row) for row in rows]
        for number, ident in enumerate(idents):
            tap.equal(client.response(ident, 10)["payload"]["status"], "accepted")
            final = client.response(ident, 10)["payload"]
            tap.equal(final["result"]["payloads"][0]["text"], f"run {number}")


if __name__ == "__main__":
    tap.main(globals(), Gateway)
