#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `gateway run --dev` and `--reset`: what they make, what they wipe, and what they leave alone.
import contextlib
import json
import os
import signal
import time

from support import tap
from support.gateway import Gateway


class DevGateway(Gateway):
    def __init__(self, *args, env=None, **options):
        super().__init__(auth=None, args=["--dev", *args],
                         env={"OPENCLAW_STATE_DIR": None} | (env or {}), **options)
        self.dev_dir = os.path.join(self.home, ".openclaw-dev")

    def command(self):
        return [word for word in super().command() if word != "--allow-unconfigured"]

    def path(self, *names):
        return os.path.join(self.dev_dir, *names)

    def write(self, text, *names):
        os.makedirs(os.path.dirname(self.path(*names)), exist_ok=True)
        with open(self.path(*names), "w", encoding="utf-8") as out:
            out.write(text)

    def written(self, *names):
        with open(self.path(*names), encoding="utf-8") as source:
            return source.read()

    def connected(self, **options):
        token = json.loads(self.written("openclaw.json"))["gateway"]["auth"]["token"]
        return super().connected(token=token, **options)

    def sessions(self):
        with self.connected() as client:
            return client.call("status")["sessions"]["count"]


def reset(first, **options):
    return DevGateway("--reset", home=first.home, port=first.port, **options)


@contextlib.contextmanager
def used():
    """A profile in which somebody has worked, and its stopped gateway."""
    with DevGateway() as gw:
        with gw.connected() as client:
            client.agent("remember me", 10)
        tap.equal(gw.sessions(), 1)
        gw.write("mine", "workspace", "AGENTS.md")
        gw.write("KEPT=1", ".env")
        gw.write("{}", "credentials", "deep", "down", "oauth.json")
        gw.stop()
        yield gw


def refusal(gw, *texts):
    gw.spawn()
    tap.equal(gw.wait(10), 1, "exit status")
    for text in texts:
        assert text in gw.log(), gw.log()


def test_the_first_start_makes_a_config_and_a_workspace():
    with DevGateway() as gw:
        config = json.loads(gw.written("openclaw.json"))
        tap.equal((config["gateway"]["mode"], config["gateway"]["bind"]), ("local", "loopback"))
        tap.equal(config["agents"]["defaults"],
                  {"workspace": gw.path("workspace"), "skipBootstrap": True})
        assert "AGENTS.md" in os.listdir(gw.path("workspace"))
        assert "BOOTSTRAP.md" not in os.listdir(gw.path("workspace"))
        for text in ("Dev config ready: ~/.openclaw-dev/openclaw.json",
                     "Dev workspace ready: ~/.openclaw-dev/workspace"):
            assert text in gw.log(), gw.log()
        tap.equal(os.stat(gw.path("openclaw.json")).st_mode & 0o777, 0o600)


def test_another_profile_is_not_read():
    gw = DevGateway()
    os.mkdir(os.path.join(gw.home, ".openclaw"))
    with open(os.path.join(gw.home, ".openclaw", ".env"), "w", encoding="utf-8") as out:
        out.write("OPENCLAW_GATEWAY_TOKEN=of-another\n")
    with gw, gw.connected() as client:
        tap.equal(client.call("health")["ok"], True)
        tap.equal(os.listdir(os.path.join(gw.home, ".openclaw")), [".env"])


def test_a_later_start_changes_nothing():
    with used() as first:
        with DevGateway(home=first.home, port=first.port) as gw:
            tap.equal((gw.sessions(), gw.written("workspace", "AGENTS.md")), (1, "mine"))
            assert "Dev config ready" not in gw.log(), gw.log()


def test_the_profile_that_stands_before_the_command_makes_it_as_well():
    with DevGateway() as made:
        config = made.written("openclaw.json")
    gw = DevGateway()
    gw.command = lambda: [DevGateway.command(gw)[0], "--dev", "gateway", "--port", str(gw.port)]
    with gw:
        tap.equal(set(json.loads(gw.written("openclaw.json"))), set(json.loads(config)))


def test_a_reset_begins_anew_and_keeps_the_rest():
    with used() as first:
        main = os.path.join(first.home, ".openclaw", "state")
        os.makedirs(main)
        with reset(first) as gw:
            tap.equal(gw.sessions(), 0)
            assert gw.written("workspace", "AGENTS.md") != "mine"
            assert not os.path.exists(gw.path("credentials"))
            tap.equal(gw.written(".env"), "KEPT=1")
            assert "Dev reset: removed canvas, credentials, openclaw.json, " in gw.log(), gw.log()
        assert os.path.isdir(main), "another profile is left alone"


def test_a_reset_follows_no_links():
    with used() as first:
        outside = os.path.join(first.home, "outside")
        os.mkdir(outside)
        with open(os.path.join(outside, "precious"), "w", encoding="utf-8") as out:
            out.write("x")
        os.symlink(outside, first.path("devices"))
        os.symlink(outside, first.path("credentials", "link"))
        with reset(first) as gw:
            assert not os.path.lexists(gw.path("devices"))
        tap.equal(os.listdir(outside), ["precious"])


def test_a_directory_that_is_a_link_is_not_reset():
    with used() as first:
        os.rename(first.dev_dir, os.path.join(first.home, "elsewhere"))
        os.symlink(os.path.join(first.home, "elsewhere"), first.dev_dir)
        refusal(reset(first), "--reset goes through no symbolic link, and ~/.openclaw-dev")
        tap.equal(first.written("workspace", "AGENTS.md"), "mine")


def test_a_reset_keeps_to_its_own_directory():
    with used() as first:
        other = os.path.join(first.home, "real")
        os.makedirs(os.path.join(other, "workspace"))
        for name, value in (("OPENCLAW_STATE_DIR", other),
                            ("OPENCLAW_CONFIG_PATH", os.path.join(other, "openclaw.json"))):
            refusal(reset(first, env={name: value}),
                    f"--reset wipes ~/.openclaw-dev and nothing else, but {name} names {value}.")
        tap.equal(os.listdir(other), ["workspace"])
        tap.equal(first.written("workspace", "AGENTS.md"), "mine")


def test_a_reset_waits_for_no_running_gateway_but_ends_it_when_forced():
    with DevGateway() as first:
        refusal(reset(first), f"--reset: a gateway (pid {first.pid}) runs on ~/.openclaw-dev.")
        tap.equal(first.get("/healthz").status, 200)
        second = DevGateway("--reset", "--force", home=first.home, port=first.port)
        second.spawn()
        try:
            tap.equal(first.wait(10), 0)
            second.await_log("] ready (")
            assert "Dev reset: removed " in second.log(), second.log()
        finally:
            second.stop()


def test_a_restart_resets_nothing_again():
    with used() as first:
        with reset(first) as gw:
            with gw.connected() as client:
                client.agent("remember me, too", 10)
            gw.send_signal(signal.SIGUSR1)
            gw.await_log("] received SIGUSR1; restarting")
            while gw.log().count("] ready (") < 2:
                time.sleep(0.02)
            tap.equal(gw.sessions(), 1)
            tap.equal(gw.log().count("Dev reset"), 1)


def test_a_reset_is_for_dev_alone():
    gw = Gateway(args=["--reset"])
    refusal(gw, "Use --reset with --dev.")
    gw = Gateway(args=["--reset"], env={"OPENCLAW_PROFILE": "work"})
    refusal(gw, "Use --reset with --dev.")


if __name__ == "__main__":
    tap.main(globals())
