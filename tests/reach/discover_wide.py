#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `gateway discover` asks the name servers of a domain; and finds nothing where there is nothing.
import os
import subprocess

from support import tap
from support.discovering import ZONE, discover, discovered, serve_zone
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


def test_what_is_no_domain_is_not_asked_and_told(lan):
    answer = discovered(lan["bare"], "--timeout", "300", OPENCLAW_WIDE_AREA_DOMAIN="no good",
                        told=['OPENCLAW_WIDE_AREA_DOMAIN is "no good", which is no DNS name; set '
                              "it to one, such as openclaw.internal"])
    tap.equal(answer["domains"], ["local."])
    wrong = {"discovery": {"wideArea": {"domain": "-x"}}}
    answer = discovered(lan["bare"], "--timeout", "300", config=wrong,
                        told=['discovery.wideArea.domain is "-x", which is no DNS name'])
    tap.equal(answer["domains"], ["local."])


def test_a_broken_configuration_is_told_and_the_variables_count(lan):
    serve_zone(lan["bare"], "127.0.0.1@10054")
    try:
        answer = await_true(lambda: found_with(
            lan["bare"], config="{", told=["discover: the configuration cannot be used"],
            OPENCLAW_WIDE_AREA_DOMAIN="openclaw.internal",
            OPENCLAW_WIDE_AREA_DNS="127.0.0.1:10054"), "the zone")
        tap.equal(answer, [FAR])
    finally:
        lan["bare"].stop("nsd")


def found_with(host, **more):
    return discovered(host, **more)["beacons"]


def test_what_is_no_address_of_a_name_server_is_told(lan):
    discover(lan["bare"], "--timeout", "300", config=WIDE, OPENCLAW_WIDE_AREA_DNS="dns.example",
             told=['OPENCLAW_WIDE_AREA_DNS: "dns.example" is no address'])


def test_servers_that_refuse_or_know_nothing_are_passed_by_and_told(lan):
    bare = lan["bare"]
    serve_zone(bare, "127.0.0.1@10054")
    serve_zone(bare, "127.0.0.1@10055", name="another.internal", key="refuses",
               zone=ZONE.replace("openclaw.internal", "another.internal"))
    serve_zone(bare, "127.0.0.1@10056", key="knows none",
               zone="".join(line for line in ZONE.splitlines(True) if "_tcp" not in line))
    refusing, ignorant = "127.0.0.1:10055: REFUSED", "127.0.0.1:10056: NXDOMAIN"
    try:
        for servers, told in (("10055, 127.0.0.1:10056,127.0.0.1:10054", [refusing, ignorant]),
                              ("10054,127.0.0.1:10056 ,127.0.0.1:10055", [ignorant, refusing])):
            tap.equal(found_with(bare, config=WIDE, told=told,
                                 OPENCLAW_WIDE_AREA_DNS="127.0.0.1:" + servers), [FAR])
        tap.equal(found_with(bare, config=WIDE, told=[refusing],
                             OPENCLAW_WIDE_AREA_DNS="127.0.0.1:10055"), [])
    finally:
        for key in ("nsd", "refuses", "knows none"):
            bare.stop(key)


def test_an_answer_that_is_cut_off_is_had_whole_by_tcp(lan):
    many = "".join(f"_openclaw-gw._tcp IN PTR gw{n}._openclaw-gw._tcp\n"
                   f"gw{n}._openclaw-gw._tcp IN SRV 0 0 {n} far\n"
                   f'gw{n}._openclaw-gw._tcp IN TXT "role=gateway"\n' for n in range(1, 61))
    serve_zone(lan["bare"], "127.0.0.1@10054", ZONE + many, more="ipv4-edns-size: 512")
    try:
        found = await_true(lambda: found_with(
            lan["bare"], config=WIDE, OPENCLAW_WIDE_AREA_DNS="127.0.0.1:10054"), "the zone")
        tap.equal(len(found), 61)
    finally:
        lan["bare"].stop("nsd")


def test_the_name_servers_of_ipv6_are_asked_and_those_of_a_link(lan):
    bare = lan["bare"]
    own = os.path.join(bare.folder, "resolv.conf")
    with bare.inside():
        link = subprocess.run("ip -6 -o addr show dev lan0 scope link".split(), check=True,
                              capture_output=True, text=True).stdout.split()[3].split("/")[0]
        with open(own, "w", encoding="ascii") as out:
            out.write("")
        subprocess.run(["mount", "--bind", own, "/etc/resolv.conf"], check=True)
    serve_zone(bare, "::0")
    try:
        for server in ("::1", f"{link}%lan0"):
            with open(own, "w", encoding="ascii") as out:
                out.write(f"nameserver {server}\n")
            tap.equal(await_true(lambda: found_with(bare, config=WIDE), server), [FAR])
        with open(own, "w", encoding="ascii") as out:
            out.write("nameserver 127.0.0.1\n")
        tap.equal(found_with(bare, config=WIDE, OPENCLAW_WIDE_AREA_DNS=f"[{link}%lan0]:53"),
                  [FAR])
    finally:
        bare.stop("nsd")
        with bare.inside():
            subprocess.run(["umount", "/etc/resolv.conf"], check=True)


tap.main(globals(), lambda: Lan("client1", "bare", avahi=["client1"]))
