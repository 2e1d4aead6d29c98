#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What the plugin lacks it looks for again, and not often. The log tells the same only once, so that
# it is counted what is asked of the kernel and of D-Bus.
import contextlib
import ctypes
import re
import subprocess
import tempfile
import time

from support import proc, tap
from support.announcing import announcing, await_found, await_state
from support.lan import Lan, await_true

IDLE_SECONDS = 4
LIBRARY = "libavahi-client.so.3"


@contextlib.contextmanager
def counted(call, word):
    """A gateway that announces, and a function: the times of its calls that have the word."""
    with tempfile.NamedTemporaryFile(suffix=".strace") as out:
        # As a grandchild strace leaves the signals to the gateway.
        with announcing(wrap=f"strace -D -f -qq -ttt -e trace={call} -o {out.name}") as gw:
            def times():
                with open(out.name, encoding="utf-8", errors="replace") as source:
                    return [float(line.split()[1]) for line in source if word in line]
            yield gw, times


def assert_calm(times):
    """One attempt, the next after a second, the third after two more."""
    await_true(lambda: len(times()) >= 3, "a third attempt", 15)
    pauses = [after - before for before, after in zip(times(), times()[1:])]
    assert all(pause > 0.9 * 2 ** at for at, pause in enumerate(pauses)), pauses


@tap.timeout(60)
def test_a_bus_that_is_absent_is_looked_for_at_pauses_that_grow(lan):
    host = lan["gwhost"]
    with host.inside(), counted("connect", "system_bus_socket") as (gw, times):
        tap.equal(await_state(gw, "waiting")["reason"], "D-Bus is not running")
        assert_calm(times)
        host.start_avahi()
        await_found(lan["client1"], gw.port, seconds=20)


@contextlib.contextmanager
def hidden(path):
    """The file cannot be loaded on this host meanwhile."""
    subprocess.run(["mount", "--bind", "/dev/null", path], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", path], check=True)


def library():
    ctypes.CDLL(LIBRARY)
    with open("/proc/self/maps", encoding="utf-8") as maps:
        return re.search(rf"/\S+/{re.escape(LIBRARY)}\S*", maps.read()).group()


@tap.timeout(60)
def test_without_libavahi_it_says_so_serves_and_looks_again_at_pauses_that_grow(lan):
    host = lan["gwhost"]
    host.start_avahi()
    with host.inside(), contextlib.ExitStack() as hiding:
        hiding.enter_context(hidden(library()))
        with counted("openat", LIBRARY) as (gw, times):
            why = await_state(gw, "waiting")["reason"]
            assert why.startswith("there is no libavahi-client on this machine; install it"), why
            assert_calm(times)
            tap.equal(gw.get("/readyz").status, 200)
            tap.equal([line.split("bonjour: ")[1] for line in gw.log().splitlines()
                       if "bonjour: " in line], ["not announced: " + why])
            hiding.close()
            await_found(lan["client1"], gw.port, seconds=20)


@tap.timeout(40)
def test_a_bus_without_avahi_is_asked_once(lan):
    host = lan["gwhost"]
    host.start_avahi()
    host.stop("avahi")
    bus = host.pid("dbus")
    before = proc.wakeups(bus)
    with host.inside(), announcing() as gw:
        tap.equal(await_state(gw, "waiting")["reason"], "avahi-daemon is not running")
        asked = proc.wakeups(bus)
        assert asked > before, "the bus was not asked"
        own, spent = proc.wakeups(gw.pid), proc.cpu_seconds(gw.pid)
        time.sleep(IDLE_SECONDS)
        asked = proc.wakeups(bus) - asked
        own, spent = proc.wakeups(gw.pid) - own, proc.cpu_seconds(gw.pid) - spent
        assert asked < 5, asked
        assert own < 15 * IDLE_SECONDS, own
        assert spent < 0.1 * IDLE_SECONDS, spent


tap.main(globals(), lambda: Lan("gwhost", "client1", avahi=["client1"]))
