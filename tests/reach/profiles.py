#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Several gateways of one user on one machine, each a profile of its own.
import json
import os
import signal
import subprocess
import tempfile
import time

from support import httpc, tap
from support.gateway import binary, free_port

PROFILES = ("kitchen", "cellar", "dairy")
# One that nothing is configured for has a port of its own: the product's, outside of those that
# tests and the system give away.
OWN_PORT = {"dairy": 32764}


class House:
    """A home directory in which three gateways run."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="oc-profiles-")
        self.home = self._folder.name
        self.port = {name: OWN_PORT.get(name) or free_port() for name in PROFILES}
        self.process = {name: self.start(name) for name in PROFILES}
        for name in PROFILES:
            self.await_ready(name)
        return self

    def __exit__(self, *_error):
        for process in self.process.values():
            if process.poll() is None:
                process.kill()
            process.communicate()
        self._folder.cleanup()

    def environment(self, **more):
        env = {"PATH": "/usr/bin:/bin", "HOME": self.home, "LANG": "C.UTF-8",
               "TMPDIR": self.home, "OPENCLAW_DISABLE_BONJOUR": "1",
               "OPENCLAW_LOG_DIR": os.path.join(self.home, "log")}
        env.update((name, value) for name, value in os.environ.items()
                   if name.endswith("SAN_OPTIONS"))
        return env | more

    def state_dir(self, name):
        return os.path.join(self.home, ".openclaw-" + name)

    def start(self, name, **env):
        """The first start of a profile: it sets itself up, but for the port of some."""
        config = os.path.join(self.state_dir(name), "openclaw.json")
        if name not in OWN_PORT and not os.path.exists(config):
            os.makedirs(self.state_dir(name), mode=0o700, exist_ok=True)
            with open(config, "w", encoding="utf-8") as out:
                json.dump({"gateway": {"port": self.port[name]}}, out)
        return subprocess.Popen([binary(), "--profile", name, "gateway", "run",
                                 "--allow-unconfigured"],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=self.environment(**env), cwd=self.home)

    def await_ready(self, name):
        deadline = time.monotonic() + 10 * tap.FACTOR
        while time.monotonic() < deadline and self.process[name].poll() is None:
            try:
                if httpc.request(self.port[name], "/readyz", timeout=2).status == 200:
                    return
            except (OSError, AssertionError):
                time.sleep(0.01)
        raise AssertionError(f"{name} does not get ready")

    def run(self, name, *words, **env):
        return subprocess.run([binary(), "--profile", name, *words], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=20 * tap.FACTOR, check=False,
                              env=self.environment(**env), cwd=self.home)

    def status_of(self, name):
        outcome = self.run(name, "gateway", "call", "status", "--json")
        tap.equal((outcome.returncode, outcome.stderr), (0, ""), name)
        return json.loads(outcome.stdout)


def test_each_command_line_reaches_the_gateway_of_its_profile(house):
    for name in PROFILES:
        tap.equal(house.status_of(name)["pid"], house.process[name].pid)
        with open(os.path.join(house.state_dir(name), ".gateway.lock"), encoding="utf-8") as lock:
            holder = json.load(lock)
        tap.equal((holder["pid"], holder["port"]), (house.process[name].pid, house.port[name]))


def test_each_has_a_secret_of_its_own(house):
    tokens = set()
    for name in PROFILES:
        with open(os.path.join(house.state_dir(name), "openclaw.json"), encoding="utf-8") as source:
            tokens.add(json.load(source)["gateway"]["auth"]["token"])
    tap.equal(len(tokens), 3)
    outcome = house.run("kitchen", "gateway", "health",
                        OPENCLAW_GATEWAY_PORT=str(house.port["cellar"]))
    tap.equal(outcome.returncode, 1)
    assert "Sent was gateway.auth.token." in outcome.stderr, outcome.stderr


def test_whoever_wants_the_state_of_another_is_told_who_holds_it(house):
    thief = subprocess.run([binary(), "--profile", "thief", "gateway", "run", "--port",
                            str(free_port()), "--allow-unconfigured"], capture_output=True,
                           text=True, timeout=20 * tap.FACTOR, check=False, cwd=house.home,
                           env=house.environment(OPENCLAW_STATE_DIR=house.state_dir("kitchen")))
    assert thief.returncode != 0
    said = thief.stdout + thief.stderr
    assert f"pid {house.process['kitchen'].pid}" in said, said
    tap.equal(house.status_of("kitchen")["pid"], house.process["kitchen"].pid)


def test_a_second_gateway_of_the_same_profile_is_refused(house):
    again = house.run("cellar", "gateway", "run", "--port", str(free_port()))
    assert again.returncode != 0
    assert f"pid {house.process['cellar'].pid}" in again.stdout + again.stderr, again.stderr


def test_the_port_of_another_is_refused_in_words(house):
    outcome = house.run("fourth", "gateway", "run", "--allow-unconfigured", "--port",
                        str(house.port["dairy"]))
    assert outcome.returncode != 0
    said = outcome.stdout + outcome.stderr
    assert str(house.port["dairy"]) in said and "already" in said, said


def test_one_that_stops_and_starts_is_no_matter_to_the_others(house):
    others = {name: house.status_of(name)["pid"] for name in ("cellar", "dairy")}
    old = house.process["kitchen"]
    old.send_signal(signal.SIGTERM)
    old.communicate(timeout=10 * tap.FACTOR)
    tap.equal(old.returncode, 0)
    outcome = house.run("kitchen", "gateway", "health")
    assert "connect ECONNREFUSED" in outcome.stderr, outcome.stderr
    tap.equal({name: house.status_of(name)["pid"] for name in others}, others)
    house.process["kitchen"] = house.start("kitchen")
    house.await_ready("kitchen")
    tap.equal(house.status_of("kitchen")["pid"], house.process["kitchen"].pid)
    tap.equal({name: house.status_of(name)["pid"] for name in others}, others)


tap.main(globals(), House)
