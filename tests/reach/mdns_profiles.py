#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Several gateways of one host, each a profile of its own, as another host finds them by mDNS.
import contextlib
import json
import os
import subprocess
import tempfile

from support import tap
from support.announcing import found
from support.gateway import binary
from support.lan import Lan, await_true

PROFILES = ("a", "b", "c")
NAMES = {"gwhost (OpenClaw)", "gwhost (OpenClaw) (2)", "gwhost (OpenClaw) (3)"}


def state_dir(home, profile):
    return os.path.join(home, ".openclaw-" + profile)


@contextlib.contextmanager
def running(home, profile):
    """A gateway of this profile, all else its own; what it says is in a file of its name."""
    os.mkdir(state_dir(home, profile), mode=0o700)
    with open(os.path.join(state_dir(home, profile), "openclaw.json"), "w",
              encoding="utf-8") as out:
        json.dump({"gateway": {"mode": "local", "bind": "lan",
                               "auth": {"mode": "token", "token": "tok"}}}, out)
    env = {"PATH": "/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8", "TMPDIR": home,
           "OPENCLAW_DISABLE_BONJOUR": "0", "OPENCLAW_LOG_DIR": os.path.join(home, "log")}
    env.update((name, value) for name, value in os.environ.items()
               if name.endswith("SAN_OPTIONS"))
    with open(os.path.join(home, profile + ".log"), "wb") as log:
        process = subprocess.Popen([binary(), "--profile", profile, "gateway", "run"], env=env,
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=home)
    try:
        yield process
        process.terminate()
        tap.equal(process.wait(10 * tap.FACTOR), 0, "exit status of " + profile)
    finally:
        process.kill()
        process.wait()


def holder(home, profile):
    with open(os.path.join(state_dir(home, profile), ".gateway.lock"), encoding="utf-8") as lock:
        return json.load(lock)


def test_gateways_of_three_profiles_have_three_names_and_ports(lan):
    with tempfile.TemporaryDirectory() as home, lan["gwhost"].inside(), \
            contextlib.ExitStack() as stack:
        processes = [stack.enter_context(running(home, profile)) for profile in PROFILES]
        await_true(lambda: {one["name"] for one in found(lan["client1"])} == NAMES, "three names")
        seen = found(lan["client1"])
        holders = [holder(home, profile) for profile in PROFILES]
        tap.equal([one["pid"] for one in holders], [process.pid for process in processes])
        tap.equal(len({one["port"] for one in holders}), 3, "ports")
        tap.equal(sorted(one["port"] for one in seen), sorted(one["port"] for one in holders))
        for one in seen:
            tap.equal((one["host"], one["txt"]["gatewayPort"]), ("gwhost.local", str(one["port"])))


tap.main(globals(), lambda: Lan("gwhost", "client1", avahi=["gwhost", "client1"]))
