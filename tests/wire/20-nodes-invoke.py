#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Commands on nodes: the way there and back, refusals, and every way in which they end.
import json
import time

from support import nodes, tap
from support.gateway import Gateway
from support.nodes import answers, approved, asked, connect, error_of, invoke

LISTS = {"gateway": {"nodes": {"commands": {"allow": ["camera.snap", "foo.bar"]},
                               "allowCommands": ["screen.record"],
                               "denyCommands": ["system.which", "screen.record"]}}}


def failed(client, ident):
    frame = client.response(ident)
    assert not frame["ok"], frame
    return frame["error"]


def timed_out(dispatched=True):
    return {"code": "UNAVAILABLE", "message": "TIMEOUT: node invoke timed out",
            "details": {"nodeError": {"code": "TIMEOUT", "message": "node invoke timed out"},
                        "nodeCommandDispatched": dispatched}}


def test_a_command_reaches_its_node_and_the_answer_its_caller(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        for _ in range(2):
            ident = invoke(owner, node.device, params={"title": "x"}, sessionKey="main")
            event = node.wait_event("node.invoke.request")
            assert "seq" not in event, event
            ask = event["payload"]
            tap.equal(ask, {"id": ask["id"], "nodeId": node.device.id, "command": "system.notify",
                            "paramsJSON": '{"title":"x"}', "timeoutMs": 30000,
                            "idempotencyKey": "k", "sessionKey": "main"})
            tap.equal(answers(node, ask), {"ok": True})
            tap.equal(owner.response(ident)["payload"],
                      {"ok": True, "nodeId": node.device.id, "command": "system.notify",
                       "payload": {"hello": "from node"},
                       "payloadJSON": '{"hello": "from node"}'})


def test_a_node_may_answer_in_several_ways(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        for sent, payload, text in (
                ({"payload": {"a": 1}}, {"a": 1}, None),
                ({"payload": [1], "payloadJSON": None, "error": None}, [1], None),
                ({"payloadJSON": {"b": 2}}, {"b": 2}, None),
                ({"payloadJSON": "no JSON"}, {"payloadJSON": "no JSON"}, "no JSON"),
                ({}, None, None)):
            ident = invoke(owner, node.device)
            ask = asked(node)
            tap.equal(ask["paramsJSON"], None)
            answers(node, ask, ok=True, **sent)
            answer = owner.response(ident)["payload"]
            tap.equal((answer.get("payload"), answer["payloadJSON"]), (payload, text))


def test_what_a_node_refuses_is_told_in_its_words(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        error = {"code": "CAMERA_FAIL", "message": "no camera"}
        for sent, message in ((error, "CAMERA_FAIL: no camera"), ({}, "node invoke failed"),
                              ({"message": "so"}, "so"), (None, "node invoke failed")):
            ident = invoke(owner, node.device)
            answers(node, asked(node), ok=False, error=sent)
            tap.equal(failed(owner, ident), {
                "code": "UNAVAILABLE", "message": message,
                "details": {"nodeError": sent, "nodeCommandDispatched": True}})


def test_a_node_that_says_nothing_times_out_and_is_told(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        ident = invoke(owner, node.device, timeoutMs=300)
        ask = asked(node)
        assert 0 < ask["timeoutMs"] <= 300, ask
        tap.equal(failed(owner, ident), timed_out())
        tap.equal(node.wait_event("node.invoke.cancel")["payload"],
                  {"invokeId": ask["id"], "nodeId": node.device.id})
        tap.equal(answers(node, ask), {"ok": True, "ignored": True}, "too late")


def test_a_command_with_no_limit_waits(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        ident = invoke(owner, node.device, timeoutMs=0)
        ask = asked(node)
        tap.equal(ask["timeoutMs"], 0)
        time.sleep(0.3)
        answers(node, ask)
        tap.equal(owner.response(ident)["ok"], True)


def test_a_node_that_leaves_ends_its_commands_at_once(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        idents = [invoke(owner, node.device) for _ in range(3)]
        for _ in idents:
            asked(node)
        before = time.monotonic()
        node.socket.abort()
        for ident in idents:
            tap.equal(failed(owner, ident), {
                "code": "UNAVAILABLE", "message": "DISCONNECTED: node disconnected (system.notify)",
                "details": {"nodeError": {"code": "DISCONNECTED",
                                          "message": "node disconnected (system.notify)"},
                            "nodeCommandDispatched": True}})
        assert time.monotonic() - before < 3
        error = error_of(owner, "node.invoke", {"nodeId": node.device.id, "idempotencyKey": "k",
                                                "command": "system.notify"})
        tap.equal(error, {"code": "UNAVAILABLE", "message": "node not connected", "details": {
            "code": "NOT_CONNECTED", "nodeCommandDispatched": False,
            "nodeError": {"code": "NOT_CONNECTED", "message": "node not connected"}}})


def test_a_newer_connection_takes_over_and_ends_what_the_older_was_asked(gw):
    with gw.connected() as owner, approved(gw, owner) as older:
        ident = invoke(owner, older.device)
        ask = asked(older)
        with connect(gw, older.device) as newer:
            assert failed(owner, ident)["message"].startswith("DISCONNECTED: ")
            tap.equal(answers(older, ask), {"ok": True, "ignored": True})
            ident = invoke(owner, newer.device)
            answers(newer, asked(newer))
            tap.equal(owner.response(ident)["ok"], True)
            tap.equal(error_of(older, "node.event", {"event": "x"}), nodes.CHANGED)


def test_a_caller_that_leaves_cancels_its_commands(gw):
    with gw.connected() as owner, approved(gw, owner) as node, gw.connected() as other:
        invoke(other, node.device)
        ask = asked(node)
        other.socket.abort()
        tap.equal(node.wait_event("node.invoke.cancel")["payload"]["invokeId"], ask["id"])


def test_a_node_that_is_not_ready_is_asked_again(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        ident = invoke(owner, node.device)
        first = asked(node)
        answers(node, first, ok=False, error={"code": "NODE_NOT_READY", "message": "soon"})
        second = asked(node)
        assert first["id"] != second["id"]
        answers(node, second)
        tap.equal(owner.response(ident)["ok"], True)


def test_unapproved_and_unknown_nodes_can_not_be_asked(gw):
    with gw.connected() as owner, connect(gw) as node:
        for ident in (node.device.id, "nope"):
            tap.equal(error_of(owner, "node.invoke", {"nodeId": ident, "command": "system.notify",
                                                      "idempotencyKey": "k0"}), nodes.CHANGED)


def test_commands_that_are_not_on_the_lists_are_refused(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        for command, reason, text in (
                ("foo.bar", "command not allowlisted",
                 '"foo.bar" is not in the allowlist for platform "linux"'),
                ("camera.snap", "command not allowlisted",
                 '"camera.snap" requires explicit gateway.nodes.commands.allow opt-in'),
                ("canvas.eval", "command not allowlisted",
                 '"canvas.eval" is not in the allowlist for platform "linux"'),
                ("talk.ptt.start", "command not allowlisted",
                 '"talk.ptt.start" requires a trusted Talk-capable node'),
                ("computer.act", "command not declared by node",
                 'the node (platform: linux) does not support "computer.act"')):
            error = error_of(owner, "node.invoke", {"nodeId": node.device.id, "command": command,
                                                    "params": {}, "idempotencyKey": "k5"})
            tap.equal(error, {"code": "INVALID_REQUEST",
                              "message": "node command not allowed: " + text,
                              "details": {"reason": reason, "command": command}})


def test_commands_with_ways_of_their_own_are_refused(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        for command, params, message in (
                ("system.execApprovals.get", {}, "node.invoke does not allow "
                 "system.execApprovals.*; use exec.approvals.node.*"),
                ("worker.launch.v1", {}, "node.invoke does not allow private node controls"),
                ("browser.proxy", {"method": "POST", "path": "/profiles/create/"},
                 "node.invoke cannot mutate persistent browser profiles via browser.proxy")):
            error = error_of(owner, "node.invoke", {"nodeId": node.device.id, "command": command,
                                                    "params": params, "idempotencyKey": "k"})
            tap.equal((error["message"], error["details"]), (message, {"command": command}))


def test_commands_that_read_files_are_for_administrators(gw):
    with gw.connected(scopes=["operator.write", "operator.pairing"]) as writer:
        for command in ("browser.proxy", "fs.listDir", "terminal.upload", "fs.list\\u0044ir"):
            frame = json.dumps({"nodeId": "x", "command": "C", "idempotencyKey": "k"})
            text = '{"type":"req","id":"s","method":"node.invoke","params":%s}'
            error = writer.answer(text % frame.replace("C", command))["error"]
            tap.equal(error["details"]["missingScope"], "operator.admin", command)
    with gw.connected(scopes=["operator.read"]) as reader:
        error = error_of(reader, "node.invoke", {"nodeId": "x", "command": "x.y",
                                                 "idempotencyKey": "k"})
        tap.equal(error["details"]["missingScope"], "operator.write")


def test_the_configuration_adds_and_takes_away_and_denying_wins():
    with Gateway(config=LISTS) as gw, gw.connected() as owner:
        commands = ["camera.snap", "foo.bar", "system.which", "screen.record", "system.notify"]
        with approved(gw, owner, commands=commands) as node:
            tap.equal(nodes.row_of(owner, node.device)["commands"],
                      ["camera.snap", "foo.bar", "system.notify"])
            for command in ("camera.snap", "foo.bar"):
                ident = invoke(owner, node.device, command)
                answers(node, asked(node))
                tap.equal(owner.response(ident)["ok"], True, command)
            for command in ("system.which", "screen.record"):
                error = failed(owner, invoke(owner, node.device, command))
                tap.equal(error["message"], f'node command not allowed: "{command}" is blocked by '
                                            "gateway.nodes.commands.deny")


def test_a_run_gets_an_id_and_carries_no_approval_of_the_callers_own(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        ident = invoke(owner, node.device, "system.run",
                       params={"command": ["true"], "timeoutMs": 5.7, "secret": 1})
        run = json.loads(asked(node)["paramsJSON"])
        assert len(run.pop("runId")) == 36
        tap.equal(run, {"command": ["true"], "timeoutMs": 5})
        for params in ({"approved": True}, {"approvalDecision": "allow-once"},
                       {"approvalSource": "ask-fallback"}):
            error = failed(owner, invoke(owner, node.device, "system.run",
                                         params={"command": ["true"], "runId": "r", **params}))
            tap.equal((error["code"], error["details"]["code"]),
                      ("INVALID_REQUEST", "UNKNOWN_APPROVAL_ID"))
        assert ident


def test_progress_is_taken_and_told_to_nobody(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        ident = invoke(owner, node.device)
        ask = asked(node)
        progress = {"invokeId": ask["id"], "nodeId": node.device.id, "seq": 0, "chunk": "partial"}
        tap.equal(node.call("node.invoke.progress", progress), {"ok": True, "ignored": True})
        answers(node, ask)
        tap.equal(owner.response(ident)["ok"], True)


def test_what_ios_refuses_in_the_background_waits_for_the_app(gw):
    phone = nodes.device(platform="ios", deviceFamily="iPhone")
    with gw.connected() as owner, approved(gw, owner, phone, commands=["canvas.present"]) as node:
        for key in ("k1", "k1", "k2"):
            ident = invoke(owner, phone, "canvas.present", params={"url": "/"}, idempotencyKey=key)
            answers(node, asked(node), ok=False,
                    error={"code": "NODE_BACKGROUND_UNAVAILABLE", "message": "behind"})
            error = failed(owner, ident)
            tap.equal((error["message"], error["details"]["code"]),
                      ("node command queued until iOS returns to foreground",
                       "QUEUED_UNTIL_FOREGROUND"))
        actions = node.call("node.pending.pull", {})["actions"]
        tap.equal([(one["command"], one["paramsJSON"]) for one in actions],
                  [("canvas.present", '{"url":"/"}')] * 2)
        ids = [one["id"] for one in actions]
        tap.equal(node.call("node.pending.ack", {"ids": ids[:1]}),
                  {"nodeId": phone.id, "ackedIds": ids[:1], "remainingCount": 1})


if __name__ == "__main__":
    tap.main(globals(), Gateway)
