#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Too many requests, too large ones, and such as make no sense.
import json
import time

from support import tap
from support.device import Device
from support.gateway import Gateway
from support.memory import allowed
from support.rpc import RpcError

REVIEWER = {"client_id": "openclaw-macos", "mode": "ui", "caps": ["exec-approvals"]}
FULL_FOR_ONE = "this client has too many approvals open; wait for some of them"
FULL = "too many approvals are open; decide some of them"
INVALID_ID = ("approval id must be 1-128 characters using only letters, numbers, '.', '_', ':', or "
              "'-', and cannot be '.' or '..'")


def refused(client, method, params):
    try:
        raise AssertionError(client.call(method, params))
    except RpcError as error:
        return error


def flood(client, count, **more):
    """Sends so many requests at once: how often each answer came."""
    found = {}

    def take():
        while client.responses:
            _, frames = client.responses.popitem()
            for frame in frames:
                text = "ok" if frame["ok"] else frame["error"]["message"]
                found[text] = found.get(text, 0) + 1
    for number in range(count):
        client.request("exec.approval.request", {"command": f"echo {number}", **more})
        if number % 50 == 49:
            client.drain(0.0)
            take()
    deadline = time.monotonic() + 60
    while sum(found.values()) < count and time.monotonic() < deadline:
        client.drain(0.05)
        take()
    return found


@tap.timeout(120)
def test_ten_thousand_requests_of_one_client_stay_few(gw):
    with Device().connect(gw, **REVIEWER) as reviewer, gw.connected(timeout=20) as client:
        flood(client, 200, twoPhase=True)
        before = gw.rss_kb()
        found = flood(client, 10_000, twoPhase=True)
        tap.equal(found, {FULL_FOR_ONE: 10_000})
        tap.equal(len(reviewer.call("exec.approval.list", {})), 64)
        assert gw.rss_kb() - before < allowed(20_000), (before, gw.rss_kb())
        with gw.connected() as other:
            tap.equal(other.call("last-heartbeat", None, timeout=2), None)
            ident = other.request("exec.approval.request", {"command": "ls", "twoPhase": True})
            tap.equal(other.response(ident)["payload"]["status"], "accepted", "others are heard")


@tap.timeout(120)
def test_ten_thousand_that_nobody_decides_stay_few():
    with Gateway() as gw, gw.connected(timeout=20) as client:
        flood(client, 2000)
        before = gw.rss_kb()
        found = flood(client, 10_000)
        tap.equal(set(found) - {"ok", FULL_FOR_ONE}, set())
        assert gw.rss_kb() - before < allowed(30_000), (before, gw.rss_kb())
        tap.equal(client.call("exec.approval.list", {}), [])


@tap.timeout(120)
def test_all_clients_together_have_a_limit_too():
    with Gateway() as gw, Device().connect(gw, **REVIEWER) as reviewer:
        clients = [gw.connected() for _ in range(9)]
        found = [flood(client, 64, twoPhase=True) for client in clients]
        tap.equal(found[:8], [{"ok": 64}] * 8)
        tap.equal(found[8], {FULL: 64})
        tap.equal(len(reviewer.call("exec.approval.list", {})), 512)
        for client in clients:
            client.close()


def test_large_requests_are_refused_and_do_not_add_up(gw):
    with Device().connect(gw, **REVIEWER), gw.connected() as client:
        assert refused(client, "exec.approval.request",
                       {"command": "x" * 16_385}).details == {
            "reason": "EXEC_APPROVAL_COMMAND_DISPLAY_LIMIT"}
        error = refused(client, "exec.approval.request",
                        {"command": "x", "commandArgv": ["y" * 1000] * 300})
        assert "256 kB" in error.message, error.message
        error = refused(client, "exec.approval.request",
                        {"command": "x", "commandArgv": ["y" * 1_000_000]})
        assert "512 kB" in error.message, error.message
        found = [client.response(client.request("exec.approval.request", {
            "command": "x", "twoPhase": True, "timeoutMs": 300,
            "commandArgv": ["y" * 200_000]}))["ok"] for _ in range(64)]
        assert found[0] and True in found, found


def test_requests_that_make_no_sense_are_refused_with_the_products_words(gw):
    with gw.connected() as client:
        for params, message in (
                ({}, "command is required"), ({"command": " "}, "command is required"),
                ({"command": "ls", "host": "node"}, "nodeId is required for host=node"),
                ({"command": "ls", "host": "node", "nodeId": "n"},
                 "systemRunPlan is required for host=node"),
                ({"command": "ls", "id": "plugin:a"},
                 "approval ids starting with plugin: are reserved"),
                ({"command": "ls", "id": "../x"}, INVALID_ID),
                ({"command": "ls", "id": "x" * 129}, INVALID_ID),
                ({"command": "ls\0rm"}, "invalid exec.approval.request params: at /command: must "
                                        "not contain \\u0000")):
            error = refused(client, "exec.approval.request", params)
            tap.equal((error.code, error.message), ("INVALID_REQUEST", message), params)
        tap.equal(refused(client, "exec.approval.request", {"command": "l", "id": "."}).details,
                  {"code": "EXEC_APPROVAL_ID_INVALID", "reason": "INVALID_APPROVAL_ID"})
        for params in ({}, {"id": " "}, {"id": 5}):
            tap.equal(refused(client, "exec.approval.waitDecision", params).message,
                      "id is required")
        tap.equal(refused(client, "exec.approval.waitDecision", {"id": "zzz"}).message,
                  "approval expired or not found")
        error = refused(client, "exec.approval.resolve", {
            "id": "x", "decision": "deny",
            "reviewer": {"channel": "telegram", "accountId": "a", "senderId": "s"}})
        tap.equal(error.details["reason"], "APPROVAL_NOT_FOUND")


def test_those_who_wait_for_one_verdict_have_a_limit(gw):
    with Device().connect(gw, **REVIEWER) as reviewer, gw.connected() as client:
        ident = client.request("exec.approval.request", {"id": "w", "command": "ls",
                                                         "twoPhase": True})
        client.response(ident)
        sent = [client.request("exec.approval.waitDecision", {"id": "w"}) for _ in range(70)]
        tap.equal(client.response(sent[-1])["error"]["message"], "too many wait for this approval")
        reviewer.call("exec.approval.resolve", {"id": "w", "decision": "deny"})
        tap.equal(client.response(sent[0])["payload"]["decision"], "deny")


def test_deep_and_strange_commands_are_read_to_the_end(gw):
    with Device().connect(gw, **REVIEWER) as reviewer, gw.connected() as client:
        for piece in ("$(", "`", "((", "<<x\n", "f(){", "'", '"$(', "\\", "${", "a;", "*"):
            # A line end is shown in five characters.
            command = piece * ((4_000 if "\n" in piece else 16_000) // len(piece))
            started = time.monotonic()
            client.request("exec.approval.request", {"command": command, "timeoutMs": 2000})
            payload = reviewer.wait_event("exec.approval.requested")["payload"]
            assert payload["request"]["commandAnalysis"] is not None
            assert time.monotonic() - started < 2 * tap.FACTOR, piece


def test_a_set_that_is_too_large_is_refused(gw):
    with gw.connected(timeout=20) as client:
        base = client.call("exec.approvals.get", {})["hash"]
        entries = [{"pattern": "x" * 100} for _ in range(12_000)]
        file = {"version": 1, "agents": {"main": {"allowlist": entries}}}
        params = {"file": file, "baseHash": base}
        assert 1_000_000 < len(json.dumps(params)) < 2_000_000
        assert "1024 kB" in refused(client, "exec.approvals.set", params).message
        tap.equal(client.call("exec.approvals.get", {})["hash"], base)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
