#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The official gateway and this one announce the same, and each one's `gateway discover` finds the
# other's gateway, on hosts of a network of their own.
import contextlib
import json
import os
import subprocess
import tempfile

from cli_table import Cli
from support import tap
from support.announcing import announcing, await_found
from support.discovering import discovered
from support.gateway import free_port
from support.lan import Lan

# It reads all of itself from the disk first.
START_SECONDS = 150


class World(Lan):
    def __init__(self, *names, **options):
        super().__init__(*names, **options)
        # What is not installed yet comes from the network of this machine.
        self.cli = Cli("stock")

    def environment(self, home):
        return self.cli.environment(home) | {"OPENCLAW_DISABLE_BONJOUR": "0"}

    @contextlib.contextmanager
    def stock_gateway(self, mode):
        """The port of an official gateway that announces itself from gwhost."""
        with tempfile.TemporaryDirectory() as home:
            with self["gwhost"].inside():
                port = free_port()
            os.mkdir(os.path.join(home, ".openclaw"), 0o700)
            with open(os.path.join(home, ".openclaw", "openclaw.json"), "w",
                      encoding="ascii") as out:
                json.dump({"gateway": {"mode": "local", "port": port, "bind": "lan",
                                       "auth": {"mode": "token", "token": "t"},
                                       "controlUi": {"allowedOrigins": ["http://gwhost"]}},
                           "plugins": {"entries": {"bonjour": {"enabled": True}}},
                           "discovery": {"mdns": {"mode": mode}}}, out)
            self["gwhost"].start("stock", self.cli.command(["gateway", "run"]),
                                 env=self.environment(home))
            try:
                yield port
            finally:
                self["gwhost"].stop("stock")

    def stock_discovers(self, host):
        with tempfile.TemporaryDirectory() as home, self[host].inside():
            done = subprocess.run(
                self.cli.command(["gateway", "discover", "--json", "--timeout", "20000"]),
                env=self.environment(home), stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(done.stdout)["beacons"]


def records(txt, port):
    """What it says, but for what is its own."""
    own = {"gatewayPort": "its port"} if txt["gatewayPort"] == str(port) else {}
    if "cliPath" in txt:
        own["cliPath"] = "its path"
    return txt | own


@tap.timeout(2 * START_SECONDS)
def test_an_official_gateway_is_found_and_says_what_this_one_says(lan):
    with lan.stock_gateway("full") as port:
        stock = await_found(lan["client1"], port, START_SECONDS)
        found = discovered(lan["client1"])["beacons"]
        tap.equal(discovered(lan["bare"])["beacons"], found)
        tap.equal(lan.stock_discovers("client1"), found)
        tap.equal(found[0]["wsUrl"], f"ws://gwhost.local:{port}")
    lan["gwhost"].start_avahi()
    with lan["gwhost"].inside(), announcing("full") as gw:
        own = await_found(lan["client1"], gw.port)
        tap.equal(records(own["txt"], gw.port), records(stock["txt"], port))
        tap.equal((own["name"], own["host"]), (stock["name"], stock["host"]))


@tap.timeout(START_SECONDS)
def test_the_official_command_finds_this_gateway(lan):
    lan["gwhost"].start_avahi()
    for mode in ("minimal", "full"):
        with lan["gwhost"].inside(), announcing(mode) as gw:
            await_found(lan["client1"], gw.port)
            found = lan.stock_discovers("client1")
            tap.equal(found, discovered(lan["client1"])["beacons"])
            tap.equal(found[0]["gatewayPort"], gw.port)


tap.main(globals(), lambda: World("gwhost", "client1", "bare", avahi=["client1"]))
