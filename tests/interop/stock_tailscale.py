#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The official gateway takes the stand-in for `tailscale` for the real one, and asks it what this
# gateway asks, in the same order.
import contextlib
import json
import os
import re
import signal
import subprocess
import tempfile

from cli_table import Cli
from support import tap
from support.gateway import free_port
from support.tailnet import HOST, SERVE, Tailnet, alive, served

# It reads all of itself from the disk first.
START_SECONDS = 150


@contextlib.contextmanager
def stock_served(net):
    """An official gateway in mode serve on the tailnet's machine."""
    cli = Cli("stock")
    with tempfile.TemporaryDirectory(prefix="oc-stock-") as home:
        os.mkdir(os.path.join(home, ".openclaw"), 0o700)
        gateway = {"mode": "local", "port": free_port(), "bind": "loopback",
                   "auth": {"mode": "token", "token": "t"}, **SERVE["gateway"]}
        with open(os.path.join(home, ".openclaw", "openclaw.json"), "w", encoding="ascii") as out:
            json.dump({"gateway": gateway}, out)
        env = cli.environment(home)
        env["PATH"] = net.directory + ":" + env["PATH"]
        log = os.path.join(home, "log")
        with open(log, "wb") as out:
            process = subprocess.Popen(cli.command(["gateway", "run"]), env=env, stdout=out,
                                       stderr=subprocess.STDOUT, start_new_session=True)
        try:
            yield process, log
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def read(path):
    with open(path, encoding="utf-8", errors="replace") as source:
        return source.read()


def claiming(net):
    """The calls up to the claim, with the port of the front named alike."""
    words = net.words()
    claim = next(at for at, one in enumerate(words) if "--bg=false" in one)
    return [re.sub(r" \d+$", " PORT", one) for one in words[:claim + 1]]


@tap.timeout(2 * START_SECONDS)
def test_the_official_gateway_serves_by_the_stand_in_and_asks_what_this_one_asks():
    with Tailnet() as net, stock_served(net) as (process, log):
        net.wait(lambda: f"serve enabled: https://{HOST}/" in read(log),
                 "the official gateway does not serve", START_SECONDS)
        net.await_route()
        stock, held = claiming(net), net.claim()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30 * tap.FACTOR)
        net.await_no_route()
        assert not alive(held["pid"])
    with Tailnet() as net, served(net) as gw:
        gw.await_log("serve enabled")
        tap.equal(claiming(net), stock)


if __name__ == "__main__":
    tap.main(globals())
