#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The name that `tailscale` says the machine has is announced: in the zone, and in full by mDNS.
import os

from support import tap
from support.announcing import announcing, await_found
from support.lan import Lan, await_true, ip
from support.tailnet import HOST, SERVE, Tailnet

ADDRESS = "100.64.7.1"
DOMAIN = "openclaw.internal"
FULL = {"discovery": {"mdns": {"mode": "full"}, "wideArea": {"enabled": True, "domain": DOMAIN}}}


def zone(gw):
    try:
        with open(os.path.join(gw.state_dir, "dns", DOMAIN + ".db"), encoding="utf-8") as source:
            return source.read()
    except FileNotFoundError:
        return ""


def test_the_name_of_a_gateway_that_is_served_in_a_tailnet_is_announced(lan):
    with lan["gwhost"].inside():
        ip(f"addr add {ADDRESS}/32 dev lan0")
        with Tailnet() as net, announcing(bind="loopback", gateway=SERVE["gateway"], more=FULL,
                                          env=net.env) as gw:
            net.await_route()
            await_found(lan["client1"], gw.port, told={"tailnetDns": HOST})
            await_true(lambda: f'"tailnetDns={HOST}" ' in zone(gw), "the name in the zone")


def test_nothing_is_told_of_a_tailnet_that_serves_nothing(lan):
    with lan["gwhost"].inside(), Tailnet() as net, \
            announcing(bind="loopback", more=FULL, env=net.env) as gw:
        txt = await_found(lan["client1"], gw.port)["txt"]
        assert txt["sshPort"] == "22" and "tailnetDns" not in txt, txt
        await_true(lambda: zone(gw), "the zone")
        assert "tailnetDns" not in zone(gw), zone(gw)


tap.main(globals(), lambda: Lan("gwhost", "client1", avahi=["gwhost", "client1"]))
