#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `gateway discover` finds a gateway by avahi, and by multicast of its own.
import signal

from support import tap
from support.announcing import announcing, await_found
from support.discovering import discover, discovered
from support.lan import Lan

NAME = "gwhost (OpenClaw)"


def beacon_of(gw):
    txt = {"role": "gateway", "gatewayPort": str(gw.port), "lanHost": "gwhost.local",
           "displayName": "gwhost", "gatewayDirectReachable": "1", "transport": "gateway"}
    return {"instanceName": NAME, "displayName": "gwhost", "host": "gwhost.local",
            "port": gw.port, "txt": txt, "lanHost": "gwhost.local", "role": "gateway",
            "transport": "gateway", "gatewayPort": gw.port, "domain": "local.",
            "wsUrl": f"ws://gwhost.local:{gw.port}"}


def test_it_is_found_by_avahi_and_by_own_multicast_alike(lan):
    with lan["gwhost"].inside(), announcing() as gw:
        await_found(lan["client1"], gw.port)
        for host in ("client1", "bare", "gwhost"):
            answer = discovered(lan[host])
            tap.equal(answer, {"timeoutMs": 2000, "domains": ["local."], "count": 1,
                               "beacons": [beacon_of(gw)]}, host)
            tap.equal(list(answer["beacons"][0]), list(beacon_of(gw)), host)


def test_an_avahi_that_hangs_is_passed_by(lan):
    with lan["gwhost"].inside(), announcing() as gw:
        await_found(lan["client1"], gw.port)
        for key in ("avahi", "dbus"):
            lan["client1"].signal(key, signal.SIGSTOP)
            try:
                status, text, seconds = discover(lan["client1"])
            finally:
                lan["client1"].signal(key, signal.SIGCONT)
            assert status == 0 and f"ws: ws://gwhost.local:{gw.port}" in text, text
            assert seconds < 3 * tap.FACTOR, seconds


def test_people_read_lines(lan):
    with lan["gwhost"].inside(), announcing("full") as gw:
        await_found(lan["client1"], gw.port)
        tap.equal(discover(lan["bare"])[1],
                  "Gateway Discovery\nFound 1 gateway(s) · domains: local.\n"
                  "- gwhost local.\n  lan: gwhost.local\n  host: gwhost.local\n"
                  f"  ws: ws://gwhost.local:{gw.port}\n  role: gateway\n  transport: gateway\n"
                  f"  ssh: ssh -N -L 18789:127.0.0.1:{gw.port} <user>@gwhost.local -p 22\n")


tap.main(globals(), lambda: Lan("gwhost", "client1", "bare", avahi=["gwhost", "client1"]))
