#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The commands beside the real gateway, as somebody would use them on one machine.
import json
import subprocess

from support import tap
from support.gateway import Gateway, binary


def run(gw, *arguments, **env):
    environment = gw.environment() | {"OPENCLAW_GATEWAY_PORT": str(gw.port)} | env
    return subprocess.run([binary(), *arguments], env=environment, capture_output=True, text=True,
                          timeout=15 * tap.FACTOR, check=False)


def test_health_says_ok(gw):
    outcome = run(gw, "gateway", "health")
    tap.equal((outcome.returncode, outcome.stderr), (0, ""))
    assert outcome.stdout.startswith("Gateway Health\nOK ("), outcome.stdout


def test_call_health_as_json_is_the_snapshot(gw):
    outcome = run(gw, "gateway", "call", "health", "--json")
    tap.equal((outcome.returncode, json.loads(outcome.stdout)["ok"]), (0, True))


def test_an_unknown_method_fails(gw):
    outcome = run(gw, "gateway", "call", "no.such.method")
    tap.equal((outcome.returncode, outcome.stderr),
              (1, "Gateway call failed: unknown method: no.such.method\n"))


def test_a_wrong_token_is_explained(gw):
    outcome = run(gw, "gateway", "health", "--token", "wrong")
    tap.equal(outcome.returncode, 1)
    assert "gateway token mismatch" in outcome.stderr, outcome.stderr
    for text in (f"not the one of the gateway at ws://127.0.0.1:{gw.port}.\nSent was --token.\n",
                 "gateway.auth.token holds another one"):
        assert text in outcome.stderr, outcome.stderr


def test_status_knows_the_process(gw):
    outcome = run(gw, "gateway", "status")
    tap.equal((outcome.returncode, outcome.stderr), (0, ""))
    for line in ("Running: Yes", f"PID: {gw.pid}", f"Runtime: running (pid {gw.pid})",
                 "RPC probe: ok", f"Listening: 127.0.0.1:{gw.port}, [::1]:{gw.port}"):
        assert line in outcome.stdout.splitlines(), f"no line {line!r} in\n{outcome.stdout}"
    facts = json.loads(run(gw, "gateway", "status", "--json").stdout)
    tap.equal((facts["pid"], facts["rpc"]["ok"]), (gw.pid, True))
    tap.equal({row["pid"] for row in facts["port"]["listeners"]}, {gw.pid})


def test_status_that_requires_an_answer_gets_it(gw):
    tap.equal(run(gw, "gateway", "status", "--require-rpc").returncode, 0)


def test_a_probe_reads_what_the_gateway_says(gw):
    outcome = run(gw, "gateway", "probe")
    tap.equal((outcome.returncode, outcome.stderr), (0, ""))
    for text in ("Reachable: yes", "ms) · RPC: ok", "  Gateway: ", "  Sessions: ", "  Config: "):
        assert text in outcome.stdout, outcome.stdout
    target, = json.loads(run(gw, "gateway", "probe", "--json").stdout)["targets"]
    tap.equal((target["self"]["version"], target["summary"]["pid"], target["config"]["valid"]),
              (target["server"]["version"], gw.pid, True))


def test_an_agent_answers(gw):
    outcome = run(gw, "agent", "--message", "hello over there")
    tap.equal((outcome.returncode, outcome.stderr), (0, ""))
    assert "hello over there" in outcome.stdout, outcome.stdout
    assert outcome.stdout.endswith("\n")


def test_a_gateway_without_a_secret_lets_the_command_line_in(gw):
    with Gateway(auth="none") as other:
        tap.equal(run(other, "gateway", "health").returncode, 0)
        assert "RPC probe: ok" in run(other, "gateway", "status").stdout


tap.main(globals(), Gateway)
