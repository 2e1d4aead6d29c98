#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# 2,000 connects a second, of which half never say a word: the 200 who are in lose nothing, others
# still come in, and the memory comes back. OPENCLAW_FLOOD_SECONDS says how long it lasts.
import os
import threading
import time

from support import tap
from support.gateway import Gateway
from support.load import Load
from support.memory import Watch

SECONDS = float(os.environ.get("OPENCLAW_FLOOD_SECONDS", "5"))
RATE = 2000
RAISED = {"OPENCLAW_MAX_PREAUTH_CONNECTIONS_PER_IP": "4096"}
LIMIT = SECONDS * 4 + 110


class Visitors:
    """Come in one after the other, as an ordinary client would, until the end of the `with`."""

    def __init__(self, gw):
        self._gw = gw
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.came, self.failures = 0, []

    def _run(self):
        while not self._end.wait(0.1):
            try:
                answer = self._gw.get("/healthz", timeout=10 * tap.FACTOR)
                tap.equal(answer.status, 200)
                self.came += 1
            except (AssertionError, OSError) as error:
                self.failures.append(repr(error))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._end.set()
        self._thread.join()
        return False


def flood(gw, hold):
    """(figures of the load, memory, visitors) of one flood."""
    load = Load(gw, "flood", clients=200, rate=RATE, seconds=SECONDS, hold=hold)
    with load, Watch(gw) as memory, Visitors(gw) as visitors:
        figures = load.figures(SECONDS + 60 * tap.FACTOR)
    print("# " + ", ".join(f"{name} {value:g}" for name, value in figures.items()), flush=True)
    return figures, memory, visitors


def check(gw, hold):
    figures, memory, visitors = flood(gw, hold)
    tap.equal(figures["lost"], 0, "events that one of the 200 did not get")
    assert figures["total"] > RATE * SECONDS / 10 / tap.FACTOR, f"no flood: {figures}"
    tap.equal(visitors.failures, [], "others who came")
    assert visitors.came > SECONDS / tap.FACTOR, f"only {visitors.came} others were served"
    assert figures["events"] >= SECONDS / tap.FACTOR, figures
    memory.check_during()
    with gw.connected(timeout=10 * tap.FACTOR) as client:
        tap.equal(client.call("health")["ok"], True)
    memory.check_after()
    return figures


@tap.timeout(LIMIT)
def test_a_flood_in_which_half_say_hello_harms_nobody():
    with Gateway(env=RAISED) as gw:
        figures = check(gw, 0)
        assert figures["hellos"] > 0.2 * figures["total"] / tap.FACTOR, figures


@tap.timeout(LIMIT)
def test_a_flood_that_the_limit_of_an_address_keeps_out_harms_nobody():
    with Gateway() as gw:
        figures = check(gw, 1)
        assert figures["refused"] > 0.2 * figures["total"] / tap.FACTOR, figures


@tap.timeout(LIMIT)
def test_a_flood_in_which_all_fall_silent_harms_nobody():
    with Gateway(env=RAISED) as gw:
        figures = check(gw, 1)
        assert figures["greeted"] > 2000 / tap.FACTOR, figures


@tap.timeout(60)
def test_those_who_never_speak_make_room_for_those_who_do():
    with Gateway(wrap="prlimit --nofile=512:512") as gw:
        began = time.monotonic()
        with Load(gw, "flood", clients=10, rate=500, seconds=4) as load:
            while time.monotonic() < began + 4:
                with gw.connected() as client:
                    tap.equal(client.call("health")["ok"], True)
                time.sleep(0.1)
            figures = load.figures()
        tap.equal(figures["lost"], 0, "lost")
        assert figures["ended"] > 300, figures
        assert "cannot accept" not in gw.log(), "out of descriptors"


if __name__ == "__main__":
    tap.main(globals())
