#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A `tailscale` that prints without end: it costs the gateway neither memory nor time.
import os
import time

from support import tap
from support.tailnet import Tailnet, alive, served, served_by_nobody, state

TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(pid):
    """How much of a processor's time it has used."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as source:
        fields = source.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@tap.timeout(30)
def test_a_claim_that_prints_without_end_stays_and_costs_little():
    with Tailnet() as net:
        net.set("flood-serve")
        with served(net) as gw:
            gw.await_log("serve enabled")
            held = net.claim()["pid"]
            time.sleep(0.5)
            used, size, flooded = seconds_of(gw.pid), gw.rss_kb(), seconds_of(held)
            time.sleep(3)
            used, size = seconds_of(gw.pid) - used, gw.rss_kb() - size
            assert used < 0.3 * tap.FACTOR, f"{used:.2f} s of 3"
            assert size < 2000 * tap.FACTOR, f"{size} kB more"
            assert seconds_of(held) - flooded < 1, "who prints it is made to wait"
            tap.equal(state(gw)["state"], "active")
            assert alive(held)
            gw.stop()
            assert not alive(held)


def test_an_answer_without_end_is_none():
    with Tailnet() as net:
        net.set("flood-version")
        with served(net) as gw:
            gw.await_log("serve failed: `tailscale version` printed too much to be an answer")
            net.wait(lambda: not alive(net.calls()[0]["pid"]), "it still runs")
            net.unset("flood-version")
            gw.await_log("serve enabled", seconds=10)


def test_one_of_roots_is_told_once_to_end():
    with Tailnet() as net:
        net.set("deny")
        net.set("flood-serve-status")
        with served_by_nobody(net) as gw:
            gw.await_log("serve failed: `tailscale serve status --json` printed too much")
            flood = next(one for one in net.calls() if one["root"])
            net.wait(lambda: not alive(flood["pid"]), "it still runs")
            mine = [line for line in net.by_sudo() if line.endswith(f" -{flood['group']}")]
            tap.equal(mine, [f"-n kill -9 -- -{flood['group']}"])
            net.unset("flood-serve-status")
            gw.await_log("serve enabled", seconds=10)


if __name__ == "__main__":
    tap.main(globals())
