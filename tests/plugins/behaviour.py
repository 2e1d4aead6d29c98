#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What a loaded plugin does wrong hurts the one who asked it, is named in the log, and nobody else
# notices.
import re
import select
import time

from broken import gateway, so
from support import rpc, tap


def refusal(client, method, params=None):
    return tap.raises(rpc.RpcError, client.call, method, params or {}).error


def times(gw, plugin, callback, end=""):
    """The milliseconds that the watchdog told of a callback; `end` is the end of its line."""
    return [int(ms) for ms in re.findall(
        rf"plugin {plugin} (?:has )?held the loop for (\d+) ms in {callback}{end}\n", gw.log())]


NO_RETURN = " and has not returned"


def rude():
    return gateway("rude", "holder", "thrower", "stray", "rival-a", "rival-b")


def test_the_first_of_two_answers_counts(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.twice"), "first")
        tap.equal(client.call("health")["ok"], True)
    gw.await_log("plugin rude called reply for a request it had answered")


def test_an_answer_that_is_no_json_is_not_sent(gw):
    with gw.connected() as client:
        error = refusal(client, "rude.no-json")
        tap.equal(error["code"], "UNAVAILABLE")
        assert "rude gave an answer that is no JSON" in error["message"], error
    gw.await_log("rude", "rude.no-json", "no JSON")


def test_an_event_that_is_no_json_is_refused(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.no-json-event"), -22)


def test_an_event_that_nobody_may_know_reaches_nobody(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.unknown-event"), 0)


def test_an_event_for_a_scope_that_nobody_has_reaches_nobody(gw):
    with gw.connected(scopes=["operator.read"]) as client:
        tap.equal(client.call("rude.unknown-scope"), 0)
        tap.equal(client.call("rude.known-scope"), 1)


def test_an_answer_long_after_the_answer_is_dropped(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.late-twice"), "early")
        time.sleep(0.05 * tap.FACTOR)
        tap.equal(client.call("health")["ok"], True)
    tap.equal(gw.log().count("plugin rude called reply for a request it had answered"), 2)


def test_nonsense_is_refused(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.nonsense"), 11)


def test_another_thread_may_log_and_post_and_nothing_else(gw):
    with gw.connected() as client:
        tap.equal(client.call("stray.call"), 0)
    for call in ("timer", "watch", "work", "publish", "call", "snapshot", "find", "each",
                 "interim", "fail", "reply"):
        gw.await_log(f"plugin stray called {call} on another thread", "go through post()")
    gw.await_log("[stray]", "logged elsewhere")


def test_of_two_who_serve_one_interface_the_first_is_asked(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.find"), True)
        tap.equal(client.call("rude.find"), True)
    gw.await_log("oc.test/1 is served by", so("rival-a"), so("rival-b"), "only the first is asked",
                 "plugins.entries.rival-b.enabled to false")
    told = [line for line in gw.log().splitlines() if "oc.test/1" in line]
    tap.equal(len(told), 1, "lines about it")


def test_who_asked_and_left_is_told(gw):
    with gw.connected() as client:
        client.call("rude.keep-briefly")
        client.request("rude.keep")
        client.request("rude.keep")
        client.call("health")
    with gw.connected() as client:
        deadline = time.monotonic() + 5 * tap.FACTOR
        while client.call("rude.count-gone") < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        tap.equal(client.call("rude.count-gone"), 2)


def test_who_holds_the_loop_is_named(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.hold"), True)
    gw.await_log("watchdog", "plugin rude held the loop for 1", "ms in rude.hold")


def test_who_does_not_return_is_named_before_it_does(gw):
    with gw.connected() as client:
        asked = client.request("rude.hold-long")
        gw.await_log("plugin rude has held", "ms in rude.hold-long" + NO_RETURN)
        tap.equal(select.select([client.socket.sock], [], [], 0)[0], [], "the answer")
        tap.equal(client.response(asked, 5 * tap.FACTOR)["ok"], True)
        tap.equal(client.call("health")["ok"], True)
    early, = times(gw, "rude", "rude.hold-long", NO_RETURN)
    late, = times(gw, "rude", "rude.hold-long")
    assert 1000 <= early < late and late >= 1600, (early, late)


def test_who_calls_another_plugin_is_not_blamed_for_it(gw):
    with gw.connected() as client:
        before = len(times(gw, "holder", "holder.hold"))
        tap.equal(client.call("rude.call-holder"), True)
        client.call("health")
    held = times(gw, "holder", "holder.hold")[before:]
    assert len(held) == 1 and held[0] >= 120, held
    blamed = times(gw, "rude", "rude.call-holder")
    assert all(ms < 120 for ms in blamed), blamed


def test_of_two_who_do_not_return_the_one_who_was_called_is_named(gw):
    with gw.connected() as client:
        tap.equal(client.call("rude.call-holder", {"long": True}, 5 * tap.FACTOR), True)
        client.call("health")
    tap.equal(len(times(gw, "holder", "holder.hold-long", NO_RETURN)), 1, "lines of the callee")
    tap.equal(times(gw, "rude", "rude.call-holder", NO_RETURN), [], "lines of the caller")
    blamed = times(gw, "rude", "rude.call-holder")
    assert all(ms < 1000 for ms in blamed), blamed


def test_an_exception_out_of_a_method_fails_the_request(gw):
    with gw.connected() as client:
        error = refusal(client, "thrower.throw")
        tap.equal((error["code"], error["message"]),
                  ("UNAVAILABLE", "the plugin thrower failed"))
        tap.equal(client.call("health")["ok"], True)
    gw.await_log("plugin thrower threw an exception out of thrower.throw")


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
