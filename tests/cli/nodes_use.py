#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `openclaw nodes invoke`, `run` and `notify`: a node that answers in the test.
import json
import threading

from command_line import Home
from fake_gateway import FakeGateway
from node_beside import Node, fails, gateway, reads, run, says
from support import tap
from support.device import Device

PLAN = {"argv": ["uname", "-a"], "cwd": None, "commandText": "uname -a", "agentId": "main",
        "sessionKey": None}
FREE = {"tools": {"exec": {"ask": "off", "security": "full"}}}
REVIEWER = {"client_id": "openclaw-macos", "mode": "ui", "caps": ["exec-approvals"],
            "scopes": ["operator.read", "operator.approvals", "operator.admin"]}
OPEN = {"security": "full", "ask": "off"}


def runner(outcome=None, defaults=None):
    """What a node host answers to the three commands of a run."""
    outcome = outcome or {"exitCode": 0, "stdout": "Linux desk\n", "stderr": "", "success": True}

    def reply(command, params):
        if command == "system.run.prepare":
            text = params.get("rawCommand") or " ".join(params["command"])
            return {"ok": True, "payload": {"plan": {**PLAN, "argv": params["command"],
                                                     "commandText": text,
                                                     "cwd": params.get("cwd")}}}
        if command == "system.execApprovals.get":
            return {"ok": True, "payload": {"path": "x", "exists": True, "hash": "h",
                                            "file": {"version": 1, "defaults": defaults or OPEN,
                                                     "agents": {}}}}
        return {"ok": True, "payloadJSON": json.dumps(outcome)}
    return reply


def ran(node):
    """The parameters of the last system.run."""
    return [params for command, params in node.asked if command == "system.run"][-1]


def test_a_command_of_a_node_is_executed_and_its_answer_printed():
    def reply(_command, params):
        return {"ok": True, "payload": {"got": params}}
    with gateway() as gw, Node(gw, reply) as one:
        answer = reads(gw, "invoke", "--node", "desk", "--command", "system.which", "--params",
                       '{"bins": ["uname"]}')
        tap.equal(answer, {"ok": True, "nodeId": one.id, "command": "system.which",
                           "payload": {"got": {"bins": ["uname"]}}, "payloadJSON": None})
        tap.equal(one.asked, [("system.which", {"bins": ["uname"]})])


def test_parameters_that_are_wrong_are_refused_before_anything_is_sent():
    which = ("invoke", "--node", "desk", "--command", "system.which")
    with gateway() as gw, Node(gw) as node:
        assert fails(gw, *which, "--params", "{bins").startswith(
            "nodes invoke failed: --params: invalid JSON at line 1 column 2: ")
        tap.equal(fails(gw, *which, "--params", "[1]"),
                  "nodes invoke failed: --params must be a JSON object, for example "
                  "'{\"title\":\"Hello\"}'\n")
        tap.equal(fails(gw, *which, "--invoke-timeout", "soon"),
                  "nodes invoke failed: Invalid --invoke-timeout. Use a whole number from 1 to "
                  "86400000, for example 15000.\n")
        assert "--command is needed" in fails(gw, "invoke", "--node", "desk")
        assert "--idempotency-key must not be empty" in fails(gw, *which, "--idempotency-key", "")
        tap.equal(node.asked, [])


def test_what_a_node_may_not_refuses_or_never_answers_is_told():
    def reply(_command, params):
        return None if params.get("hang") else {"ok": False, "error": {"code": "CAMERA_FAIL",
                                                                       "message": "no camera"}}
    with gateway() as gw, Node(gw, reply):
        which = ("invoke", "--node", "desk", "--command", "system.which")
        tap.equal(fails(gw, *which), "nodes invoke failed: CAMERA_FAIL: no camera\n")
        tap.equal(fails(gw, *which, "--params", '{"hang":1}', "--invoke-timeout", "300"),
                  "nodes invoke failed: TIMEOUT: node invoke timed out\n")
        tap.equal(fails(gw, "invoke", "--node", "desk", "--command", "foo.bar"),
                  'nodes invoke failed: node command not allowed: "foo.bar" is not in the '
                  'allowlist for platform "linux"\n')


def test_a_node_that_is_asleep_is_named():
    with gateway() as gw:
        with Node(gw):
            pass
        tap.equal(fails(gw, "invoke", "--node", "desk", "--command", "system.which"),
                  "nodes invoke failed: node not connected\n"
                  "desk is not connected; see: openclaw nodes status\n")


def test_a_notification_is_shown():
    with gateway() as gw, Node(gw) as node:
        tap.equal(says(gw, "notify", "--node", "desk", "--title", "Hi", "--priority", "active"),
                  "notify ok\n")
        tap.equal(node.asked, [("system.notify", {"title": "Hi", "body": "", "priority": "active",
                                                  "delivery": "system"})])
        tap.equal(fails(gw, "notify", "--node", "desk"),
                  "nodes notify failed: --title or --body is needed\n")


def test_a_command_is_run_and_what_it_prints_is_printed():
    with gateway(**FREE) as gw, Node(gw, runner()) as node:
        tap.equal(says(gw, "run", "--node", "desk", "--", "uname", "-a"), "Linux desk\n")
        tap.equal([command for command, _ in node.asked],
                  ["system.execApprovals.get", "system.run.prepare", "system.run"])
        tap.equal(node.asked[1][1], {"command": ["uname", "-a"], "agentId": "main"})
        params = ran(node)
        assert params.pop("runId")
        assert params.pop("systemRunPlan")["argv"] == ["uname", "-a"]
        tap.equal(params, {"command": ["uname", "-a"], "rawCommand": "uname -a", "agentId": "main",
                           "needsScreenRecording": False})


def test_where_and_with_what_it_is_run_is_passed_on():
    with gateway(**FREE) as gw, Node(gw, runner()) as node:
        says(gw, "run", "--node", "desk", "--raw", "echo $A, $B", "--cwd", "/srv", "--env", "A=1,2",
             "--env", "B=x=y", "--env", "C=", "--command-timeout", "700")
        shell = ["/bin/sh", "-lc", "echo $A, $B"]
        tap.equal(node.asked[1][1], {"command": shell, "rawCommand": "echo $A, $B", "cwd": "/srv",
                                     "agentId": "main"})
        params = ran(node)
        tap.equal((params["command"], params["cwd"], params["env"], params["timeoutMs"]),
                  (shell, "/srv", {"A": "1,2", "B": "x=y", "C": ""}, 700))


def test_what_a_node_does_not_prepare_is_run_where_nobody_has_to_be_asked():
    ready = runner()

    def reply(command, params):
        refusal = {"ok": False, "error": {"code": "INVALID_REQUEST", "message": "no script"}}
        return refusal if command == "system.run.prepare" else ready(command, params)
    run_it = ("run", "--node", "desk", "--raw", "a; b", "--cwd", "/srv")
    with gateway(**FREE) as gw, Node(gw, reply) as node:
        tap.equal(says(gw, *run_it), "Linux desk\n")
        params = ran(node)
        assert params.pop("runId")
        tap.equal(params, {"command": ["/bin/sh", "-lc", "a; b"], "rawCommand": "a; b",
                           "cwd": "/srv", "agentId": "main", "needsScreenRecording": False})
        tap.equal(fails(gw, *run_it, "--ask", "on-miss"),
                  "nodes run failed: INVALID_REQUEST: no script\n")


def test_a_run_ends_as_its_command_does():
    outcome = {"exitCode": 3, "stdout": "out\n", "stderr": "bad\n", "success": False}
    with gateway(**FREE) as gw, Node(gw, runner(outcome)):
        done = run(gw, "run", "--node", "desk", "false")
        tap.equal((done.returncode, done.stdout, done.stderr), (3, "out\n", "bad\nrun exit 3\n"))
        done = run(gw, "run", "--node", "desk", "--json", "false")
        tap.equal((done.returncode, json.loads(done.stdout)["payload"]), (3, outcome))
    with gateway(**FREE) as gw, Node(gw, runner({"timedOut": True, "success": False})):
        tap.equal(fails(gw, "run", "--node", "desk", "sleep"), "run timed out\n")
    with gateway(**FREE) as gw, Node(gw, runner({"success": False, "error": "ENOENT"})):
        tap.equal(fails(gw, "run", "--node", "desk", "lss"), "run failed: ENOENT\n")


def test_a_run_that_is_not_allowed_is_not_run():
    with gateway(**FREE) as gw, Node(gw, runner(defaults={"security": "deny"})) as node:
        tap.equal(fails(gw, "run", "--node", "desk", "ls"),
                  "nodes run failed: exec denied: security is deny, here or on the node\n")
        tap.equal(fails(gw, "run", "--node", "desk", "--security", "deny", "ls"),
                  "nodes run failed: exec denied: security is deny, here or on the node\n")
        assert "system.run" not in [command for command, _ in node.asked]


def decided(gw, decision):
    """Runs a command that somebody decides on: the outcome and what was asked."""
    seen = []

    def decide(owner):
        asked = owner.wait_event("exec.approval.requested", 10 * tap.FACTOR)["payload"]
        seen.append(asked["request"])
        owner.call("exec.approval.resolve", {"id": asked["id"], "decision": decision})
    with Device().connect(gw, **REVIEWER) as owner:
        thread = threading.Thread(target=decide, args=(owner,))
        thread.start()
        outcome = run(gw, "run", "--node", "desk", "ls")
        thread.join()
    return outcome, seen[0]


def test_a_run_asks_for_approval_and_somebody_may_say_no():
    with gateway() as gw, Node(gw, runner()) as node:
        outcome, request = decided(gw, "deny")
        tap.equal((outcome.returncode, outcome.stdout), (1, ""))
        told, why = outcome.stderr.splitlines()
        assert told.startswith("Asking for approval ("), told
        tap.equal(why, "nodes run failed: exec denied: somebody said no")
        tap.equal((request["command"], request["nodeId"], request["host"], request["ask"]),
                  ("ls", node.id, "node", "on-miss"))
        assert "system.run" not in [command for command, _ in node.asked]


def approving(asked, decision, fallback):
    """A gateway whose node wants to be asked, and where somebody decides behind an interim answer;
    `asked` takes what it is asked."""
    document = {"version": 1, "agents": {"*": {"askFallback": fallback}}}
    node = runner()

    def answer(peer, frame):
        method, params = frame["method"], frame["params"]
        asked.append((method, params))
        if method == "node.list":
            peer.reply(frame, {"nodes": [{"nodeId": "n1", "displayName": "desk"}]})
        elif method == "node.invoke":
            done = node(params["command"], params["params"])
            peer.reply(frame, {"ok": True, "payloadJSON": json.dumps(done["payload"])
                               if "payload" in done else done["payloadJSON"]})
        elif method == "exec.approvals.node.get":
            peer.reply(frame, {"file": document})
        else:
            peer.reply(frame, {"status": "accepted", "id": params["id"]})
            peer.reply(frame, {"id": params["id"], "decision": decision})
    return answer


def test_an_approval_goes_with_what_is_run():
    for decision, fallback, told in (("allow-once", "deny", "allow-once"),
                                     ("allow-always", "deny", "allow-always"),
                                     (None, "full", "allow-once"), (None, "allowlist", None)):
        asked = []
        with Home() as home, FakeGateway(approving(asked, decision, fallback)) as fake:
            outcome = home.run("nodes", "run", "--node", "desk", "--ask", "always", "ls",
                               OPENCLAW_GATEWAY_PORT=str(fake.port), OPENCLAW_GATEWAY_TOKEN="t")
        tap.equal((outcome.status, outcome.out), (0, "Linux desk\n"), outcome.err)
        request = next(params for method, params in asked if method == "exec.approval.request")
        tap.equal((request["host"], request["nodeId"], request["security"], request["ask"],
                   request["systemRunPlan"]["commandText"]),
                  ("node", "n1", "allowlist", "always", "ls"))
        params = asked[-1][1]["params"]
        tap.equal((params["approved"], params.get("approvalDecision"), params.get("runId")),
                  (told is not None, told, request["id"] if told else None))


def test_a_run_that_nobody_can_approve_is_told_so():
    with gateway() as gw, Node(gw, runner()):
        assert "exec denied: it needs approval, and nobody gave it." in fails(
            gw, "run", "--node", "desk", "ls")


def test_what_is_to_be_run_is_said_once():
    with gateway() as gw:
        for words, why in (((), "what is to be executed? Give a command, or --raw \"<command>\""),
                           (("--raw", "a", "b"), "use --raw or a command with its words, not both"),
                           (("--env", "A", "ls"), "Invalid --env. Use NAME=value, for example "
                                                  "--env LANG=C."),
                           (("--ask", "never", "ls"), "Invalid --ask. Use off, on-miss or always."),
                           (("--security", "x", "ls"),
                            "Invalid --security. Use deny, allowlist or full.")):
            tap.equal(fails(gw, "run", "--node", "desk", *words), f"nodes run failed: {why}\n")
        tap.equal(fails(gw, "run", "ls"),
                  "nodes run failed: --node is needed, or tools.exec.node in the configuration; "
                  "see: openclaw nodes status\n")


if __name__ == "__main__":
    tap.main(globals())
