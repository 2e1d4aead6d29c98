#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A command is done within milliseconds, and opens no plugin.
import glob
import os
import time

from command_line import Home
from fake_gateway import FakeGateway
from support import tap

OFFLINE = (["--version"], ["--help"], ["config", "file"], ["config", "validate"],
           ["plugins", "list"], ["gateway", "status", "--no-probe", "--json"])
ONLINE = (["gateway", "health"], ["gateway", "status"], ["gateway", "probe"], ["status"],
          ["cron", "list"], ["models", "list"])
LIMIT = 0.1 * tap.FACTOR


def opened(home, *arguments, **env):
    """The shared objects that the program asked for, as the dynamic linker tells."""
    trace = os.path.join(home.path, "linker")
    home.run(*arguments, LD_DEBUG="files", LD_DEBUG_OUTPUT=trace, **env)
    names = set()
    for path in glob.glob(trace + ".*"):
        with open(path, encoding="utf-8") as source:
            names |= {line.split("file=")[1].split(" ")[0] for line in source if "file=" in line}
        os.unlink(path)
    assert any("libc.so" in name for name in names), "the linker told nothing"
    return names


def best_of(home, *arguments, **env):
    times = []
    for _ in range(8):
        start = time.monotonic()
        home.run(*arguments, **env)
        times.append(time.monotonic() - start)
    return min(times)


def check(home, commands, **env):
    for words in commands:
        plugins = [name for name in opened(home, *words, **env)
                   if "/plugins/" in name or "libcurl" in name]
        tap.equal(plugins, [], f"{words}")
        taken = best_of(home, *words, **env)
        assert taken < LIMIT, f"{words} took {taken * 1000:.0f} ms"


def test_what_asks_nobody_is_quick(home):
    home.write_config({"gateway": {"mode": "local"}})
    check(home, OFFLINE)


def test_what_asks_a_gateway_is_quick(home):
    with FakeGateway() as gateway:
        check(home, ONLINE, OPENCLAW_GATEWAY_PORT=str(gateway.port), OPENCLAW_GATEWAY_TOKEN="t")


tap.main(globals(), Home)
