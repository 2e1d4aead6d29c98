#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The official client when one side is slow, silent or stopped: its watchdogs and time limits.
import contextlib
import os
import signal
import time

from sdk_client import RequestFailed, Sdk, converse
from support import tap
from support.gateway import Gateway
from support.held_up import held_up

TICK_SECONDS = 30
ROW_BYTES = 100_000


@contextlib.contextmanager
def stopped(pid):
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_request_has_a_time_limit_and_its_late_answer_harms_nobody():
    with Gateway() as gateway, Sdk(gateway) as sdk:
        sdk.said("hello")
        with stopped(gateway.process.pid):
            late = sdk.send("health", timeoutMs=300)
            error = tap.raises(RequestFailed, sdk.result, late).error
            tap.equal((error["name"], error["message"]),
                      ("GatewayClientRequestTimeoutError",
                       "gateway request timeout for health"))
        tap.equal(sdk.request("health")["ok"], True)
        sdk.never("closed")


def test_an_answer_that_takes_long_is_waited_for_without_a_limit():
    with Gateway() as gateway, Sdk(gateway, requestTimeoutMs=300) as sdk:
        sdk.said("hello")
        waiting = sdk.send("agent.wait", {"runId": "later", "timeoutMs": 10_000}, timeoutMs=None)
        time.sleep(0.6)
        sdk.request("chat.send", {"sessionKey": "main", "message": "x", "idempotencyKey": "later"})
        tap.equal(sdk.result(waiting)["status"], "ok")


def test_a_gateway_that_is_busy_is_waited_for():
    with Gateway() as gateway, stopped(gateway.process.pid):
        with Sdk(gateway) as sdk:
            time.sleep(1)
            sdk.never("connectError")
            os.kill(gateway.process.pid, signal.SIGCONT)
            sdk.said("hello", 30)
            tap.equal(sdk.request("health")["ok"], True)


def test_a_gateway_that_is_starting_is_asked_again_until_it_is_ready():
    """Node is up before the gateway, which does not wait for its database much longer."""
    with Gateway() as nobody, Sdk(nobody) as sdk:
        sdk.said("hello")
        sdk.stop()
        tap.equal(sdk.said("closed")["code"], 1005)
        with held_up() as (gateway, holder):
            sdk.again(gateway, token=gateway.token, notifyOnStartupRetry=True)
            tap.equal(sdk.said("closed", 2), {"code": 1013, "reason": "gateway starting"})
            sdk.never("hello")
            holder.close()
            sdk.said("hello")
            sdk.never("connectError")
            sdk.never("paused")
            tap.equal(sdk.request("health")["ok"], True)
            sdk.stop()


def test_a_gateway_that_stopped_ticking_is_left_and_found_again():
    with Gateway() as gateway, Sdk(gateway, tickWatchTimeoutMs=5000) as sdk:
        sdk.said("hello")
        with stopped(gateway.process.pid):
            # It asks for 4000, and gives up 30 s later when that is not answered either.
            closed = sdk.said("closed", 2 * TICK_SECONDS + 15)
            assert closed["code"] in (4000, 1006), closed
        sdk.said("hello", 30)
        tap.equal(converse(sdk, "back", "k-tick")[-1]["state"], "final")


test_a_gateway_that_stopped_ticking_is_left_and_found_again.tap_timeout = 120


def test_a_gateway_that_ticks_is_never_left():
    with Gateway() as gateway, Sdk(gateway, tickWatchTimeoutMs=(TICK_SECONDS + 5) * 1000) as sdk:
        sdk.said("hello")
        for _ in range(2):
            assert sdk.event("tick", seconds=TICK_SECONDS + 5)["ts"] > 0
        sdk.never("closed")
        sdk.never("gap")


test_a_gateway_that_ticks_is_never_left.tap_timeout = 90


def announce(client, number):
    client.call("system-event", {"text": "Node: " + "n" * ROW_BYTES,
                                 "deviceId": f"d-{number % 20}"})


def test_a_client_that_fell_behind_is_told_by_a_gap_and_keeps_its_connection():
    """Presence is a whole list each time and may be left out: far more of it than is kept for
    anybody, while the client looks away."""
    with Gateway() as gateway, Sdk(gateway, scopes=["operator.read"]) as sdk, \
            gateway.connected(timeout=20) as speaker:
        sdk.said("hello")
        with stopped(sdk.process.pid):
            for number in range(80):
                announce(speaker, number)
        deadline = time.monotonic() + 20 * tap.FACTOR
        while not sdk.has("gap"):
            assert time.monotonic() < deadline, "no gap"
            announce(speaker, 0)
            time.sleep(0.2)
        gap = sdk.said("gap")
        assert gap["received"] > gap["expected"], gap
        tap.equal(sdk.request("health")["ok"], True)
        sdk.never("closed")


if __name__ == "__main__":
    tap.main(globals())
