#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The order in which plugins start, and what becomes of what they hold when they stop.
import signal
import time

from broken import gateway, plugins_of
from support import tap, ws


def order(gw):
    """Who said `was started`, in that order."""
    lines = [line for line in gw.log().splitlines() if "was started" in line]
    return [line.split("[", 1)[1].split("]")[0] for line in lines]


def test_who_is_named_in_after_starts_earlier():
    with gateway("a-later", "z-earlier") as gw:
        tap.equal(order(gw), ["z-earlier", "a-later"])


def test_a_circle_is_told_and_starts_all_the_same():
    with gateway("circle-a", "circle-b") as gw:
        tap.equal(sorted(order(gw)), ["circle-a", "circle-b"])
        assert "plugin circle-a waits, over others, for itself" in gw.log(), gw.log()


def test_what_is_left_behind_is_taken_back_and_named():
    with gateway("rude") as gw:
        with gw.connected() as client:
            asked = client.request("rude.never", {})
            client.call("health")
            gw.send_signal(signal.SIGTERM)
            tap.equal(tap.raises(ws.Closed, client.response, asked).code, 1012)
        tap.equal(gw.wait(10), 0, "exit status")
        assert "rude left behind: 1 timers or watches, 1 open requests" in gw.log(), gw.log()


def test_one_that_never_stops_is_named_and_not_waited_for():
    with gateway("never-stops") as gw:
        plugins_of(gw)
        began = time.monotonic()
        gw.send_signal(signal.SIGTERM)
        tap.equal(gw.wait(15), 0, "exit status")
        took = time.monotonic() - began
        assert took < 6 * tap.FACTOR, took
        assert "plugin never-stops has not stopped" in gw.log(), gw.log()


def test_work_that_takes_too_long_is_named_and_not_waited_for():
    with gateway("rude") as gw:
        with gw.connected() as client:
            client.call("rude.work-long")
        began = time.monotonic()
        gw.send_signal(signal.SIGTERM)
        tap.equal(gw.wait(15), 0, "exit status")
        assert time.monotonic() - began < 6 * tap.FACTOR
        assert "plugin rude has not stopped" in gw.log(), gw.log()


if __name__ == "__main__":
    tap.main(globals())
