#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A `tailscale` that hangs: how long each of its steps may take. The waits are those of the limits,
# so they run side by side.
import os
import time

from support import tap
from support.gateway import Gateway
from support.tailnet import SERVE, Tailnet, alive


class Patience:
    """A gateway each for what hangs."""

    def __init__(self):
        self.running = {}

    def __enter__(self):
        for what in ("hang-version", "hang-status", "hang-serve", "disabled"):
            net = Tailnet()
            net.set(what)
            self.running[what] = net, Gateway(config=SERVE, env=net.env).start()
        return self

    def __exit__(self, *_):
        for net, gw in self.running.values():
            gw.__exit__(None, None, None)
            net.__exit__()
        return False


def test_a_program_that_hangs_is_killed_and_tried_again(all_of):
    net, gw = all_of.running["hang-version"]
    gw.await_log("serve failed: `tailscale version` gave no answer within 3 s; it is tried again")
    hung = net.calls()[0]["pid"]
    net.wait(lambda: not alive(hung), "it still runs")
    net.unset("hang-version")
    gw.await_log("serve enabled", seconds=8)


def test_a_daemon_that_does_not_answer_is_waited_for(all_of):
    net, gw = all_of.running["hang-status"]
    gw.await_log("waiting for the local Tailscale daemon (daemon not reachable)", seconds=7)
    net.unset("hang-status")
    gw.await_log("serve enabled", seconds=8)


@tap.timeout(30)
def test_the_end_does_not_wait_for_what_hangs(all_of):
    net, gw = all_of.running["hang-serve"]
    gw.await_log("`tailscale serve status --json` gave no answer within 5 s", seconds=10)
    before = len(net.calls())
    net.wait(lambda: len(net.calls()) >= before + 3, "it is not tried again", 10)
    begin = time.monotonic()
    gw.stop()
    assert time.monotonic() - begin < 2 * tap.FACTOR
    assert not alive(net.calls()[-1]["pid"])


@tap.timeout(40)
def test_a_claim_that_never_gets_ready_says_what_it_printed(all_of):
    net, gw = all_of.running["disabled"]
    gw.await_log("`tailscale serve` did not become ready within 15 s: Serve is not enabled on your "
                 "tailnet. To enable, visit: https://login.tailscale.com/f/serve", seconds=18)
    late = next(one for one in net.calls() if "--bg=false" in one["words"])
    while alive(late["pid"]):
        tap.equal(net.calls()[-1]["pid"], late["pid"], "nothing is begun before its end")
        time.sleep(0.01)
    net.wait(lambda: net.calls()[-1]["pid"] != late["pid"], "it is not tried again", 10)
    gw.stop()
    assert not any(alive(one["pid"]) for one in net.calls())


if __name__ == "__main__":
    tap.main(globals(), Patience)
