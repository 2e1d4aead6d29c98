#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A gateway that holds a route by `tailscale`, loses it and takes it again, under valgrind.
import os
import signal

from support import tap
from support.gateway import Gateway
from support.tailnet import SERVE, Tailnet

VALGRIND = ("valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=definite "
            "--errors-for-leak-kinds=definite")


@tap.timeout(240)
def test_what_it_runs_leaves_no_trace_in_memory():
    with Tailnet() as net:
        gw = Gateway(config=SERVE, env=net.env, wrap=VALGRIND).spawn()
        try:
            gw.await_log("serve enabled", seconds=120)
            os.kill(net.claim()["pid"], signal.SIGKILL)
            net.know("serve", {})
            gw.await_log("serve enabled", times=2, seconds=60)
            gw.stop()
        finally:
            gw.kill()
            gw.__exit__(None, None, None)


if __name__ == "__main__":
    tap.main(globals())
