#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What nodes tell: of themselves, of what they have run, and what they ask the agent.
import json
import time

from support import nodes, tap
from support.gateway import Gateway
from support.nodes import answers, approved, asked, connect, error_of, invoke, row_of, tells

STATS = {"cpuCount": 8, "memoryTotalBytes": 100, "memoryFreeBytes": 50}
MAIN = "agent:main:main"


def result(event, handled, reason):
    return {"ok": True, "event": event, "handled": handled, "reason": reason}


def history(client, key=MAIN):
    return json.dumps(client.call("chat.history", {"sessionKey": key})["messages"])


def await_history(client, text, key=MAIN, seconds=5.0):
    deadline = time.monotonic() + seconds * tap.FACTOR
    while text not in (seen := history(client, key)):
        assert time.monotonic() < deadline, (text, seen[-800:])
        time.sleep(0.05)


def test_the_wake_words_come_behind_the_hello(gw):
    with connect(gw) as node:
        frames = [node.wait_event(name) for name in ("voicewake.changed",
                                                     "voicewake.routing.changed")]
        tap.equal(frames[0]["payload"], {"triggers": ["openclaw", "claude", "computer"]})
        tap.equal(frames[1]["payload"], {"config": {
            "version": 1, "defaultTarget": {"mode": "current"}, "routes": [], "updatedAtMs": 0}})
        assert not [one for one in frames if "seq" in one]
    with gw.connected() as owner:
        tap.equal(owner.call("voicewake.get", {}), frames[0]["payload"])


def test_a_node_without_approval_is_not_listened_to(gw):
    with connect(gw) as node:
        for event in ("chat.subscribe", "agent.request", "node.host.stats", "x"):
            tap.equal(error_of(node, "node.event", {"event": event, "payload": {}}), nodes.CHANGED)
    with gw.connected() as owner:
        tap.equal(error_of(owner, "node.event", {"event": "x", "payload": {}}),
                  {"code": "INVALID_REQUEST", "message": "unauthorized role: operator"})


def test_figures_of_its_machine_are_shown_and_kept(gw):
    with gw.connected() as owner:
        node = approved(gw, owner)
        tap.equal(tells(node, "node.host.stats", STATS),
                  result("node.host.stats", True, "updated"))
        payload = owner.wait_event("node.hostStats")["payload"]
        assert payload["hostStats"].pop("updatedAtMs") > 0
        tap.equal(payload, {"nodeId": node.device.id, "hostStats": STATS})
        tap.equal(row_of(owner, node.device)["hostStats"]["cpuCount"], 8)
        node.close()
        paired = owner.call("device.pair.list", {})["paired"]
        surface = next(row for row in paired if row["deviceId"] == node.device.id)["nodeSurface"]
        tap.equal(surface["lastHostStats"]["memoryFreeBytes"], 50)
        gone = row_of(owner, node.device)
        tap.equal((gone["hostStats"]["cpuCount"], gone["connected"]), (8, False))
        assert gone["lastDisconnectedAtMs"] >= gone["lastConnectedAtMs"]


def test_figures_that_can_not_be_are_not_taken(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        for wrong in ({}, {"cpuCount": 0}, {"memoryFreeBytes": 101}, {"x": 1},
                      {"diskTotalBytes": 5}, {"loadAverage": [1, 2]}, {"cpuCount": "8"}):
            payload = {**STATS, **wrong} if wrong else {}
            tap.equal(tells(node, "node.host.stats", payload),
                      result("node.host.stats", False, "invalid_payload"), str(wrong))


def test_a_sign_of_life_is_kept_once_a_minute(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        sign = {"event": "node.presence.alive",
                "payloadJSON": json.dumps({"trigger": "silent_push", "sentAtMs": 1})}
        tap.equal(node.call("node.event", sign), result(sign["event"], True, "persisted"))
        tap.equal(row_of(owner, node.device)["lastSeenReason"], "silent_push")
        tap.equal(node.call("node.event", sign), result(sign["event"], True, "throttled"))
        tap.equal(node.call("node.event", {**sign, "payloadJSON": "no"}),
                  result(sign["event"], False, "invalid_payload"))


def test_who_works_at_a_node_is_known_when_its_system_says_so(gw):
    event = "node.presence.activity"
    with gw.connected() as owner, approved(gw, owner) as blind:
        tap.equal(tells(blind, event, {"idleSeconds": 1}),
                  result(event, False, "permission_required"))
        with approved(gw, owner, permissions={"accessibility": True}) as node:
            tap.equal(tells(node, event, {"idleSeconds": 2}), result(event, True, "updated"))
            payload = owner.wait_event("node.presence")["payload"]
            tap.equal(payload["presenceUpdatedAtMs"] - payload["lastActiveAtMs"], 2000)
            listed = owner.call("node.list", {})
            tap.equal(listed["activeNodeId"], node.device.id)
            tap.equal(row_of(owner, node.device)["active"], True)
            tap.equal(tells(node, event, {"action": "clear"}), result(event, True, "cleared"))
            tap.equal(owner.wait_event("node.presence")["payload"],
                      {"nodeId": node.device.id, "lastActiveAtMs": None,
                       "presenceUpdatedAtMs": None})
            tap.equal(tells(node, event, {"action": "clear"}), result(event, True, "already_clear"))
            tap.equal(tells(node, event, {"idleSeconds": -1}),
                      result(event, False, "invalid_payload"))


def test_an_event_that_nobody_knows_is_named(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        tap.equal(tells(node, "weird.thing", {"a": 1}),
                  result("weird.thing", False, "unsupported_event"))


def test_a_node_is_sent_the_events_of_the_sessions_it_asks_for(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        tap.equal(tells(node, "chat.subscribe", {"sessionKey": "main"}), {"ok": True})
        for run, key in (("one", MAIN), ("other", "agent:main:other")):
            owner.call("chat.send", {"sessionKey": key, "message": "hi", "idempotencyKey": run})
            owner.wait_final(run)
        final = node.wait_event(lambda one: one["event"] == "chat"
                                and one["payload"]["state"] == "final")
        assert "seq" not in final, final
        node.drain()
        seen = [one for one in node.frames if one.get("event") in ("chat", "agent")]
        tap.equal({one["payload"]["runId"] for one in seen}, {"one"})
        tap.equal(tells(node, "chat.unsubscribe", {"sessionKey": MAIN}), {"ok": True})
        owner.call("chat.send", {"sessionKey": MAIN, "message": "hi", "idempotencyKey": "two"})
        owner.wait_final("two")
        node.drain()
        assert not [one for one in node.frames if one.get("payload", {}).get("runId") == "two"]


def test_a_node_may_ask_the_agent(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        asks = {"message": "asked by a node", "sessionKey": MAIN, "deliver": False, "key": "k1"}
        for _ in range(2):
            tap.equal(tells(node, "agent.request", asks), {"ok": True})
        tap.equal(tells(node, "agent.request", {"message": "at home"}), {"ok": True})
        await_history(owner, "asked by a node")
        await_history(owner, "at home", f"agent:main:node-{node.device.id}")
        messages = owner.call("chat.history", {"sessionKey": MAIN})["messages"]
        same = [one for one in messages if one["role"] == "user"
                and "asked by a node" in json.dumps(one)]
        tap.equal(len(same), 1, "the same key is the same request")
        tap.equal(tells(node, "agent.request", {"message": " "}), {"ok": True})


def test_what_a_node_heard_is_said_to_the_agent_once(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        heard = {"text": "heard by a node", "sessionKey": "agent:main:voice"}
        for _ in range(2):
            tap.equal(tells(node, "voice.transcript", heard), {"ok": True})
        await_history(owner, "heard by a node", "agent:main:voice")
        messages = owner.call("chat.history", {"sessionKey": "agent:main:voice"})["messages"]
        tap.equal(len([one for one in messages if one["role"] == "user"]), 1)


def test_the_agent_is_told_of_notifications(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        tells(node, "notifications.changed", {"change": "posted", "key": "n1", "title": "Mail",
                                              "text": "two\n new", "packageName": "app"})
        await_history(owner, f"Notification posted (node={node.device.id} key=n1 package=app): "
                             "Mail - two new")


def test_the_agent_is_told_how_a_command_of_this_gateway_has_ended(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        ident = invoke(owner, node.device, "system.run",
                       params={"command": ["x"], "sessionKey": MAIN})
        ask = asked(node)
        run = json.loads(ask["paramsJSON"])["runId"]
        ended = {"sessionKey": MAIN, "runId": run, "host": "node", "command": "x", "exitCode": 3,
                 "success": False, "output": "it\nbroke"}
        tap.equal(tells(node, "exec.finished", {**ended, "runId": "another"}),
                  result("exec.finished", False, "unmatched_exec_event"))
        tap.equal(tells(node, "exec.finished", ended), {"ok": True})
        answers(node, ask)
        tap.equal(owner.response(ident)["ok"], True)
        await_history(owner, f"Exec finished (node={node.device.id} id={run}, code 3)\\nit broke")
        tap.equal(tells(node, "exec.finished", ended),
                  result("exec.finished", False, "unmatched_exec_event"), "it has ended already")


if __name__ == "__main__":
    tap.main(globals(), Gateway)
