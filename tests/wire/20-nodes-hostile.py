#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Nodes that want to do harm, and those that fail in the middle of something.
import json
import time

from support import nodes, tap
from support.gateway import Gateway
from support.memory import allowed
from support.nodes import answers, approved, asked, connect, error_of, invoke, row_of
from support.rpc import RpcError
from support.ws import Closed

IGNORED = {"ok": True, "ignored": True}


def test_a_node_gets_no_command_by_claiming_it(gw):
    device = nodes.device()
    with gw.connected() as owner:
        approved(gw, owner, device, commands=["system.notify"]).close()
        with connect(gw, device, commands=["system.notify", "system.run"]):
            frame = owner.response(invoke(owner, device, "system.run", params={"command": ["x"]}))
            tap.equal(frame["error"]["details"],
                      {"reason": "command not allowlisted", "command": "system.run"})
        device.client["platform"] = "macos"
        error, _, _ = device.refused(gw, **nodes.ROLE, commands=["contacts.search"])
        tap.equal(error["details"]["reason"], "metadata-upgrade", "nor another platform's")


def test_an_answer_for_the_call_of_another_node_changes_nothing(gw):
    with gw.connected() as owner, approved(gw, owner) as node, approved(gw, owner) as thief:
        ident = invoke(owner, node.device)
        ask = asked(node)
        tap.equal(answers(thief, ask, ok=True, payload={"stolen": True}), IGNORED)
        params = {"id": ask["id"], "nodeId": node.device.id, "ok": True}
        tap.equal(error_of(thief, "node.invoke.result", params),
                  {"code": "INVALID_REQUEST", "message": "nodeId mismatch"})
        progress = {"invokeId": ask["id"], "nodeId": node.device.id, "seq": 0, "chunk": "x"}
        tap.equal(error_of(thief, "node.invoke.progress", progress)["message"], "nodeId mismatch")
        answers(node, ask)
        tap.equal(owner.response(ident)["payload"]["payload"], {"hello": "from node"})


def test_the_first_of_two_answers_counts(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        ident = invoke(owner, node.device)
        ask = asked(node)
        tap.equal(answers(node, ask, ok=True, payload=1), {"ok": True})
        tap.equal(answers(node, ask, ok=True, payload=2), IGNORED)
        tap.equal(answers(node, {"id": "nope"}), IGNORED)
        tap.equal(owner.response(ident)["payload"]["payload"], 1)


@tap.timeout(60)
def test_a_large_answer_arrives_and_one_of_30_mb_harms_nobody(gw):
    with gw.connected(timeout=30.0) as owner, approved(gw, owner) as node:
        ident = invoke(owner, node.device)
        answers(node, asked(node), ok=True, payloadJSON=json.dumps("x" * 4_000_000))
        tap.equal(len(owner.response(ident, 20)["payload"]["payload"]), 4_000_000)
        ident = invoke(owner, node.device)
        ask = asked(node)
        frame = {"type": "req", "id": "big", "method": "node.invoke.result", "params": {
            "id": ask["id"], "nodeId": node.device.id, "ok": True, "payload": "x" * 30_000_000}}
        try:
            node.send(frame)
            node.socket.wait_closed(20)
        except (Closed, OSError):
            pass
        error = owner.response(ident, 20)["error"]
        assert error["message"].startswith("DISCONNECTED: "), error
        tap.equal(owner.call("health", {})["ok"], True)


@tap.timeout(60)
def test_a_node_that_floods_events_is_told_to_wait(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        memory = gw.rss_kb()
        idents = [node.request("node.event", {"event": "weird", "payload": {"n": n}})
                  for n in range(3000)]
        frames = [node.response(ident, 20) for ident in idents]
        refused = [frame["error"] for frame in frames if not frame["ok"]]
        assert len(refused) > 2000, len(refused)
        error = refused[-1]
        wait = error.pop("retryAfterMs")
        tap.equal(error, {"code": "UNAVAILABLE", "retryable": True,
                          "message": "this node sends too many events; send fewer",
                          "details": {"code": "TOO_MANY_EVENTS"}})
        assert gw.rss_kb() - memory < allowed(30_000), "no more memory than before"
        time.sleep(wait / 1000 + 0.1)
        tap.equal(nodes.tells(node, "weird")["reason"], "unsupported_event")
        tap.equal(row_of(owner, node.device)["connected"], True)


def test_a_node_can_not_have_the_agent_work_without_end(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        idents = [node.request("node.event", {"event": "agent.request", "payload": {
            "message": "again", "sessionKey": "agent:main:flood"}}) for _ in range(40)]
        taken = [one for one in (node.response(ident) for ident in idents) if one["ok"]]
        assert 5 <= len(taken) <= 15, len(taken)
        tap.equal(owner.call("health", {})["ok"], True)


@tap.timeout(60)
def test_large_events_count_by_their_length(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        idents = [node.request("node.event", {"event": "weird", "payloadJSON": "x" * 8_000_000})
                  for _ in range(20)]
        frames = [node.response(ident, 30) for ident in idents]
        assert frames[0]["ok"], frames[0]
        codes = {one["error"]["details"]["code"] for one in frames if not one["ok"]}
        tap.equal(codes, {"TOO_MANY_EVENTS"})


def test_many_commands_that_nobody_may_ask_for_are_one_short_line_of_the_log(gw):
    with connect(gw, commands=[f"odd.{n}" for n in range(300)]):
        gw.await_log("are left out", '"odd.19"] and 280 more')


def test_names_by_the_ten_thousand_hold_nobody_up(gw):
    device = nodes.device()
    caps = [f"c{n}" for n in range(7000)]
    with gw.connected() as owner:
        approved(gw, owner, device, caps=caps).close()
        with connect(gw, device, caps=[*caps[1:], "new"]) as node:
            tap.equal(len(row_of(owner, device)["caps"]), 6999)
            started = time.monotonic()
            ids = [f"i{n}" for n in range(400_000)]
            error = error_of(node, "node.pending.ack", {"ids": ids})
            tap.equal(error["message"], "invalid node.pending.ack params: "
                      "at /ids: must not have more than 256 items")
            assert time.monotonic() - started < 20
            tap.equal(owner.call("health", {})["ok"], True)


def test_a_node_may_follow_so_many_sessions_and_no_more(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        for n in range(64):
            tap.equal(nodes.tells(node, "chat.subscribe", {"sessionKey": f"s{n}"}), {"ok": True})
        answer = nodes.tells(node, "chat.subscribe", {"sessionKey": "one more"})
        tap.equal((answer["handled"], answer["reason"]), (False, "too_many_subscriptions"))
        tap.equal(owner.call("health", {})["ok"], True)


def test_commands_under_way_are_bounded(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        idents = [invoke(owner, node.device, timeoutMs=0) for _ in range(64)]
        error = error_of(owner, "node.invoke", {"nodeId": node.device.id, "idempotencyKey": "k",
                                                "command": "system.notify"})
        tap.equal((error["code"], error["retryable"], error["details"]["code"]),
                  ("UNAVAILABLE", True, "TOO_MANY_INVOKES"))
        answers(node, asked(node))
        tap.equal(owner.response(idents[0])["ok"], True)
        invoke(owner, node.device)


def test_a_token_that_is_revoked_ends_the_node_and_what_it_was_asked(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        token = node.hello["auth"]["deviceToken"]
        ident = invoke(owner, node.device)
        asked(node)
        owner.call("device.token.revoke", {"deviceId": node.device.id, "role": "node"})
        tap.equal(node.socket.wait_closed(), (4001, "device removed"))
        assert owner.response(ident)["error"]["message"].startswith("DISCONNECTED: ")
        error, _, _ = node.device.refused(gw, **nodes.ROLE, auth={"deviceToken": token})
        tap.equal(error["details"]["code"], "AUTH_DEVICE_TOKEN_MISMATCH")


def test_a_command_that_was_taken_off_a_node_is_cancelled(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        ident = invoke(owner, node.device)
        asked(node)
        owner.call("node.pair.remove", {"nodeId": node.device.id})
        error = owner.response(ident)["error"]
        tap.equal(error["details"]["nodeError"]["code"], "POLICY_CHANGED")


@tap.timeout(120)
def test_requests_for_approval_are_bounded():
    with Gateway() as gw, gw.connected(timeout=20.0) as owner:
        first = nodes.device()
        connect(gw, first).close()
        for _ in range(300):
            connect(gw, nodes.device()).close()
        pending = owner.call("node.pair.list", {})["pending"]
        tap.equal(len(pending), 256)
        assert first.id not in {row["nodeId"] for row in pending}, "the oldest gives way"
        tap.equal(row_of(owner, first)["approvalState"], "unapproved")
        with connect(gw, first):
            tap.equal(row_of(owner, first)["approvalState"], "pending-approval")


def test_a_node_has_no_methods_of_operators(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        for method in ("node.list", "node.invoke", "node.pair.approve", "status", "config.get"):
            error = tap.raises(RpcError, node.call, method, {}).error
            tap.equal(error, {"code": "INVALID_REQUEST", "message": "unauthorized role: node"})
            break


if __name__ == "__main__":
    tap.main(globals(), Gateway)
