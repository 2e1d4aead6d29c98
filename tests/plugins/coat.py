#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What the C++ coat promises: an exception ends at the boundary, and nothing that was given is lost.
import signal

from broken import gateway, plugins_of, so
from support import rpc, tap, ws

NO_ANSWER = ("UNAVAILABLE", "the plugin gave no answer")


def coat():
    return gateway("coat")


def failure(client, method):
    error = tap.raises(rpc.RpcError, client.call, method, {}).error
    return error["code"], error["message"]


def test_an_exception_out_of_a_handler_fails_its_request(gw):
    with gw.connected() as client:
        tap.equal(failure(client, "coat.throws"), NO_ANSWER)
        tap.equal(failure(client, "coat.throws-number"), NO_ANSWER)
        tap.equal(client.call("health")["ok"], True)
    gw.await_log("[coat] error: out of a handler")
    gw.await_log("[coat] error: an exception that is no std::exception")


def test_an_exception_behind_the_answer_changes_nothing(gw):
    with gw.connected() as client:
        tap.equal(client.call("coat.answers-then-throws"), 1)
    gw.await_log("[coat] error: behind an answer")


def test_a_request_that_is_dropped_fails_by_itself(gw):
    with gw.connected() as client:
        tap.equal(failure(client, "coat.drops"), NO_ANSWER)


def test_a_request_is_answered_once(gw):
    with gw.connected() as client:
        tap.equal(client.call("coat.answers-twice"), 1)
    assert "for a request it had answered" not in gw.log(), "the coat let it through"


def test_an_exception_out_of_a_timer_ends_there(gw):
    with gw.connected() as client:
        tap.equal(client.call("coat.throws-in-timer"), "thrown")
        tap.equal(client.call("health")["ok"], True)
    gw.await_log("[coat] error: out of a timer")


def test_a_timer_may_cancel_itself(gw):
    with gw.connected() as client:
        tap.equal(client.call("coat.cancels-in-timer"), "cancelled")


def test_an_exception_out_of_stop_does_not_keep_the_gateway():
    with coat() as gw:
        with gw.connected() as client:
            asked = client.request("coat.keeps", {})
            tap.equal(client.call("health")["ok"], True)
            gw.send_signal(signal.SIGTERM)
            tap.equal(tap.raises(ws.Closed, client.response, asked).code, 1012)
        tap.equal(gw.wait(), 0, "exit status")
        gw.await_log("[coat] error: out of stop")
        assert "has not stopped" not in gw.log(), gw.log()


def test_an_exception_at_birth_or_at_the_start_refuses_the_plugin():
    for name, step in (("coat-throws-at-birth", "init"), ("coat-throws-in-start", "start")):
        with gateway(name) as gw:
            error, = plugins_of(gw)["errors"]
            for text in (so(name), f"{step} failed", "Input/output error", "enabled to false"):
                assert text in error["message"], error
            tap.equal(gw.get("/healthz").status, 200)


if __name__ == "__main__":
    tap.main(globals(), coat)
