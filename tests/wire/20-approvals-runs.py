#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A run on a node that somebody has approved: what was approved is what the node gets, once.
import json

from support import tap
from support.device import Device
from support.gateway import Gateway
from support.nodes import answers, approved, asked, invoke

SCOPES = ["operator.admin", "operator.read", "operator.write", "operator.approvals"]
REVIEWER = {"client_id": "openclaw-macos", "mode": "ui", "scopes": SCOPES,
            "caps": ["approvals", "exec-approvals"]}
PLAN = {"argv": ["/bin/ls", "-l"], "cwd": "/srv", "commandText": "/bin/ls -l",
        "commandPreview": "ls", "agentId": "main", "sessionKey": "agent:main:main"}


def verdict(gw, owner, node, ident, decision="allow-once", **more):
    """Has a run of PLAN on a node asked for and decided."""
    with Device(displayName="Approver").connect(gw, **REVIEWER) as reviewer:
        asks = owner.request("exec.approval.request", {
            "id": ident, "host": "node", "nodeId": node.device.id, "systemRunPlan": PLAN,
            "command": "ls", "timeoutMs": 20000, **more})
        reviewer.wait_event("exec.approval.requested")
        reviewer.call("exec.approval.resolve", {"id": ident, "decision": decision})
        tap.equal(owner.response(asks)["payload"]["decision"], decision)


def run(owner, node, ident, device=None, **params):
    return invoke(owner, device or node.device, "system.run", params={
        "command": PLAN["argv"], "approved": True, "approvalDecision": "allow-once",
        "runId": ident, **params})


def refused(owner, request):
    frame = owner.response(request)
    assert not frame["ok"], frame
    tap.equal(frame["error"]["code"], "INVALID_REQUEST")
    return frame["error"]["details"]["code"], frame["error"]["message"]


def test_a_node_gets_the_plan_that_was_approved_and_nothing_in_its_place(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        verdict(gw, owner, node, "run-1")
        request = run(owner, node, "run-1", command=["/bin/rm", "-rf", "/"], cwd="/",
                      rawCommand="rm -rf /", agentId="other", timeoutMs=5000, secret=1)
        ask = asked(node)
        tap.equal(json.loads(ask["paramsJSON"]), {
            "command": PLAN["argv"], "rawCommand": PLAN["commandText"], "systemRunPlan": PLAN,
            "cwd": "/srv", "agentId": "main", "sessionKey": "agent:main:main", "timeoutMs": 5000,
            "approved": True, "approvalDecision": "allow-once", "runId": "run-1"})
        answers(node, ask)
        assert owner.response(request)["ok"]


def test_variables_that_an_approval_cannot_be_bound_to_are_refused(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        verdict(gw, owner, node, "odd", env={"LANG": "C"})
        for env in (["x"], [{"LANG": "C"}], "LANG", 1, {"LANG": "C", "N": 1},
                    {"LANG": "C", "BASH_FUNC_ls%%": "() { rm; }"}):
            tap.equal(refused(owner, run(owner, node, "odd", env=env)),
                      ("APPROVAL_REQUEST_MISMATCH", "approval id does not match request"), str(env))
        request = run(owner, node, "odd", env={"LANG": "C"})
        ask = asked(node)
        tap.equal(json.loads(ask["paramsJSON"])["env"], {"LANG": "C"})
        answers(node, ask)
        assert owner.response(request)["ok"]


def test_an_approval_for_once_is_good_for_no_second_run(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        verdict(gw, owner, node, "once")
        request = run(owner, node, "once")
        answers(node, asked(node))
        assert owner.response(request)["ok"]
        tap.equal(refused(owner, run(owner, node, "once")),
                  ("APPROVAL_REQUIRED", "approval required"))


def test_an_approval_for_always_is_good_for_another(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        verdict(gw, owner, node, "always", "allow-always")
        for _ in range(2):
            request = run(owner, node, "always")
            ask = asked(node)
            tap.equal(json.loads(ask["paramsJSON"])["approvalDecision"], "allow-always")
            answers(node, ask)
            assert owner.response(request)["ok"]


def test_a_no_gives_no_leave(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        verdict(gw, owner, node, "no", "deny")
        tap.equal(refused(owner, run(owner, node, "no")),
                  ("APPROVAL_REQUIRED", "approval required"))


def test_an_approval_that_is_not_decided_gives_no_leave(gw):
    with gw.connected() as owner, approved(gw, owner) as node, \
            Device(displayName="Approver").connect(gw, **REVIEWER) as reviewer:
        owner.request("exec.approval.request", {
            "id": "open", "host": "node", "nodeId": node.device.id, "systemRunPlan": PLAN,
            "command": "ls", "timeoutMs": 20000})
        reviewer.wait_event("exec.approval.requested")
        tap.equal(refused(owner, run(owner, node, "open"))[0], "APPROVAL_REQUIRED")


def test_an_approval_that_nobody_knows_gives_no_leave(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        tap.equal(refused(owner, run(owner, node, "never-asked")),
                  ("UNKNOWN_APPROVAL_ID", "unknown or expired approval id"))
        tap.equal(refused(owner, run(owner, node, " ")),
                  ("MISSING_RUN_ID", "approval override requires params.runId"))


def test_an_approval_holds_for_its_node_alone(gw):
    with gw.connected() as owner, approved(gw, owner) as node, approved(gw, owner) as other:
        verdict(gw, owner, node, "mine")
        tap.equal(refused(owner, run(owner, other, "mine")),
                  ("APPROVAL_NODE_MISMATCH", "approval id not valid for this node"))
        request = run(owner, node, "mine")
        answers(node, asked(node))
        assert owner.response(request)["ok"], "it was not used up"


def test_an_approval_holds_for_whoever_asked_for_it_alone(gw):
    with gw.connected() as owner, approved(gw, owner) as node, gw.connected() as other:
        verdict(gw, owner, node, "of-a-connection")
        tap.equal(refused(other, run(other, node, "of-a-connection"))[0],
                  "APPROVAL_CLIENT_MISMATCH")
        with Device().connect(gw, scopes=SCOPES) as device:
            verdict(gw, device, node, "of-a-device")
            tap.equal(refused(other, run(other, node, "of-a-device"))[0],
                      "APPROVAL_DEVICE_MISMATCH")


def test_an_approval_holds_for_its_variables_alone(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        verdict(gw, owner, node, "with-env", env={"MODE": "safe"})
        for env in ({"MODE": "safe", "LD_PRELOAD": "/tmp/x.so"}, {"MODE": "other"}, {}):
            tap.equal(refused(owner, run(owner, node, "with-env", env=env))[0],
                      "APPROVAL_REQUEST_MISMATCH", env)
        request = run(owner, node, "with-env", env={"MODE": "safe"})
        ask = asked(node)
        tap.equal(json.loads(ask["paramsJSON"])["env"], {"MODE": "safe"})
        answers(node, ask)
        assert owner.response(request)["ok"]


def test_an_approval_of_the_gateways_own_host_runs_on_no_node(gw):
    with gw.connected() as owner, approved(gw, owner) as node, \
            Device(displayName="Approver").connect(gw, **REVIEWER) as reviewer:
        asks = owner.request("exec.approval.request", {"id": "here", "command": "ls",
                                                       "host": "gateway", "timeoutMs": 20000})
        reviewer.wait_event("exec.approval.requested")
        reviewer.call("exec.approval.resolve", {"id": "here", "decision": "allow-once"})
        owner.response(asks)
        tap.equal(refused(owner, run(owner, node, "here"))[0], "APPROVAL_NODE_MISMATCH")


def test_without_the_plugin_nothing_counts_as_approved():
    off = {"plugins": {"entries": {"exec-approvals": {"enabled": False}}}}
    with Gateway(config=off) as gw, gw.connected() as owner, approved(gw, owner) as node:
        tap.equal(refused(owner, run(owner, node, "r")),
                  ("APPROVALS_UNAVAILABLE", "exec approvals unavailable"))


if __name__ == "__main__":
    tap.main(globals(), Gateway)
