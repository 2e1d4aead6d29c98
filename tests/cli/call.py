#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `gateway call`, `gateway health` and `gateway status` against a gateway whose words are known.
import json
import queue

from command_line import Home
from fake_gateway import FakeGateway
from support import tap

CLI_KB = 8 * 1024
HEALTH = {"channels": {"irc": {"connected": True}, "telegram": {"linked": True}, "x": {}},
          "sessions": {"count": 12}}
HELLO = {"type": "hello-ok", "protocol": 4, "server": {"version": "1.2.3", "connId": "c"},
         "snapshot": {"uptimeMs": 9_240_500, "health": HEALTH}}


def ask(home, answer, *arguments, hello=None):
    with FakeGateway(answer, hello or (lambda _params: HELLO)) as gateway:
        outcome = home.run(*arguments, OPENCLAW_GATEWAY_PORT=str(gateway.port),
                           OPENCLAW_GATEWAY_TOKEN="t")
        for peer in gateway.peers:
            assert peer.gone.wait(10), "the program has ended, its connection has not"
        return outcome, gateway


def test_call_prints_its_method_and_the_answer(home):
    def answer(peer, frame):
        peer.reply(frame, {"a": [1, {}], "b": "ü\n"})
    outcome, gateway = ask(home, answer, "gateway", "call", "some.method", "--params", '{"x":1}')
    tap.equal((outcome.status, outcome.err), (0, ""))
    tap.equal(outcome.out, 'Gateway call: some.method\n{\n  "a": [\n    1,\n    {}\n  ],\n'
                           '  "b": "\\u00fc\\n"\n}\n')
    tap.equal(gateway.of("some.method"), [{"x": 1}])
    outcome, gateway = ask(home, answer, "gateway", "call", "some.method")
    tap.equal(gateway.of("some.method"), [{}])


def test_call_as_json_prints_the_answer_alone_and_unchanged(home):
    def answer(peer, frame):
        peer.send(f'{{"ok":true,"payload":{{"n":12345678901234567890,"x":1.50}},"type":"res",'
                  f'"id":{json.dumps(frame["id"])}}}')
    outcome, _ = ask(home, answer, "gateway", "call", "m", "--json")
    tap.equal((outcome.status, outcome.out),
              (0, '{\n  "n": 12345678901234567890,\n  "x": 1.50\n}\n'))


def test_a_refusal_goes_to_stderr(home):
    def answer(peer, frame):
        peer.fail(frame, {"code": "INVALID_REQUEST", "message": "unknown method: m"})
    outcome, _ = ask(home, answer, "gateway", "call", "m", "--json")
    tap.equal((outcome.status, outcome.out, outcome.err),
              (1, "", "Gateway call failed: unknown method: m\n"))


def test_events_in_between_are_passed_over(home):
    def answer(peer, frame):
        peer.event("tick", {"ts": 1})
        peer.send("no json at all")
        peer.send({"type": "res", "id": "other", "ok": True, "payload": "wrong"})
        peer.reply(frame, "right")
    outcome, _ = ask(home, answer, "gateway", "call", "m", "--json")
    tap.equal((outcome.status, outcome.out), (0, '"right"\n'))


def test_the_first_answer_counts_unless_the_final_one_is_expected(home):
    def answer(peer, frame):
        peer.reply(frame, {"status": "accepted"})
        peer.reply(frame, {"status": "ok"})
    outcome, _ = ask(home, answer, "gateway", "call", "agent", "--json")
    tap.equal(json.loads(outcome.out), {"status": "accepted"})
    outcome, _ = ask(home, answer, "gateway", "call", "agent", "--json", "--expect-final")
    tap.equal(json.loads(outcome.out), {"status": "ok"})


def test_a_large_answer_arrives_whole(home):
    text = "x" * 3_000_000

    outcome, _ = ask(home, lambda peer, frame: peer.reply(frame, text), "gateway", "call", "m",
                     "--json")
    tap.equal((outcome.status, len(outcome.out)), (0, len(text) + 3))


@tap.timeout(60)
def test_an_answer_beyond_the_limit_is_refused(home):
    def answer(peer, frame):
        peer.reply(frame, "x" * (26 * 1024 * 1024))
    outcome, _ = ask(home, answer, "gateway", "call", "m", "--json")
    tap.equal((outcome.status, outcome.out, outcome.err),
              (1, "", "Gateway call failed: an answer of more than 25 MiB\n"))


def test_a_connection_that_ends_is_told_with_its_reason(home):
    outcome, _ = ask(home, lambda peer, _frame: peer.close(1012, "service restart"),
                     "gateway", "call", "m")
    tap.equal((outcome.status, outcome.err),
              (1, "Gateway call failed: gateway closed: service restart\n"))
    outcome, _ = ask(home, lambda peer, _frame: peer.sock.shutdown(2), "gateway", "call", "m")
    tap.equal((outcome.status, outcome.err), (1, "Gateway call failed: gateway closed (1006)\n"))


def test_no_answer_ends_at_the_timeout(home):
    outcome, _ = ask(home, lambda peer, frame: None, "gateway", "call", "m", "--timeout", "200")
    tap.equal((outcome.status, outcome.err),
              (1, "Gateway call failed: gateway timeout: no answer in time; --timeout allows for "
                  "more\n"))


def test_it_says_goodbye(home):
    _, gateway = ask(home, None, "gateway", "health")
    tap.equal(gateway.peers[0].close_code, 1000)


def test_health_says_ok_or_the_whole_answer(home):
    outcome, _ = ask(home, None, "gateway", "health")
    lines = outcome.out.splitlines()
    tap.equal((outcome.status, lines[0]), (0, "Gateway Health"))
    assert lines[1].startswith("OK (") and lines[1].endswith("ms)"), lines
    outcome, _ = ask(home, lambda peer, frame: peer.reply(frame, HEALTH), "gateway", "health",
                     "--json")
    tap.equal(json.loads(outcome.out), HEALTH)


def test_status_shows_what_the_gateway_says_of_itself(home):
    outcome, gateway = ask(home, None, "gateway", "status")
    tap.equal((outcome.status, outcome.err), (0, ""))
    tap.equal([frame["method"] for frame in gateway.requests], ["connect"])
    for line in ("Running: Yes", "Uptime: 2h 34m", "Channels: 2 connected", "Sessions: 12 active",
                 "Gateway version: 1.2.3", "Runtime: running", "RPC probe: ok",
                 f"Listening: 127.0.0.1:{gateway.port}"):
        assert line in outcome.out.splitlines(), f"no line {line!r} in\n{outcome.out}"


def test_status_as_json_has_the_same_facts(home):
    outcome, gateway = ask(home, None, "gateway", "status", "--json")
    facts = json.loads(outcome.out)
    tap.equal((facts["running"], facts["uptimeSeconds"]), (True, 9240))
    tap.equal((facts["channels"], facts["sessions"]), ({"connected": 2}, {"active": 12}))
    tap.equal((facts["rpc"]["ok"], facts["rpc"]["url"], facts["rpc"]["server"]),
              (True, gateway.url, {"version": "1.2.3", "connId": "c"}))
    tap.equal((facts["gateway"]["version"], facts["port"]["status"]), ("1.2.3", "busy"))


def test_status_needs_little_of_a_hello(home):
    outcome, _ = ask(home, None, "gateway", "status",
                     hello=lambda _params: {"type": "hello-ok", "protocol": 4})
    assert "RPC probe: ok" in outcome.out, outcome.out
    assert "Uptime" not in outcome.out


def test_status_that_requires_an_answer_calls_a_method(home):
    outcome, gateway = ask(home, None, "gateway", "status", "--require-rpc")
    tap.equal((outcome.status, [frame["method"] for frame in gateway.requests]),
              (0, ["connect", "health"]))
    outcome, _ = ask(home, lambda peer, frame: peer.fail(frame, {"code": "X", "message": "sick"}),
                     "gateway", "status", "--require-rpc")
    tap.equal(outcome.status, 1)
    assert "RPC probe: failed\n  sick\n" in outcome.out, outcome.out


def test_a_waiting_call_takes_little_memory(home):
    processes, peaks = queue.Queue(), queue.Queue()

    def answer(peer, frame):
        with open(f"/proc/{processes.get(timeout=10)}/status", encoding="ascii") as status:
            peaks.put(next(int(line.split()[1]) for line in status if line.startswith("VmHWM")))
        peer.reply(frame, {})
    with FakeGateway(answer) as gateway:
        with home.start("gateway", "call", "m", OPENCLAW_GATEWAY_TOKEN="t",
                        OPENCLAW_GATEWAY_PORT=str(gateway.port)) as process:
            processes.put(process.pid)
            process.communicate(timeout=10)
    peak = peaks.get(timeout=1)
    assert peak <= CLI_KB * tap.FACTOR, f"{peak} kB"  # sanitizers stretch memory as they do time


tap.main(globals(), Home)
