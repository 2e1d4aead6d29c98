#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `agent --message`: the text as it comes, the outcome, and Ctrl-C.
import json
import signal
import threading

from command_line import Home
from fake_gateway import FakeGateway
from support import tap

ERROR = {"code": "UNAVAILABLE", "message": "the model is ill"}


def accept(peer, frame):
    peer.reply(frame, {"runId": frame["params"]["idempotencyKey"], "status": "accepted",
                       "sessionKey": "agent:main:main"})


def chat(peer, frame, text, state="delta", **more):
    message = {"role": "assistant", "content": [{"type": "text", "text": text}]}
    peer.event("chat", {"runId": frame["params"]["idempotencyKey"], "state": state,
                        "message": message, **more})


def finish(peer, frame, text="Hello there."):
    peer.reply(frame, {"runId": frame["params"]["idempotencyKey"], "status": "ok",
                       "result": {"payloads": [{"text": text}]}})


def say(home, answer, *arguments):
    with FakeGateway(answer) as gateway:
        outcome = home.run("agent", "--message", "hi", *arguments, OPENCLAW_GATEWAY_TOKEN="t",
                           OPENCLAW_GATEWAY_PORT=str(gateway.port))
        return outcome, gateway


def answer_plainly(peer, frame):
    accept(peer, frame)
    chat(peer, frame, "Hello")
    chat(peer, frame, "Hello there.")
    chat(peer, frame, "Hello there.", "final")
    finish(peer, frame)


def test_the_answer_is_printed_once_with_a_newline(home):
    outcome, _ = say(home, answer_plainly)
    tap.equal((outcome.status, outcome.out, outcome.err), (0, "Hello there.\n", ""))


def test_the_request_has_what_the_flags_say(home):
    _, gateway = say(home, answer_plainly, "--agent", "a", "--session-key", "k", "--thinking",
                     "high", "--timeout", "60")
    params = gateway.of("agent")[0]
    tap.equal(len(params.pop("idempotencyKey")), 36)
    tap.equal(params, {"message": "hi", "agentId": "a", "sessionKey": "k", "thinking": "high",
                       "deliver": False, "timeout": 60})
    tap.equal(gateway.of("connect")[0]["scopes"], ["operator.write"])


def test_a_session_by_its_id_needs_an_administrator(home):
    _, gateway = say(home, answer_plainly, "--session-id", "i")
    tap.equal(gateway.of("agent")[0]["sessionId"], "i")
    tap.equal(gateway.of("connect")[0]["scopes"], ["operator.admin"])


def test_the_text_is_there_before_the_end_of_the_run(home):
    seen = threading.Event()

    def answer(peer, frame):
        accept(peer, frame)
        chat(peer, frame, "Hello")
        assert seen.wait(10)
        finish(peer, frame, "Hello")
    with FakeGateway(answer) as gateway:
        with home.start("agent", "-m", "hi", OPENCLAW_GATEWAY_TOKEN="t",
                        OPENCLAW_GATEWAY_PORT=str(gateway.port)) as process:
            tap.equal(process.stdout.read1(100), b"Hello")
            seen.set()
            tap.equal(process.communicate(timeout=10)[0], b"\n")


def test_lost_deltas_leave_no_gap(home):
    def answer(peer, frame):
        accept(peer, frame)
        chat(peer, frame, "one", deltaText="one")
        chat(peer, frame, "one two three", deltaText=" three")
        chat(peer, frame, "one two")
        finish(peer, frame)
    tap.equal(say(home, answer)[0].out, "one two three\n")


def test_a_text_that_starts_over_begins_on_a_new_line(home):
    def answer(peer, frame):
        accept(peer, frame)
        chat(peer, frame, "Let me")
        chat(peer, frame, "Well:", replace=True)
        chat(peer, frame, "Well: no")
        finish(peer, frame)
    tap.equal(say(home, answer)[0].out, "Let me\nWell: no\n")


def test_the_runs_of_others_are_not_printed(home):
    def answer(peer, frame):
        accept(peer, frame)
        peer.event("chat", {"runId": "other", "state": "delta",
                            "message": {"content": [{"type": "text", "text": "secret"}]}})
        finish(peer, frame)
    tap.equal(say(home, answer)[0].out, "Hello there.\n")


def test_without_events_the_outcome_has_the_text(home):
    def answer(peer, frame):
        finish(peer, frame)
    tap.equal(say(home, answer)[0].out, "Hello there.\n")
    tap.equal(say(home, lambda peer, frame: peer.reply(frame, {"status": "ok"}))[0].out, "")


def test_json_prints_the_outcome_alone(home):
    outcome, _ = say(home, answer_plainly, "--json")
    outcome_json = json.loads(outcome.out)
    tap.equal((outcome.status, outcome_json["status"]), (0, "ok"))
    tap.equal(outcome_json["result"], {"payloads": [{"text": "Hello there."}]})


def test_a_failing_run_fails(home):
    def answer(peer, frame):
        accept(peer, frame)
        chat(peer, frame, "Well")
        peer.fail(frame, ERROR, payload={"status": "error"})
    outcome, _ = say(home, answer)
    tap.equal((outcome.status, outcome.out, outcome.err),
              (1, "Well\n", "Agent run failed: the model is ill\n"))


def test_a_refused_run_fails_without_output(home):
    outcome, _ = say(home, lambda peer, frame: peer.fail(frame, ERROR))
    tap.equal((outcome.status, outcome.out, outcome.err),
              (1, "", "Agent run failed: the model is ill\n"))


def test_a_lost_connection_fails(home):
    def answer(peer, frame):
        accept(peer, frame)
        chat(peer, frame, "Well")
        peer.close(1012, "service restart")
    outcome, _ = say(home, answer)
    tap.equal((outcome.status, outcome.out, outcome.err),
              (1, "Well\n", "Agent run failed: gateway closed: service restart\n"))


class Interrupted:
    """A run that is interrupted after its first text; `on_abort` answers chat.abort."""

    def __init__(self, home, on_abort):
        self._run = None

        def answer(peer, frame):
            if frame["method"] == "chat.abort":
                on_abort(peer, frame, self._run)
                return
            self._run = frame
            accept(peer, frame)
            chat(peer, frame, "Well")
        with FakeGateway(answer) as gateway:
            with home.start("agent", "-m", "hi", OPENCLAW_GATEWAY_TOKEN="t",
                            OPENCLAW_GATEWAY_PORT=str(gateway.port)) as process:
                tap.equal(process.stdout.read1(100), b"Well")
                process.send_signal(signal.SIGINT)
                self.out, self.err = process.communicate(timeout=15)
                self.status = process.returncode
            self.aborts = gateway.of("chat.abort")
            self.run_id = gateway.of("agent")[0]["idempotencyKey"]


def test_control_c_aborts_the_run(home):
    def on_abort(peer, frame, run):
        peer.reply(frame, {"ok": True, "aborted": True})
        peer.fail(run, {"code": "UNAVAILABLE", "message": "aborted"}, payload={"status": "error"})
    ended = Interrupted(home, on_abort)
    tap.equal(ended.aborts, [{"sessionKey": "agent:main:main", "runId": ended.run_id}])
    tap.equal((ended.status, ended.out, ended.err), (130, b"\n", b"Aborted.\n"))


def test_control_c_ends_the_command_even_when_nobody_answers(home):
    ended = Interrupted(home, lambda peer, frame, run: None)
    tap.equal((ended.status, ended.out, ended.err), (130, b"\n", b"Aborted.\n"))


tap.main(globals(), Home)
