#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The units for systemd: what they start exists, keeps its promises, and may do little else.
import contextlib
import os
import shutil
import signal
import socket
import subprocess

from installed import Installed, InstalledGateway, run
from support import tap

KINDS = ("system", "user")
# Of 100, as `systemd-analyze security` counts; a unit without any precaution has 96.
MOST_EXPOSED = 20


class World(Installed):
    def path(self, kind):
        return os.path.join(self.prefix, "lib", "systemd", kind, "openclaw-gateway.service")

    def unit(self, kind):
        """{section: [(key, value)...]}"""
        sections, section = {}, None
        with open(self.path(kind), encoding="utf-8") as source:
            for line in source.read().splitlines():
                if line.startswith("["):
                    section = sections.setdefault(line.strip("[]"), [])
                elif line and not line.startswith("#"):
                    section.append(tuple(line.split("=", 1)))
        return sections

    def service(self, kind):
        return dict(self.unit(kind)["Service"])

    def environment(self, kind):
        return dict(value.split("=", 1) for key, value in self.unit(kind)["Service"]
                    if key == "Environment")


class AsUnit(InstalledGateway):
    """The gateway as a unit starts it, with a socket for what it tells its supervisor."""

    def __init__(self, world, kind, **options):
        service = world.service(kind)
        own = {key: value for key, value in world.environment(kind).items()
               if key == "OPENCLAW_SERVICE_MARKER"}
        self._notify = os.path.join(world.folder, f"notify-{len(os.listdir(world.folder))}")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self._notify)
        self.socket.settimeout(10 * tap.FACTOR)
        watchdog = str(int(service["WatchdogSec"]) * 1000000)
        self._words = service["ExecStart"].split()
        super().__init__(world.program, env={
            **own, "NOTIFY_SOCKET": self._notify, "WATCHDOG_USEC": watchdog}, **options)

    def command(self):
        return [self._program, *self._words[1:], "--port", str(self.port)]

    def __exit__(self, *error):
        self.socket.close()
        return super().__exit__(*error)


def test_both_are_started_by_the_program_that_was_installed(world):
    for kind in KINDS:
        words = world.service(kind)["ExecStart"].split()
        tap.equal(world.root + words[0], world.program)
        tap.equal(words[1:3], ["gateway", "run"])


def test_they_tell_when_they_are_ready_and_end_in_time(world):
    for kind in KINDS:
        tap.equal(world.service(kind)["Type"], "notify")
        with AsUnit(world, kind, auth=None) as gw:
            said = ""
            while "READY=1" not in said:
                said += gw.socket.recv(4096).decode()
            gw.send_signal(signal.SIGTERM)
            tap.equal(gw.wait(int(world.service(kind)["TimeoutStopSec"])), 0)


def test_a_configuration_that_must_be_mended_is_not_tried_again(world):
    for kind in KINDS:
        gw = AsUnit(world, kind, config={"gateway": {"port": "nonsense"}})
        with contextlib.ExitStack() as ending:
            ending.push(gw.__exit__)
            status = gw.spawn().wait()
        tap.equal(str(status), world.service(kind)["RestartPreventExitStatus"])


def test_a_restart_that_was_asked_for_comes_back(world):
    for kind in KINDS:
        tap.equal(world.service(kind)["Restart"], "always")
        with AsUnit(world, kind) as gw:
            gw.send_signal(signal.SIGUSR1)
            tap.equal(gw.wait(), 0)


def test_the_system_unit_has_the_places_that_its_user_may_write(world):
    service, environment = world.service("system"), world.environment("system")
    state = f"/var/lib/{service['StateDirectory']}"
    tap.equal(environment["OPENCLAW_STATE_DIR"], state)
    tap.equal(environment["OPENCLAW_LOG_DIR"], f"/var/log/{service['LogsDirectory']}")
    tap.equal((service["StateDirectoryMode"], service["UMask"]), ("0700", "0077"))
    with open(os.path.join(world.prefix, "lib", "sysusers.d", "openclaw.conf"),
              encoding="utf-8") as source:
        users = [line.split() for line in source if not line.startswith("#")]
    tap.equal([(words[:2], words[-1]) for words in users], [(["u", service["User"]], state)])


def standing(world, kind):
    """A copy that names the program where it is, so that systemd finds it."""
    folder = os.path.join(world.folder, "units-" + kind)
    os.makedirs(folder, exist_ok=True)
    with open(world.path(kind), encoding="utf-8") as source:
        text = source.read()
    path = os.path.join(folder, "openclaw-gateway.service")
    with open(path, "w", encoding="utf-8") as out:
        out.write(text.replace("ExecStart=", "ExecStart=" + world.root))
    return path


def test_systemd_has_nothing_to_say_against_them(world):
    for kind in KINDS:
        done = subprocess.run(["systemd-analyze", f"--{kind}", "verify", "--man=no",
                               "--recursive-errors=no", standing(world, kind)],
                              capture_output=True, text=True, check=False,
                              env={**world.env, "XDG_RUNTIME_DIR": world.folder})
        tap.equal((done.returncode, done.stdout + done.stderr), (0, ""), kind)


def test_the_system_unit_may_do_little_else(world):
    run("systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}",
        standing(world, "system"))


if __name__ == "__main__":
    assert shutil.which("systemd-analyze"), "install the package systemd"
    tap.main(globals(), World)
