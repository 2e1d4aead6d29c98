#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `gateway probe`: which gateways can be reached, in words and as JSON.
import json
import os
import signal
import socket
import time

from command_line import Home
from fake_gateway import FakeGateway, Refusal, plain_hello
from support import tap

ANSWERS = {
    "health": {"ok": True, "sessions": {"count": 3}, "channels": {"irc": {}}},
    "status": {"uptimeMs": 9_240_000},
    "system-presence": [{"host": "kitchen", "ip": "192.0.2.7", "platform": "linux",
                         "reason": "self", "text": "t"}],
    "config.get": {"path": "/etc/oc.json", "exists": True, "valid": True, "parsed": {"a": 1},
                   "config": {"gateway": {"mode": "local", "port": 7,
                                          "auth": {"token": "__OPENCLAW_REDACTED__"}}}},
}


def answer(peer, frame):
    peer.reply(frame, ANSWERS[frame["method"]])


def deny(peer, frame):
    if frame["method"] == "health":
        answer(peer, frame)
    else:
        peer.fail(frame, {"code": "FORBIDDEN", "message": "missing scope: operator.read"})


def hello(_params):
    return plain_hello(_params) | {"server": {"version": "9.8.7"}}


def probe(home, *arguments, **env):
    return home.run("gateway", "probe", *arguments, **env)


def report(home, *arguments, **env):
    outcome = probe(home, "--json", *arguments, **env)
    tap.equal(outcome.err, "")
    return outcome.status, json.loads(outcome.out)


def local(gateway):
    return {"OPENCLAW_GATEWAY_PORT": str(gateway.port), "OPENCLAW_GATEWAY_TOKEN": "t"}


def test_a_gateway_that_answers_is_described(home):
    with FakeGateway(answer, hello) as gateway:
        outcome = probe(home, **local(gateway))
        tap.equal((outcome.status, outcome.err), (0, ""))
        lines = outcome.out.splitlines()
        tap.equal(lines[:6], ["Gateway Status", "Reachable: yes", "Probe budget: 3000ms", "",
                              "Discovery (this machine)",
                              "Not asked: OPENCLAW_DISABLE_BONJOUR is set."])
        for line in ("Targets", f"Local loopback {gateway.url}",
                     "  Gateway: kitchen (192.0.2.7) · linux · app 9.8.7 · up 2h 34m",
                     "  Sessions: 3 · Channels: 1", "  Config: /etc/oc.json",
                     "  Wide-area discovery: unknown"):
            assert line in lines, outcome.out
        connect = next(line for line in lines if "Connect:" in line)
        assert connect.startswith("  Connect: ok (") and connect.endswith("ms) · RPC: ok"), connect
        assert max(map(len, lines)) <= 80, outcome.out


def test_all_is_asked_on_one_connection(home):
    with FakeGateway(answer) as gateway:
        probe(home, **local(gateway))
        tap.equal([frame["method"] for frame in gateway.requests],
                  ["connect", "health", "status", "system-presence", "config.get"])
        tap.equal(gateway.of("connect")[0]["scopes"], ["operator.read"])


def test_who_announces_himself_is_asked_for_unless_that_is_switched_off(home):
    with FakeGateway(answer) as gateway:
        _, found = report(home, **local(gateway))
        tap.equal(found["discovery"], {"timeoutMs": 0, "count": 0, "beacons": []})
        asking = local(gateway) | {"OPENCLAW_DISABLE_BONJOUR": None}
        _, found = report(home, "--timeout", "300", **asking)
        tap.equal(found["discovery"]["timeoutMs"], 300)
        tap.equal(found["discovery"]["count"], len(found["discovery"]["beacons"]))
        text = probe(home, "--timeout", "300", **asking).out
        assert " via Bonjour (local.)\n" in text, text


def test_as_json_it_has_the_products_members(home):
    with FakeGateway(answer) as gateway:
        status, found = report(home, **local(gateway))
        tap.equal((status, found["ok"], found["degraded"], found["primaryTargetId"]),
                  (0, True, False, "localLoopback"))
        tap.equal((found["timeoutMs"], found["warnings"], found["discovery"]["beacons"]),
                  (3000, [], []))
        tap.equal(found["network"]["localLoopbackUrl"], gateway.url)
        target, = found["targets"]
        tap.equal((target["id"], target["kind"], target["url"], target["active"]),
                  ("localLoopback", "localLoopback", gateway.url, True))
        tap.equal((target["connect"]["ok"], target["connect"]["rpcOk"],
                   target["connect"]["scopeLimited"], target["connect"]["error"]),
                  (True, True, False, None))
        tap.equal((target["self"], target["health"], target["summary"]),
                  ({"host": "kitchen", "ip": "192.0.2.7", "platform": "linux"}, ANSWERS["health"],
                   ANSWERS["status"]))
        config = target["config"]
        tap.equal((config["path"], config["exists"], config["valid"], config["issues"]),
                  ("/etc/oc.json", True, True, []))
        tap.equal({key: value for key, value in config["gateway"].items() if value is not None},
                  {"mode": "local", "port": 7, "authTokenConfigured": True,
                   "authPasswordConfigured": False, "remoteTokenConfigured": False,
                   "remotePasswordConfigured": False})
        tap.equal(target["auth"], {"role": None, "scopes": [],
                                   "capability": "connected_no_operator_scope"})


def test_nobody_there_is_told_with_the_remedy(home):
    outcome = probe(home)
    tap.equal((outcome.status, outcome.err), (1, ""))
    for line in ("Reachable: no", f"  Connect: failed - connect ECONNREFUSED 127.0.0.1:{home.port}",
                 "  No gateway runs there. Start it with: openclaw gateway run"):
        assert line in outcome.out.splitlines(), outcome.out
    status, found = report(home)
    tap.equal((status, found["ok"], found["primaryTargetId"], found["targets"][0]["connect"]["ok"]),
              (1, False, None, False))


def test_a_gateway_that_gives_no_right_to_read_is_degraded(home):
    with FakeGateway(deny) as gateway:
        outcome = probe(home, **local(gateway))
        tap.equal(outcome.status, 0)
        assert "RPC: limited - missing scope: operator.read" in outcome.out, outcome.out
        status, found = report(home, **local(gateway))
        tap.equal((status, found["ok"], found["degraded"]), (0, True, True))
        tap.equal([warning["code"] for warning in found["warnings"]], ["probe_scope_limited"])


def test_who_lets_no_command_in_is_asked_as_a_probe(home):
    def choosy(params):
        if params["client"]["mode"] != "probe":
            raise Refusal("NOT_PAIRED", "pairing required", "PAIRING_REQUIRED")
        return plain_hello(params)
    with FakeGateway(deny, choosy) as gateway:
        status, found = report(home, **local(gateway))
        tap.equal((status, found["targets"][0]["connect"]["scopeLimited"]), (0, True))
        tap.equal(gateway.of("connect")[-1]["minProtocol"], 3)


def test_a_wrong_secret_is_no_way_in(home):
    def strict(_params):
        raise Refusal("INVALID_REQUEST", "gateway token mismatch", "AUTH_TOKEN_MISMATCH")
    with FakeGateway(answer, strict) as gateway:
        outcome = probe(home, **local(gateway))
        tap.equal((outcome.status, len(gateway.of("connect"))), (1, 1))
        assert "Connect: failed - gateway token mismatch" in outcome.out, outcome.out


def test_an_address_given_by_hand_is_looked_at_beside_the_local_one(home):
    with FakeGateway(answer) as far, FakeGateway(answer) as near:
        status, found = report(home, "--url", far.url, "--token", "both",
                               OPENCLAW_GATEWAY_PORT=str(near.port))
        tap.equal(status, 0)
        tap.equal([(one["id"], one["url"], one["active"]) for one in found["targets"]],
                  [("explicit", far.url, True), ("localLoopback", near.url, False)])
        tap.equal([warning["code"] for warning in found["warnings"]], ["multiple_gateways"])
        tap.equal([gateway.of("connect")[0]["auth"] for gateway in (far, near)],
                  [{"token": "both"}] * 2)
        text = probe(home, "--url", far.url, "--token", "both",
                     OPENCLAW_GATEWAY_PORT=str(near.port)).out
        assert f"URL (explicit) {far.url}" in text.splitlines(), text
        assert "\nWarning:\n- Several gateways can be reached." in text, text


def test_one_gateway_that_is_reached_twice_is_one(home):
    def one(identity):
        def answer_so(peer, frame):
            own = ANSWERS["system-presence"][0] | identity
            peer.reply(frame, (ANSWERS | {"system-presence": [own]})[frame["method"]])
        return answer_so
    for other, codes in (("a", []), ("b", ["multiple_gateways"])):
        with FakeGateway(one({"instanceId": "a"})) as far, \
                FakeGateway(one({"instanceId": other})) as near:
            _, found = report(home, "--url", far.url, "--token", "t",
                              OPENCLAW_GATEWAY_PORT=str(near.port))
            tap.equal([warning["code"] for warning in found["warnings"]], codes)


def test_saved_secrets_are_not_sent_to_an_address_given_by_hand(home):
    home.write_config({"gateway": {"auth": {"token": "saved"}}})
    with FakeGateway(answer) as far, FakeGateway(answer) as near:
        report(home, "--url", far.url, OPENCLAW_GATEWAY_PORT=str(near.port))
        assert "auth" not in far.of("connect")[0]
        tap.equal(near.of("connect")[0]["auth"], {"token": "saved"})
    home.write_config({})


def test_the_configured_remote_is_looked_at_too(home):
    with FakeGateway(answer) as far, FakeGateway(answer) as near:
        home.write_config({"gateway": {"mode": "remote", "auth": {"token": "here"},
                                       "remote": {"url": far.url, "token": "there"}}})
        _, found = report(home, OPENCLAW_GATEWAY_PORT=str(near.port))
        tap.equal([(one["id"], one["active"]) for one in found["targets"]],
                  [("configRemote", True), ("localLoopback", False)])
        tap.equal([gateway.of("connect")[0]["auth"]["token"] for gateway in (far, near)],
                  ["there", "here"])
    home.write_config({})


def test_who_does_not_answer_costs_his_share_of_the_time(home):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = str(silent.getsockname()[1])
        start = time.monotonic()
        status, _ = report(home, OPENCLAW_GATEWAY_PORT=port)
        taken = time.monotonic() - start
        tap.equal(status, 1)
        assert 0.7 < taken < 2.5 * tap.FACTOR, taken
        _, found = report(home, "--timeout", "200", OPENCLAW_GATEWAY_PORT=port)
        assert found["durationMs"] < 700 * tap.FACTOR, found


def test_all_are_asked_at_the_same_time(home):
    def slow(params):
        time.sleep(0.4)  # of the 800 ms that one on this machine has
        return plain_hello(params)
    with FakeGateway(answer, slow) as one, FakeGateway(answer, slow) as two, \
            FakeGateway(answer, slow) as near:
        home.write_config({"gateway": {"remote": {"url": two.url, "token": "t"}}})
        _, found = report(home, "--url", one.url, "--token", "t",
                          "--timeout", str(int(700 * tap.FACTOR)),
                          OPENCLAW_GATEWAY_PORT=str(near.port))
        tap.equal([(target["id"], target["connect"]["ok"]) for target in found["targets"]],
                  [("explicit", True), ("configRemote", True), ("localLoopback", True)])
    home.write_config({})


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as source:
        return [int(word) for word in source.read().split()]


def runs(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as source:
            return source.read() != b""
    except OSError:
        return False


def waiting_probe(home, port):
    """One that waits for somebody silent, and the process of it that asks him."""
    process = home.start("gateway", "probe", "--json", "--timeout", "20000",
                         OPENCLAW_GATEWAY_PORT=str(port))
    deadline = time.monotonic() + 10 * tap.FACTOR
    while not children(process.pid) and time.monotonic() < deadline:
        time.sleep(0.005)
    asking, = children(process.pid)
    return process, asking


def test_one_that_fails_to_ask_does_not_take_the_others_with_it(home):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        process, asking = waiting_probe(home, silent.getsockname()[1])
        os.kill(asking, signal.SIGKILL)
        out, err = process.communicate(timeout=10 * tap.FACTOR)
        tap.equal((process.returncode, err), (1, b""))
        target, = json.loads(out)["targets"]
        tap.equal(target["connect"]["error"],
                  "no answer: the process that asked has ended before its time")


def test_nothing_of_a_probe_that_is_killed_is_left(home):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        process, asking = waiting_probe(home, silent.getsockname()[1])
        process.kill()
        process.communicate()
        deadline = time.monotonic() + 0.4  # before its own 800 ms are over
        while runs(asking) and time.monotonic() < deadline:
            time.sleep(0.005)
        assert not runs(asking)


def test_how_a_connection_ended_is_told(home):
    def strict(_params):
        raise Refusal("INVALID_REQUEST", "gateway token mismatch", "AUTH_TOKEN_MISMATCH")

    def gone(peer, _frame):
        peer.close(1012, "service restart")

    def ended(gateway):
        return report(home, **local(gateway))[1]["targets"][0]["connect"]["close"]

    with FakeGateway(answer, strict) as gateway:
        tap.equal(ended(gateway), {"code": 1008, "reason": "gateway token mismatch"})
    tap.equal(ended(gateway), {"code": 1006, "reason": ""})
    with FakeGateway(gone) as gateway:
        tap.equal(ended(gateway)["reason"], "service restart")
    with FakeGateway(answer) as gateway:
        tap.equal(ended(gateway), None)


def test_a_faulty_remote_does_not_hide_the_others(home):
    with FakeGateway() as gateway:
        home.write_config({"gateway": {"remote": {"url": "http://faulty"}}})
        outcome = home.run("gateway", "probe", "--json", "--token", "t",
                           OPENCLAW_GATEWAY_PORT=str(gateway.port))
        home.write_config({})
    targets = {one["id"]: one["connect"] for one in json.loads(outcome.out)["targets"]}
    tap.equal((targets["configRemote"]["ok"], targets["localLoopback"]["ok"]), (False, True))
    assert "Invalid gateway url 'http://faulty'" in targets["configRemote"]["error"], targets


def test_bad_values_are_refused(home):
    for words, text in ((["--timeout", "0"], "Invalid --timeout."),
                        (["--url", "http://x"], "Gateway probe failed: Invalid gateway url"),
                        (["--tls-fingerprint", "ab"],
                         "Gateway probe failed: Invalid --tls-fingerprint: ab"),
                        (["--tls-fingerprint", ""],
                         "Gateway probe failed: Invalid --tls-fingerprint: it is empty"),
                        (["--tls-fingerprint", "ab" * 32],
                         "Gateway probe failed: --tls-fingerprint is for the address of --url")):
        outcome = probe(home, *words)
        tap.equal((outcome.status, outcome.out), (1, ""))
        assert outcome.err.startswith(text), outcome.err


tap.main(globals(), Home)
