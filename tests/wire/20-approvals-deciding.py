#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Who may decide, who decides first, and what is left of a decision.
import threading

from support import tap
from support.device import Device
from support.gateway import Gateway
from support.rpc import RpcError

ADMIN = ["operator.admin"]
APPROVALS = ["operator.approvals"]
REVIEWER = {"client_id": "openclaw-macos", "mode": "ui", "caps": ["exec-approvals"]}
ALREADY = "approval already resolved"
UNKNOWN = "unknown or expired approval id"


def reviewer(gw, scopes=None, device=None):
    return (device or Device(displayName="Approver")).connect(gw, scopes=scopes, **REVIEWER)


def ask(client, name, **more):
    """An accepted request: its id, and the id of the frame that its end will have."""
    ident = client.request("exec.approval.request", {"id": name, "command": "ls",
                                                     "twoPhase": True, **more})
    frame = client.response(ident)
    tap.equal(frame["payload"]["status"], "accepted", frame)
    return ident


def outcome(client, method, params):
    try:
        return client.call(method, params)
    except RpcError as error:
        return f"{error.code} {error.message}"


def resolve(client, name, decision):
    return outcome(client, "exec.approval.resolve", {"id": name, "decision": decision})


def test_of_two_reviewers_the_first_wins(gw):
    with reviewer(gw) as one, reviewer(gw) as two, gw.connected() as asks:
        for number in range(20):
            name = f"race-{number}"
            ident = ask(asks, name)
            found = {}

            def decide(client, decision, found=found, name=name):
                found[decision] = resolve(client, name, decision)

            threads = [threading.Thread(target=decide, args=pair)
                       for pair in ((one, "allow-once"), (two, "deny"))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            won = [key for key, value in found.items() if value == {"ok": True}]
            tap.equal(len(won), 1, found)
            tap.equal([value for value in found.values() if value != {"ok": True}],
                      [f"INVALID_REQUEST {ALREADY}"])
            tap.equal(asks.response(ident)["payload"]["decision"], won[0])
            for client in (one, two):
                event = client.wait_event("exec.approval.resolved")
                tap.equal(event["payload"]["decision"], won[0])
                tap.equal([e for e in client.events if e["event"] == "exec.approval.resolved"], [])


def test_two_verdicts_in_one_write_are_both_answered(gw):
    with reviewer(gw) as one, gw.connected() as asks:
        ident = ask(asks, "pair")
        sent = [one.request("exec.approval.resolve", {"id": "pair", "decision": decision})
                for decision in ("deny", "deny", "allow-once")]
        frames = [one.response(number) for number in sent]
        tap.equal([frame["ok"] for frame in frames], [True, True, False])
        tap.equal(frames[2]["error"]["message"], ALREADY)
        tap.equal(asks.response(ident)["payload"]["decision"], "deny")


def test_an_id_is_taken_while_it_is_open_and_ever_after(gw):
    taken = "INVALID_REQUEST approval id already pending"
    with reviewer(gw) as one, gw.connected() as asks:
        ask(asks, "once")
        again = {"id": "once", "command": "rm"}
        tap.equal(outcome(asks, "exec.approval.request", again), taken)
        resolve(one, "once", "deny")
        tap.equal(outcome(asks, "exec.approval.request", again), taken, "its verdict is told still")
        gw.stop()
        gw.restart()
    with reviewer(gw), gw.connected() as asks:
        tap.equal(outcome(asks, "exec.approval.request", again),
                  "UNAVAILABLE approval request unavailable")


def test_what_is_always_asked_cannot_be_allowed_always(gw):
    with reviewer(gw) as one, gw.connected() as asks:
        ident = ask(asks, "asked", ask="always")
        tap.equal(resolve(one, "asked", "allow-always"),
                  "INVALID_REQUEST allow-always is unavailable for this command")
        tap.equal(resolve(one, "asked", "maybe"), "INVALID_REQUEST invalid decision")
        tap.equal(resolve(one, "asked", "allow-once"), {"ok": True})
        tap.equal(asks.response(ident)["payload"]["decision"], "allow-once")


def test_without_the_scope_of_an_administrator_ones_own_are_decided(gw):
    device, other = Device(), Device()
    with reviewer(gw, ADMIN) as admin, device.connect(gw, scopes=APPROVALS) as asks:
        ident = ask(asks, "bound")
        with reviewer(gw, APPROVALS, other) as stranger:
            tap.equal(stranger.call("exec.approval.list", {}), [])
            tap.equal(resolve(stranger, "bound", "allow-once"), f"INVALID_REQUEST {UNKNOWN}")
            tap.equal(outcome(stranger, "exec.approval.waitDecision", {"id": "bound"}),
                      "INVALID_REQUEST approval expired or not found")
        with reviewer(gw, APPROVALS, device) as own:
            tap.equal([row["id"] for row in own.call("exec.approval.list", {})], ["bound"])
            tap.equal(resolve(own, "bound", "deny"), {"ok": True})
        tap.equal(asks.response(ident)["payload"]["decision"], "deny")
        tap.equal(admin.wait_event("exec.approval.resolved")["payload"]["decision"], "deny")


def test_without_the_scope_for_approvals_nothing_is_done(gw):
    with gw.connected(scopes=["operator.read", "operator.write"]) as client:
        for method in ("list", "get", "request", "resolve", "waitDecision", "grants.list",
                       "grants.revoke"):
            tap.equal(outcome(client, "exec.approval." + method, {}),
                      "FORBIDDEN missing scope: operator.approvals", method)
        tap.equal(outcome(client, "approval.history", {}),
                  "FORBIDDEN missing scope: operator.approvals")


def test_who_asked_may_go_and_come_back_for_the_verdict(gw):
    device = Device()
    with reviewer(gw) as one:
        with device.connect(gw, scopes=APPROVALS) as asks:
            ask(asks, "left")
            waits = asks.request("exec.approval.waitDecision", {"id": "left"})
            asks.close()
        tap.equal([row["id"] for row in one.call("exec.approval.list", {})], ["left"])
        with device.connect(gw, scopes=APPROVALS) as back:
            waits = back.request("exec.approval.waitDecision", {"id": "left"})
            back.drain(0.05)
            resolve(one, "left", "allow-once")
            tap.equal(back.response(waits)["payload"]["decision"], "allow-once")


def test_a_shortened_id_must_be_the_only_one(gw):
    with reviewer(gw) as one, gw.connected() as asks:
        ask(asks, "same-1")
        ask(asks, "same-2")
        tap.equal(resolve(one, "same", "deny"),
                  "INVALID_REQUEST ambiguous approval id prefix; use the full id")
        tap.equal(resolve(one, "SAME-1", "deny"), {"ok": True})
        tap.equal(resolve(one, "same-", "deny"), {"ok": True})


def test_the_history_tells_what_was_decided_by_whom_the_latest_first(gw):
    with reviewer(gw) as one, gw.connected(client_id="gateway-client", mode="backend") as asks:
        known = {"command": "ls", "host": "gateway", "agentId": "main",
                 "sessionKey": "agent:main:main"}
        for name, decision in (("h-1", "allow-once"), ("h-2", "deny"), ("h-3", None)):
            ask(asks, name, timeoutMs=60_000 if decision else 100, **known)
            if decision:
                resolve(one, name, decision)
            else:
                one.wait_event("exec.approval.requested")
                asks.call("exec.approval.waitDecision", {"id": name})
        items = asks.call("approval.history", {"limit": 3})["items"]
        tap.equal([(i["id"], i["status"], i["reason"], i.get("decision"), i["resolver"])
                   for i in items],
                  [("h-3", "expired", "timeout", None, {"kind": "system"}),
                   ("h-2", "denied", "user", "deny", {"kind": "runtime", "id": "Approver"}),
                   ("h-1", "allowed", "user", "allow-once",
                    {"kind": "runtime", "id": "Approver"})])
        last = items[2]
        tap.equal(last["presentation"], {
            "kind": "exec", "commandText": "ls", "commandPreview": None, "warningText": None,
            "host": "gateway", "nodeId": None, "agentId": "main",
            "allowedDecisions": ["allow-once", "allow-always", "deny"]})
        tap.equal(last["source"], {"agentId": "main", "sessionKey": "agent:main:main"})
        tap.equal(list(last), ["id", "status", "presentation", "urlPath", "createdAtMs",
                               "expiresAtMs", "resolvedAtMs", "reason", "decision", "source",
                               "resolver"])
        tap.equal(last["urlPath"], "/approve/h-1")


def test_the_history_comes_in_pages(gw):
    with gw.connected() as client:
        for number in range(7):
            client.call("exec.approval.request", {"id": f"page:{number}", "command": "ls"})
        seen, cursor, pages = [], {}, 0
        while pages < 50:
            page = client.call("approval.history", {"limit": 3, **cursor})
            seen += [item["id"] for item in page["items"]]
            pages += 1
            if "nextCursor" not in page:
                break
            tap.equal(len(page["items"]), 3)
            cursor = {"cursor": page["nextCursor"]}
        tap.equal(len(seen), len(set(seen)))
        tap.equal({name for name in seen if name.startswith("page:")},
                  {f"page:{number}" for number in range(7)})
        tap.equal(page["items"][0].get("reason") is not None, True)
        for bad in ("x", "eyJ2IjoxfQ", "!!"):
            tap.equal(outcome(client, "approval.history", {"cursor": bad}),
                      "INVALID_REQUEST invalid approval.history cursor")
        tap.equal(client.call("approval.history", {"kind": "plugin"}), {"items": []})


def test_a_restart_clears_what_is_open_and_the_history_says_so(gw):
    with reviewer(gw), gw.connected() as asks:
        ask(asks, "cut-off")
        gw.kill()
        gw.restart()
    with reviewer(gw) as one:
        tap.equal(one.call("exec.approval.list", {}), [])
        tap.equal(resolve(one, "cut-off", "allow-once"), f"INVALID_REQUEST {UNKNOWN}")
        first = one.call("approval.history", {"limit": 1})["items"][0]
        tap.equal((first["id"], first["status"], first["reason"], first["resolver"]),
                  ("cut-off", "cancelled", "gateway-restart", {"kind": "system"}))


@tap.timeout(60)
def test_a_verdict_that_was_told_survives_a_kill():
    with Gateway() as gw:
        for number in range(4):
            name = f"kept-{number}"
            with reviewer(gw) as one, gw.connected() as asks:
                ident = ask(asks, name)
                one.request("exec.approval.resolve", {"id": name, "decision": "allow-once"})
                tap.equal(asks.response(ident)["payload"]["decision"], "allow-once")
                gw.kill()
            gw.restart()
            with gw.connected() as client:
                first = client.call("approval.history", {"limit": 1})["items"][0]
                tap.equal((first["id"], first["decision"]), (name, "allow-once"))


def test_what_this_gateway_has_none_of_is_empty(gw):
    with gw.connected(scopes=ADMIN + APPROVALS) as client:
        tap.equal(client.call("exec.approval.grants.list", {}), {"grants": []})
        tap.equal(client.call("exec.approval.grants.revoke", {"grantId": "x"}),
                  {"outcome": "not-found"})
        tap.equal(client.call("plugin.approval.list", {}), [])
        tap.equal(client.call("openclaw.approval.list", {}), [])
        tap.equal(client.call("question.list", {}), {"questions": []})


if __name__ == "__main__":
    tap.main(globals(), Gateway)
