#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `gateway probe` shows who announces himself, and with --ssh-auto reaches him through SSH.
import contextlib
import tempfile

from remote_home import RemoteHome
from support import tap
from support.announcing import announcing, await_found
from support.gateway import free_port
from support.lan import Lan
from support.sshd import Sshd, await_no_tunnels

ASKING = {"OPENCLAW_DISABLE_BONJOUR": None}


@contextlib.contextmanager
def announced(lan):
    """A gateway on gwhost's loopback, announced with the port of an SSH server beside it; the
    home of a user on client1, who knows that server."""
    with tempfile.TemporaryDirectory(prefix="oc-ssh-") as folder, lan["gwhost"].inside(), \
            Sshd(folder, address=lan["gwhost"].address) as sshd, RemoteHome(sshd) as home, \
            announcing("full", bind="loopback", port=free_port(),
                       env={"OPENCLAW_SSH_PORT": str(sshd.port)}) as gw:
        home.write(".ssh/config", f"Host gwhost.local\n  HostName {sshd.address}\n"
                   f"  IdentityFile {sshd.client_key}\n")
        await_found(lan["client1"], gw.port)
        yield gw, sshd, home


def test_an_automatic_tunnel_to_nobody_is_a_warning(lan):
    with tempfile.TemporaryDirectory(prefix="oc-ssh-") as folder, lan["client1"].inside(), \
            Sshd(folder, address=lan["client1"].address) as sshd, RemoteHome(sshd) as home:
        found = home.report("--ssh-auto", "--token", "t", "--timeout", "1000", **ASKING)
        tap.equal((found["discovery"]["timeoutMs"], found["discovery"]["count"]), (400, 0))
        warning, = [one for one in found["warnings"] if one["code"] == "ssh_tunnel_failed"]
        assert "announces itself to --ssh-auto" in warning["message"], warning


def test_who_announces_himself_is_shown(lan):
    with announced(lan) as (gw, sshd, home), lan["client1"].inside():
        found = home.report(**ASKING)
        tap.equal(found["discovery"], {"timeoutMs": 1200, "count": 1, "beacons": [
            {"instanceName": "gwhost (OpenClaw)", "displayName": "gwhost", "domain": "local.",
             "host": "gwhost.local", "lanHost": "gwhost.local", "tailnetDns": None,
             "gatewayPort": gw.port, "sshPort": sshd.port,
             "wsUrl": f"ws://gwhost.local:{gw.port}"}]})
        # Nobody is spoken to for his announcement alone.
        tap.equal([one["id"] for one in found["targets"]], ["localLoopback"])
        text = home.run("gateway", "probe", **ASKING).out
        assert "\nFound 1 gateway(s) via Bonjour (local.)\n" in text, text


def test_an_automatic_tunnel_leads_to_him(lan):
    with announced(lan) as (gw, sshd, home), lan["client1"].inside():
        found = home.report("--ssh-auto", "--token", gw.token, "--timeout", "5000",
                            OPENCLAW_GATEWAY_PORT=str(gw.port), **ASKING)
        tap.equal([(one["id"], one["connect"]["ok"]) for one in found["targets"]],
                  [("sshTunnel", True), ("localLoopback", False)])
        tap.equal((found["targets"][0]["tunnel"]["target"], found["targets"][0]["summary"]["pid"]),
                  (sshd.target, gw.pid))
        await_no_tunnels(sshd.port)


tap.main(globals(), lambda: Lan("gwhost", "client1", avahi=["gwhost", "client1"]))
