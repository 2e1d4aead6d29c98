#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What a loaded plugin does wrong hurts the one who asked it, is named in the log, and nobody else
# notices.
from broken import gateway
from support import rpc, tap


def refusal(client, method, params=None):
    return tap.raises(rpc.RpcError, client.call, method, params or {}).error


def logged(gw, *texts):
    log = gw.log()
    for line in log.splitlines():
        if all(text in line for text in texts):
            return
    raise AssertionError(f"no line of the log has {texts!r}")


def rude():
    return gateway("rude", "thrower")


def test_the_first_of_two_answers_counts(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.twice"), "first")
        tap.equal(client.call("health")["ok"], True)
    logged(gw, "plugin rude called reply for a request it had answered")


def test_an_answer_that_is_no_json_is_not_sent(gw):
    with gw.connected() as client:
        error = refusal(client, "rude.no-json")
        tap.equal(error["code"], "UNAVAILABLE")
        assert "rude gave an answer that is no JSON" in error["message"], error
    logged(gw, "rude", "rude.no-json", "no JSON")


def test_an_event_that_is_no_json_is_refused(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.no-json-event"), -22)


def test_an_event_that_nobody_may_know_reaches_nobody(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.unknown-event"), 0)


def test_who_holds_the_loop_is_named(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.hold"), True)
    logged(gw, "watchdog", "plugin rude held the loop for 1", "ms in rude.hold")


def test_an_exception_out_of_a_method_fails_the_request(gw):
    with gw.connected() as client:
        error = refusal(client, "thrower.throw")
        tap.equal((error["code"], error["message"]),
                  ("UNAVAILABLE", "the plugin thrower failed"))
        tap.equal(client.call("health")["ok"], True)
    logged(gw, "plugin thrower threw an exception out of thrower.throw")


def test_another_thread_reaches_the_loop_by_post(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.post"), "posted")


def test_work_is_done_elsewhere_and_finished_here(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.work"), "worked")


def test_a_timer_may_cancel_itself(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.cancel"), "cancelled")
        tap.equal(client.call("rude.cancel"), "cancelled")


def test_a_plugin_may_ask_the_gateway(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.call")["ok"], True)
        error = refusal(client, "rude.call", {"unknown": True})
        tap.equal((error["code"], error["message"]),
                  ("INVALID_REQUEST", "unknown method: no.such.method"))


def test_the_scope_of_a_plugins_method_is_asked(gw):
    with gw.connected(scopes=[]) as client:
        tap.equal(refusal(client, "rude.twice")["details"]["missingScope"], "operator.read")


if __name__ == "__main__":
    tap.main(globals(), rude)
