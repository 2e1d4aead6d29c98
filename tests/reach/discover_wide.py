#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `gateway discover` asks the name servers of a domain; and finds nothing where there is nothing.
import os
import subprocess

from support import tap
from support.discovering import discover, discovered, serve_zone
from support.lan import Lan, await_true

WIDE = {"discovery": {"wideArea": {"enabled": True, "domain": "openclaw.internal"}}}
FAR = {"instanceName": "far-gateway", "displayName": "far (OpenClaw)",
       "host": "far.openclaw.internal", "port": 18789,
       "txt": {"displayName": "far (OpenClaw)", "role": "gateway", "gatewayPort": "18789"},
       "role": "gateway", "gatewayPort": 18789, "domain": "openclaw.internal.",
       "wsUrl": "ws://far.openclaw.internal:18789"}


def test_nothing_found_is_an_answer(lan):
    for host in ("client1", "bare"):
        tap.equal(discover(lan[host], "--json", "--timeout", "500")[:2],
                  (0, '{\n  "timeoutMs": 500,\n  "domains": [\n    "local."\n  ],\n'
                      '  "count": 0,\n  "beacons": []\n}\n'))


def test_the_name_server_of_a_domain_is_asked(lan):
    serve_zone(lan["bare"], "127.0.0.1@10054")
    try:
        found = await_true(
            lambda: discovered(lan["bare"], config=WIDE,
                               OPENCLAW_WIDE_AREA_DNS="127.0.0.1:10054")["beacons"], "the zone")
        tap.equal(found, [FAR])
        answer = discovered(lan["bare"], OPENCLAW_WIDE_AREA_DOMAIN="openclaw.internal.",
                            OPENCLAW_WIDE_AREA_DNS="127.0.0.1:10054")
        tap.equal(answer["domains"], ["local.", "openclaw.internal."])
        tap.equal(answer["beacons"], [FAR])
    finally:
        lan["bare"].stop("nsd")


def test_each_host_of_the_tailnet_may_be_the_name_server(lan):
    bare = lan["bare"]
    with bare.inside():
        subprocess.run("ip addr add 100.64.0.7/32 dev lo".split(), check=True)
    program = os.path.join(bare.folder, "tailscale")
    with open(program, "w", encoding="ascii") as out:
        out.write('#!/bin/sh\n[ "$*" = "status --json" ] || exit 1\n'
                  'echo \'{"Self":{"TailscaleIPs":["100.64.0.9","fd7a::1"]},'
                  '"Peer":{"k":{"TailscaleIPs":["100.64.0.7"]}}}\'\n')
    os.chmod(program, 0o755)
    serve_zone(bare, "100.64.0.7")
    try:
        found = await_true(
            lambda: discovered(bare, config=WIDE,
                               OPENCLAW_TEST_TAILSCALE_BINARY=program)["beacons"], "the zone")
        tap.equal(found, [FAR])
    finally:
        bare.stop("nsd")


def test_a_tailscale_that_hangs_is_ended_in_time_with_all_that_it_started(lan):
    bare = lan["bare"]
    program = os.path.join(bare.folder, "hanging")
    with open(program, "w", encoding="ascii") as out:
        out.write(f'#!/bin/sh\nsleep 60 >&- & echo $! > {program}.pid\nexec >&-\nwait\n')
    os.chmod(program, 0o755)
    taken = discover(bare, config=WIDE, OPENCLAW_TEST_TAILSCALE_BINARY=program)[2]
    assert taken < 4 * tap.FACTOR, taken
    with open(program + ".pid", encoding="ascii") as source:
        pid = int(source.read())
    await_true(lambda: not os.path.exists(f"/proc/{pid}") or "Z" in state_of(pid), "its end")


def state_of(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as source:
            return source.read().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return "Z"


def test_what_is_no_domain_is_not_asked(lan):
    answer = discovered(lan["bare"], "--timeout", "300", OPENCLAW_WIDE_AREA_DOMAIN="no good")
    tap.equal(answer["domains"], ["local."])


tap.main(globals(), lambda: Lan("client1", "bare", avahi=["client1"]))
