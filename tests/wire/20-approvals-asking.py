#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A request for approval from both sides, member by member: the requester and the reviewer.
import time

from support import tap
from support.device import Device
from support.gateway import Gateway
from support.rpc import RpcError

SCOPES = ["operator.admin", "operator.read", "operator.write", "operator.approvals"]
REQUESTER = {"client_id": "gateway-client", "mode": "backend", "scopes": SCOPES}
REVIEWER = {"client_id": "openclaw-macos", "mode": "ui", "scopes": SCOPES + ["operator.pairing"],
            "caps": ["approvals", "exec-approvals", "tool-events"]}
NOT_FOUND = {"code": "INVALID_REQUEST", "message": "unknown or expired approval id", "details": {
    "reason": "APPROVAL_NOT_FOUND",
    "remediation": "Re-request the action; pending approvals are cleared after expiry or restart."}}
RESOLVED = {"code": "INVALID_REQUEST", "message": "approval already resolved",
            "details": {"reason": "APPROVAL_ALREADY_RESOLVED"}}


def shown(command, **known):
    """The request as reviewers read it: whatever is not known is null."""
    out = {"command": command}
    if "commandArgv" in known:
        out["commandArgv"] = known["commandArgv"]
    for name in ("systemRunBinding", "systemRunPlan", "cwd", "nodeId", "host", "security", "ask",
                 "warningText", "scope"):
        out[name] = known.get(name)
    out["commandAnalysis"] = {"commandCount": 1, "nestedCommandCount": 0, "riskKinds": [],
                              "warningLines": []}
    always = [] if known.get("ask") == "always" else ["allow-always"]
    out["allowedDecisions"] = ["allow-once", *always, "deny"]
    for name in ("agentId", "resolvedPath", "sessionKey", "sessionId", "runId", "toolCallId",
                 "turnSourceChannel", "turnSourceTo", "turnSourceAccountId", "turnSourceThreadId",
                 "cronExecutionSource", "cronOperationBinding"):
        out[name] = known.get(name)
    return out


def reviewer(gw, name="Approver", **more):
    return Device(displayName=name).connect(gw, **{**REVIEWER, **more})


def error_of(client, method, params):
    try:
        raise AssertionError(client.call(method, params))
    except RpcError as error:
        return error.error


def between(value, first, last):
    assert first <= value <= last, (first, value, last)


def now_ms():
    return int(time.time() * 1000)


def test_a_decision_goes_from_the_reviewer_to_the_requester(gw):
    known = {"commandArgv": ["rm", "-rf", "/tmp/x"], "cwd": "/tmp", "host": "gateway",
             "security": "allowlist", "ask": "always", "agentId": "main",
             "sessionKey": "agent:main:main"}
    request = shown("rm -rf /tmp/x", **known)
    with reviewer(gw) as two, gw.connected(**REQUESTER) as one:
        asked = now_ms()
        ident = one.request("exec.approval.request", {
            "id": "appr-10", "command": "rm -rf /tmp/x", "timeoutMs": 8000, **known})
        event = two.wait_event("exec.approval.requested")
        payload = event["payload"]
        tap.equal(set(event) - {"recipientProfileId"}, {"type", "event", "payload", "seq"})
        tap.equal(list(payload), ["approvalKind", "id", "request", "createdAtMs", "expiresAtMs"])
        tap.equal(payload["request"], request)
        tap.equal(list(payload["request"]), list(request), "in the order of the product")
        between(payload["createdAtMs"], asked, now_ms())
        times = {name: payload[name] for name in ("createdAtMs", "expiresAtMs")}
        tap.equal(times["expiresAtMs"], times["createdAtMs"] + 8000)
        tap.equal((payload["approvalKind"], payload["id"]), ("exec", "appr-10"))

        tap.equal(two.call("exec.approval.list", {}),
                  [{"id": "appr-10", "request": request, **times, "approvalKind": "exec"}])
        tap.equal(two.call("exec.approval.get", {"id": "appr-10"}),
                  {"id": "appr-10", "commandText": "rm -rf /tmp/x", "commandPreview": None,
                   "allowedDecisions": ["allow-once", "deny"], "host": "gateway", "nodeId": None,
                   "agentId": "main", "expiresAtMs": times["expiresAtMs"]})
        verdict = {"id": "appr-10", "decision": "allow-once"}
        tap.equal(two.call("exec.approval.resolve", verdict), {"ok": True})
        tap.equal(one.response(ident)["payload"],
                  {"id": "appr-10", "decision": "allow-once", **times})
        told = two.wait_event("exec.approval.resolved")["payload"]
        between(told.pop("ts"), times["createdAtMs"], now_ms())
        tap.equal(told, {**verdict, "resolvedBy": "Approver", "request": request})

        tap.equal(two.call("exec.approval.resolve", verdict), {"ok": True}, "the same again")
        tap.equal(error_of(two, "exec.approval.resolve", {"id": "appr-10", "decision": "deny"}),
                  RESOLVED)
        tap.equal(error_of(two, "exec.approval.get", {"id": "appr-10"}), NOT_FOUND)
        tap.equal(one.call("exec.approval.waitDecision", {"id": "appr-10"}),
                  {"id": "appr-10", "decision": "allow-once", **times, "terminalReason": "user"})


def test_nobody_decides_in_time(gw):
    with reviewer(gw) as two, gw.connected(**REQUESTER) as one:
        ident = one.request("exec.approval.request", {"id": "appr-11", "command": "ls",
                                                      "host": "gateway", "twoPhase": True,
                                                      "timeoutMs": 400})
        accepted = one.response(ident)["payload"]
        times = {name: accepted[name] for name in ("createdAtMs", "expiresAtMs")}
        tap.equal(accepted, {"status": "accepted", "id": "appr-11",
                             "deliveryRoute": "approval-client", **times})
        tap.equal(list(accepted), ["status", "id", "deliveryRoute", "createdAtMs", "expiresAtMs"])
        waits = one.request("exec.approval.waitDecision", {"id": "appr-11"})
        tap.equal(one.response(waits)["payload"],
                  {"id": "appr-11", "decision": None, **times, "terminalReason": "timeout"})
        tap.equal(one.response(ident)["payload"], {"id": "appr-11", "decision": None, **times})
        between(now_ms(), times["expiresAtMs"], times["expiresAtMs"] + 3000)
        told = two.wait_event("exec.approval.resolved")["payload"]
        told.pop("ts")
        tap.equal(told, {"id": "appr-11", "decision": "deny", "resolvedBy": None,
                         "request": shown("ls", host="gateway")})
        for decision in ("allow-once", "deny"):
            tap.equal(error_of(two, "exec.approval.resolve",
                               {"id": "appr-11", "decision": decision}), RESOLVED)


def test_without_an_id_it_gets_one_and_half_an_hour(gw):
    with reviewer(gw) as two, gw.connected(**REQUESTER) as one:
        one.request("exec.approval.request", {"command": "ls -la", "host": "gateway"})
        payload = two.wait_event("exec.approval.requested")["payload"]
        tap.equal((len(payload["id"]), payload["id"].count("-")), (36, 4))
        tap.equal(payload["expiresAtMs"] - payload["createdAtMs"], 1_800_000)
        tap.equal(two.call("exec.approval.resolve", {"id": payload["id"][:8],
                                                     "decision": "deny"}), {"ok": True})


def test_where_nobody_could_decide_there_is_no_waiting(gw):
    with gw.connected(**REQUESTER) as one, gw.connected(client_id="cli") as cli:
        before = now_ms()
        for more in ({}, {"twoPhase": True}):
            params = {"id": f"alone-{len(more)}", "command": "ls", **more}
            ident = one.request("exec.approval.request", params)
            payload = one.response(ident)["payload"]
            times = {name: payload[name] for name in ("createdAtMs", "expiresAtMs")}
            tap.equal(payload, {"id": params["id"], "decision": None, **times})
            tap.equal(one.call("exec.approval.waitDecision", {"id": params["id"]}),
                      {"id": params["id"], "decision": None, **times,
                       "terminalReason": "no-route"})
        between(now_ms(), before, before + 3000)
        tap.equal(one.call("exec.approval.list", {}), [])
        tap.equal([event for event in cli.drain(0.1).events if "approval" in event["event"]], [])


def test_an_own_screen_is_no_reviewer(gw):
    with reviewer(gw) as two:
        ident = two.request("exec.approval.request", {"command": "ls"})
        tap.equal(two.response(ident)["payload"]["decision"], None)


def test_who_needs_no_route_waits_for_whoever_comes(gw):
    with gw.connected(**REQUESTER) as one:
        for name in ("requireDeliveryRoute", "suppressDelivery"):
            params = {"id": name, "command": "ls", "twoPhase": True, "requireDeliveryRoute": False,
                      name: name == "suppressDelivery"}
            ident = one.request("exec.approval.request", params)
            tap.equal(one.response(ident)["payload"]["deliveryRoute"], "none")
            with reviewer(gw) as two:
                tap.equal([row["id"] for row in two.call("exec.approval.list", {})], [name])
                two.call("exec.approval.resolve", {"id": name, "decision": "allow-always"})
            tap.equal(one.response(ident)["payload"]["decision"], "allow-always")


def test_who_is_a_reviewer(gw):
    asks = {"command": "ls", "timeoutMs": 60_000}
    for client, is_one in (({"client_id": "openclaw-android", "mode": "ui"}, True),
                           ({"client_id": "openclaw-ios", "mode": "ui"}, True),
                           ({"caps": ["approvals"]}, True), ({"caps": ["exec-approvals"]}, True),
                           ({"caps": ["plugin-approvals"]}, False),
                           ({"caps": ["approvals"], "scopes": ["operator.read"]}, False)):
        device = Device()
        with device.connect(gw, **client), gw.connected(**REQUESTER) as one:
            ident = one.request("exec.approval.request", {**asks, "twoPhase": True})
            status = one.response(ident)["payload"].get("status")
            tap.equal(status == "accepted", is_one, client)


def test_hidden_characters_and_secrets_are_not_hidden_from_or_shown_to_reviewers(gw):
    with reviewer(gw) as two, gw.connected(**REQUESTER) as one:
        one.request("exec.approval.request", {
            "command": "echo \u202eevil\u200b\n API_KEY=abcdef1234567890 x", "cwd": "/tmp/\u2066a",
            "warningText": "one\r\ntwo\u200d", "host": "gateway"})
        request = two.wait_event("exec.approval.requested")["payload"]["request"]
        tap.equal(request["command"], "echo \\u{202E}evil\\u{200B}\\u{A} API_KEY=*** x")
        tap.equal(request["cwd"], "/tmp/\\u{2066}a")
        tap.equal(request["warningText"], "one\ntwo\\u{200D}")


def test_what_is_risky_about_a_command_is_told(gw):
    with reviewer(gw) as two, gw.connected(**REQUESTER) as one:
        one.request("exec.approval.request", {"command": "curl x | sh -c 'rm y; ls' && sudo $Z"})
        request = two.wait_event("exec.approval.requested")["payload"]["request"]
        tap.equal(request["commandAnalysis"], {
            "commandCount": 3, "nestedCommandCount": 2,
            "riskKinds": ["shell-wrapper", "dynamic-argument", "command-carrier"],
            "warningLines": ["Contains shell-wrapper: sh -c",
                             "Contains dynamic-argument: sudo dynamic argument",
                             "Contains command-carrier: sudo"]})


def test_for_a_node_the_plan_is_shown(gw):
    plan = {"argv": ["ls", "-l"], "cwd": "/n", "commandText": "ls -l", "agentId": None,
            "sessionKey": None}
    with reviewer(gw) as two, gw.connected(**REQUESTER) as one:
        one.request("exec.approval.request", {
            "id": "for-a-node", "host": "node", "nodeId": "n1", "systemRunPlan": plan,
            "command": "list", "env": {"A": "1"}})
        request = two.wait_event("exec.approval.requested")["payload"]["request"]
        tap.equal(request["systemRunPlan"], {**plan, "commandPreview": "list"})
        binding = request["systemRunBinding"]
        tap.equal(len(binding.pop("envHash")), 64)
        tap.equal(binding, {"argv": ["ls", "-l"], "cwd": "/n", "agentId": None,
                            "sessionKey": None})
        tap.equal((request["nodeId"], request["host"], request["envKeys"], request["command"]),
                  ("n1", "node", ["A"], "ls -l"))
        assert "commandArgv" not in request, request
        tap.equal(two.call("exec.approval.get", {"id": "for-a-node"})["commandPreview"], "list")


if __name__ == "__main__":
    tap.main(globals(), Gateway)
