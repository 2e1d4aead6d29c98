#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Every method that is served, called once with success and once refused, and every event on the
# way: what has a published schema must fit it, and what has none is named here.
import contextlib
import json
import os
import re
import sqlite3

from contract import Judge, without_evidence
from sdk_client import SLOW, Sdk
from support import nodes, tap
from support.device import Device
from support.gateway import Gateway

KEY = "agent:main:judged"
RESULTS = {
    "agents.list": "AgentsListResultSchema",
    "approval.history": "ApprovalHistoryResultSchema",
    "channels.status": "ChannelsStatusResultSchema",
    "config.schema": "ConfigSchemaResponseSchema",
    "config.schema.lookup": "ConfigSchemaLookupResultSchema",
    "device.scopes.requestUpgrade": "ScopeUpgradeRegistrationSchema",
    "device.scopes.waitUpgrade": "ScopeUpgradeResultSchema",
    "device.token.rotate": "DeviceTokenRotateResultSchema",
    "exec.approval.grants.list": "ExecApprovalGrantsListResultSchema",
    "exec.approval.grants.revoke": "ExecApprovalGrantsRevokeResultSchema",
    "exec.approvals.get": "ExecApprovalsSnapshotSchema",
    "exec.approvals.set": "ExecApprovalsSnapshotSchema",
    "logs.tail": "LogsTailResultSchema",
    "models.list": "ModelsListResultSchema",
    "node.event": "NodeEventResultSchema",
    "node.pending.drain": "NodePendingDrainResultSchema",
    "node.pending.enqueue": "NodePendingEnqueueResultSchema",
    "question.list": "QuestionListResultSchema",
    "skills.bins": "SkillsBinsResultSchema",
}
# No schema of the whole reply; of these a part has one.
ROWS = {
    "system-presence": ("PresenceEntrySchema", lambda reply: reply),
    "sessions.list": ("SessionRowSchema", lambda reply: reply["sessions"]),
    "cron.list": ("CronJobSchema", lambda reply: reply["jobs"]),
    "chat.history": ("SessionRowSchema", lambda reply: [reply["sessionInfo"]]),
}
UNPUBLISHED = {
    "agent", "agent.wait", "chat.abort", "chat.send", "chat.startup", "config.get", "cron.status",
    "device.pair.approve", "device.pair.list", "device.pair.reject",
    "device.pair.remove", "device.pair.rename", "device.token.revoke", "health", "last-heartbeat",
    "set-heartbeats", "status", "system-event", "wake", "exec.approval.get",
    "exec.approval.list", "exec.approval.request", "exec.approval.resolve",
    "exec.approval.waitDecision", "exec.approvals.node.get", "exec.approvals.node.set",
    "openclaw.approval.list", "plugin.approval.list",
    "node.describe", "node.invoke", "node.invoke.progress", "node.invoke.result", "node.list",
    "node.pair.approve", "node.pair.list", "node.pair.reject", "node.pair.remove",
    "node.pending.ack", "node.pending.pull", "node.pluginSurface.refresh",
    "node.pluginTools.update", "node.rename", "node.skills.update", "plugin.surface.refresh",
    "voicewake.get",
}
# What no operator may call.
OF_NODES = {"node.event", "node.invoke.progress", "node.invoke.result", "node.pending.ack",
            "node.pending.drain", "node.pending.pull", "node.pluginSurface.refresh",
            "node.pluginTools.update", "node.skills.update", "skills.bins"}
# They need a node that keeps approvals, or a plugin with a surface, and there is none here.
RULES = ["system.execApprovals.get", "system.execApprovals.set"]
EVENTS = {
    "agent": "AgentEventSchema",
    "chat": "ChatEventSchema",
    "device.pair.requested": "DevicePairRequestedEventSchema",
    "device.pair.resolved": "DevicePairResolvedEventSchema",
    "shutdown": "ShutdownEventSchema",
    "tick": "TickEventSchema",
}
UNPUBLISHED_EVENTS = {"connect.challenge", "device.pair.changed", "health", "heartbeat",
                      "node.hostStats", "node.pair.requested", "node.pair.resolved", "presence"}
# How a schema of a reply is called, behind its method's name.
ENDINGS = ("ResultSchema", "ResponseSchema", "ReplySchema", "PayloadSchema")
JOB = {"id": "judged", "name": "Judged", "enabled": True, "createdAtMs": 1, "updatedAtMs": 2,
       "schedule": {"kind": "every", "everyMs": 60000}, "sessionTarget": "main", "wakeMode": "now",
       "payload": {"kind": "systemEvent", "text": "x"}, "state": {"nextRunAtMs": 1000}}
# Answers whoever is connected.
OPEN = {"health"}
PARAMS = {
    "agent.wait": {"runId": "run-judged", "timeoutMs": 5000},
    "agent": {"message": "judge me", "sessionKey": KEY, "idempotencyKey": "run-agent"},
    "chat.abort": {"sessionKey": KEY},
    "chat.history": {"sessionKey": KEY},
    "chat.send": {"sessionKey": KEY, "message": "judge me", "idempotencyKey": "run-judged"},
    "chat.startup": {"sessionKey": KEY},
    "config.schema.lookup": {"path": "gateway.auth"},
    "set-heartbeats": {"enabled": False},
    "system-event": {"text": "Node: judge (10.0.0.9) · mode ui"},
    "wake": {"mode": "now", "text": "judged"},
}


class World:
    """A gateway with somebody who sees everything, and the judge."""

    def __enter__(self):
        self.gateway = Gateway(config=SLOW).__enter__()
        database = os.path.join(self.gateway.state_dir, "state/gateway.sqlite")
        with contextlib.closing(sqlite3.connect(database, timeout=10)) as jobs:
            jobs.execute("INSERT INTO cron_jobs VALUES(?, ?)", (JOB["id"], json.dumps(JOB)))
            jobs.commit()
        self.sdk = Sdk(self.gateway).__enter__()
        self.sdk.said("hello")
        self.judge = Judge(self.sdk)
        self.client = self.gateway.connected(caps=["tool-events"])
        self.methods = self.client.hello["features"]["methods"]
        self.replies = {}
        return self

    def __exit__(self, *error):
        self.client.socket.abort()
        self.sdk.__exit__(*error)
        return self.gateway.__exit__(*error)

    def dump(self):
        self.gateway.dump()

    def called(self, method, params=None, client=None):
        """The payload of an answer, whose frame is as published."""
        client = client or self.client
        frame = client.response(client.request(method, params or {}))
        self.judge.agreed("ResponseFrameSchema", frame)
        assert frame["ok"], frame
        self.replies.setdefault(method, []).append(frame["payload"])
        return frame["payload"]

    def asks(self):
        """A device that waits for its approval: (device, request id)."""
        device = Device()
        headers = {"Origin": f"http://127.0.0.1:{self.gateway.port}"}
        error, _, _ = device.refused(self.gateway, headers=headers, scopes=["operator.read"])
        self.judge.agreed("ErrorShapeSchema", error)
        return device, error["details"]["requestId"]


def test_the_methods_of_pairing_succeed(w):
    device, request = w.asks()
    tap.equal(len(w.called("device.pair.list")["pending"]), 1)
    w.called("device.pair.approve", {"requestId": request})
    w.called("device.pair.rename", {"deviceId": device.id, "label": "Judged"})
    role = {"deviceId": device.id, "role": "operator"}
    w.called("device.token.rotate", role)
    tap.equal(len(w.called("device.pair.list")["paired"]), 1)
    w.called("device.token.revoke", role)
    w.called("device.pair.remove", {"deviceId": device.id})
    _, other = w.asks()
    w.called("device.pair.reject", {"requestId": other})


def test_the_methods_of_upgrades_succeed(w):
    with Device().connect(w.gateway, scopes=["operator.read"]) as client:
        asked = w.called("device.scopes.requestUpgrade", {"scopes": ["operator.write"]}, client)
        waiting = {"requestId": asked["requestId"]}
        ident = client.request("device.scopes.waitUpgrade", waiting)
        w.called("device.pair.approve", waiting)
        frame = client.response(ident)
        assert frame["ok"], frame
        w.replies["device.scopes.waitUpgrade"] = [frame["payload"]]


def test_the_methods_of_approvals_succeed(w):
    asked = {"id": "judged", "command": "ls", "twoPhase": True}
    with Device().connect(w.gateway, caps=["exec-approvals"]) as reviewer:
        ident = w.client.request("exec.approval.request", asked)
        tap.equal(w.client.response(ident)["payload"]["status"], "accepted")
        for method, params in (("list", {}), ("get", {"id": "judged"}),
                               ("resolve", {"id": "judged", "decision": "deny"})):
            w.called("exec.approval." + method, params, reviewer)
        w.replies["exec.approval.request"] = [w.client.response(ident)["payload"]]
        w.called("exec.approval.waitDecision", {"id": "judged"})
    w.called("exec.approval.grants.revoke", {"grantId": "none"})
    snapshot = w.called("exec.approvals.get")
    w.called("exec.approvals.set", {"file": {"version": 1}, "baseHash": snapshot["hash"]})
    with w.gateway.connected(scopes=["operator.questions"]) as other:
        w.called("question.list", {}, other)


def test_the_methods_of_nodes_succeed(w):
    with nodes.connect(w.gateway, permissions=None) as refused:
        asked = {"requestId": nodes.request_of(w.client, refused.device)}
        w.called("node.pair.reject", asked)
    with nodes.connect(w.gateway, commands=nodes.SURFACE["commands"] + RULES) as node:
        node_id = {"nodeId": node.device.id}
        w.called("node.pair.approve", {"requestId": nodes.request_of(w.client, node.device)})
        w.called("node.rename", {**node_id, "displayName": "Judged"})
        w.called("node.pending.enqueue", {**node_id, "type": "status.request"})
        tap.equal(len(w.called("node.list")["nodes"]), 2)
        w.called("node.describe", node_id)
        for method, params in (
                ("node.event", {"event": "node.host.stats", "payload": {
                    "cpuCount": 1, "memoryTotalBytes": 2, "memoryFreeBytes": 1}}),
                ("node.event", {"event": "what", "payload": {}}), ("node.pending.drain", {}),
                ("node.pending.pull", {}), ("node.pending.ack", {"ids": ["x"]}),
                ("node.pluginTools.update", {"tools": []}), ("node.skills.update", {"skills": []}),
                ("skills.bins", {})):
            w.called(method, params, node)
        ident = w.client.request("node.invoke", {**node_id, "command": "system.notify",
                                                 "idempotencyKey": "judged"})
        ask = node.wait_event("node.invoke.request")
        w.judge.agreed("NodeInvokeRequestEventSchema",
                       {**ask["payload"], "paramsJSON": ask["payload"]["paramsJSON"] or ""})
        invoke = {**node_id, "invokeId": ask["payload"]["id"], "seq": 0, "chunk": "x"}
        w.called("node.invoke.progress", invoke, node)
        answer = {**node_id, "id": ask["payload"]["id"], "ok": True, "payload": {"a": 1}}
        w.called("node.invoke.result", answer, node)
        w.replies["node.invoke"] = [w.client.response(ident)["payload"]]
        rules = {"path": "rules.json", "exists": True, "hash": "h", "file": {"version": 1}}
        for method, params in (("exec.approvals.node.get", {}),
                               ("exec.approvals.node.set", {"file": {"version": 1}})):
            ident = w.client.request(method, {**node_id, **params})
            nodes.answers(node, nodes.asked(node), ok=True, payload=rules)
            w.replies[method] = [w.client.response(ident)["payload"]]
        w.called("plugin.surface.refresh", {"surface": "canvas"})
        w.called("node.pluginSurface.refresh", {"surface": "canvas"}, node)
        w.called("node.pair.remove", node_id)


@tap.timeout(60)
def test_every_other_method_succeeds(w):
    w.called("chat.send", PARAMS["chat.send"])
    w.client.wait_final("run-judged")
    for method in w.methods:
        if method not in w.replies:
            w.called(method, PARAMS.get(method))
    w.client.wait_final("run-agent")


def test_what_was_answered_is_as_published(w):
    tap.equal(set(w.methods) - set(w.replies), set(), "methods that nobody called")
    tap.equal(set(RESULTS) - set(w.methods), set(), "methods that are judged and not served")
    for method in RESULTS:
        w.judge.agreed(RESULTS[method], *w.replies[method])
    for method, (schema, rows) in ROWS.items():
        w.judge.agreed(schema, *[row for reply in w.replies[method] for row in rows(reply)])
    w.judge.agreed("HelloOkSchema", w.client.hello)


def test_what_has_no_schema_is_known(w):
    nameless = sorted(set(w.methods) - set(RESULTS) - set(ROWS))
    print("# no schema of the reply: " + " ".join(nameless))
    print("# a schema of the rows only: " + " ".join(sorted(ROWS)))
    tap.equal(set(nameless), UNPUBLISHED, "methods whose reply has no schema")
    published = set(w.sdk.schemas())
    assert "AgentsListResultSchema" in published, published
    names = {"".join(part[:1].upper() + part[1:] for part in re.split("[.-]", method)) + ending
             for method in UNPUBLISHED for ending in ENDINGS}
    tap.equal(names & published, set(), "schemas of replies that nobody judges")


def test_every_method_is_refused_as_published(w):
    errors = []
    with w.gateway.connected(scopes=[]) as nobody:
        for method in OPEN:
            w.judge.agreed("ResponseFrameSchema", nobody.response(nobody.request(method, {})))
            tap.equal(nobody.call(method)["ok"], True, method)
        for method in sorted(set(w.methods) - OPEN):
            frame = nobody.response(nobody.request(method, PARAMS.get(method, {})))
            assert not frame["ok"], frame
            w.judge.agreed("ResponseFrameSchema", frame)
            errors.append(frame["error"])
            if method in OF_NODES:
                tap.equal(frame["error"]["message"], "unauthorized role: operator", method)
            else:
                tap.equal(frame["error"]["details"]["code"], "MISSING_SCOPE", method)
    tap.equal(len(errors), len(w.methods) - len(OPEN), "methods refused to one without scopes")
    w.judge.agreed("ErrorShapeSchema", *errors)


def test_the_ends_of_other_runs_are_as_published(w):
    w.called("chat.send", {"sessionKey": KEY, "message": "word " * 100, "idempotencyKey": "cut"})
    w.client.wait_event(lambda one: one["event"] == "chat" and one["payload"]["runId"] == "cut"
                        and one["payload"]["state"] == "delta")
    w.called("chat.abort", {"sessionKey": KEY})
    w.client.wait_final("cut")
    row = w.called("sessions.list")["sessions"][0]
    tap.equal((row["status"], row["abortedLastRun"]), ("killed", True))
    w.judge.agreed("SessionRowSchema", row)
    seen = w.called("chat.history", {"sessionKey": KEY})["messages"][-1]
    tap.equal((seen["stopReason"], seen["openclawAbort"]["runId"]), ("stop", "cut"))


@tap.timeout(60)
def test_every_event_is_as_published(w):
    with w.gateway.connected(client_id="test", mode="ui", scopes=["operator.read"]):
        w.client.wait_event(lambda one: one["event"] == "presence"
                            and len(one["payload"]["presence"]) > 1)
    w.client.drain(0.5)
    if not any(frame.get("event") == "tick" for frame in w.client.frames):
        w.client.wait_event("tick", 32)
    w.gateway.stop()
    w.client.socket.timeout = 2
    w.client.wait_event("shutdown")
    frames = [frame for frame in w.client.frames if frame["type"] == "event"]
    w.judge.agreed("EventFrameSchema", *frames)
    names = {frame["event"] for frame in frames}
    tap.equal(names - set(EVENTS) - UNPUBLISHED_EVENTS, set(), "events that nobody judges")
    tap.equal(set(EVENTS) - names, set(), "events that never came")
    for name, schema in EVENTS.items():
        w.judge.agreed(schema, *[one["payload"] for one in frames if one["event"] == name])
    told = [one["payload"]["presence"] for one in frames if one["event"] == "presence"]
    w.judge.agreed("PresenceEntrySchema", *[row for rows in told for row in rows])


def test_every_row_of_the_patch_is_needed_and_has_its_evidence(w):
    tap.equal(w.judge.unneeded(), [], "what the published schemas have by now")
    tap.equal(list(without_evidence()), [], "members that no recording has")


if __name__ == "__main__":
    tap.main(globals(), World)
