#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What a gateway announces by mDNS, as avahi finds it on another host.
import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import tempfile

from support import tap, tls
from support.announcing import (announcing, await_found, await_gone, await_state, found, mdns_of,
                                ports)
from support.lan import Lan, await_true, ip

NAME = "gwhost (OpenClaw)"


def test_the_least_is_announced_record_by_record(lan):
    with lan["gwhost"].inside(), announcing() as gw:
        seen = await_found(lan["client1"], gw.port)
        tap.equal(seen["name"], NAME)
        tap.equal((seen["host"], seen["address"]), ("gwhost.local", "10.99.0.1"))
        tap.equal(seen["txt"], {
            "role": "gateway", "gatewayPort": str(gw.port), "lanHost": "gwhost.local",
            "displayName": "gwhost", "gatewayDirectReachable": "1", "transport": "gateway"})
        for kind in ("health", "status"):
            tap.equal(mdns_of(gw, kind), {"mode": "minimal", "state": "announced", "name": NAME})
        gw.await_log(f'bonjour: advertised gateway name="{NAME}" host=gwhost.local port={gw.port}')
        await_found(lan["gwhost"], gw.port)
        await_true(lambda: interfaces(lan["gwhost"], gw.port) == {"lan0"}, "its own find it")
    await_gone(lan["client1"], gw.port)


def test_no_descriptor_of_avahi_is_left_to_programs_that_are_started(lan):
    with lan["gwhost"].inside(), announcing() as gw:
        await_state(gw, "announced")
        folder = f"/proc/{gw.pid}/fdinfo"
        for number in os.listdir(folder):
            try:
                with open(os.path.join(folder, number), encoding="ascii") as source:
                    flags = int(source.read().split("flags:")[1].split()[0], 8)
                where = os.readlink(f"/proc/{gw.pid}/fd/{number}")
            except FileNotFoundError:  # it was closed meanwhile
                continue
            assert int(number) < 3 or flags & os.O_CLOEXEC, (number, where)


def test_all_is_announced_in_full(lan):
    env = {"OPENCLAW_SSH_PORT": "2222", "OPENCLAW_TAILNET_DNS": "gw.tail1.ts.net.",
           "OPENCLAW_CLI_PATH": "/opt/bin/openclaw"}
    with lan["gwhost"].inside(), announcing("full", env=env) as gw:
        tap.equal(await_found(lan["client1"], gw.port)["txt"], {
            "role": "gateway", "gatewayPort": str(gw.port), "lanHost": "gwhost.local",
            "displayName": "gwhost", "gatewayDirectReachable": "1", "transport": "gateway",
            "tailnetDns": "gw.tail1.ts.net", "sshPort": "2222", "cliPath": "/opt/bin/openclaw"})


def test_in_full_the_port_of_ssh_and_the_program_are_its_own(lan):
    with lan["gwhost"].inside(), announcing("full") as gw:
        txt = await_found(lan["client1"], gw.port)["txt"]
        tap.equal(txt["sshPort"], "22")
        assert txt["cliPath"].startswith("/") and txt["cliPath"].endswith("/openclaw"), txt
        tap.equal(txt["gatewayPort"], str(gw.port))


def test_with_tls_the_fingerprint_of_its_certificate_is_announced(lan):
    with lan["gwhost"].inside(), announcing(gateway=tls.config()["gateway"],
                                            tls=tls.context()) as gw:
        txt = await_found(lan["client1"], gw.port)["txt"]
        with socket.create_connection(("127.0.0.1", gw.port)) as plain, \
                tls.context().wrap_socket(plain) as secure:
            shown = hashlib.sha256(secure.getpeercert(True)).hexdigest()
        tap.equal((txt["gatewayTls"], txt["gatewayTlsSha256"]), ("1", shown))


def test_the_fingerprint_of_a_certificate_that_comes_later_is_announced(lan):
    with tempfile.TemporaryDirectory() as place, lan["gwhost"].inside():
        cert, key = tls.make(place)
        files = tls.config(certPath=cert, keyPath=key)["gateway"]
        with announcing(gateway=files, tls=tls.context()) as gw:
            old = {"gatewayTlsSha256": tls.fingerprint_of(cert)}
            await_found(lan["client1"], gw.port, told=old)
            new_cert, new_key = tls.make(place, "next")
            new = {"gatewayTlsSha256": tls.fingerprint_of(new_cert)}
            os.replace(new_key, key)
            os.replace(new_cert, cert)
            gw.send_signal(signal.SIGHUP)
            seen = await_found(lan["client1"], gw.port, told=new)
            tap.equal((seen["name"], new["gatewayTlsSha256"]), (NAME, tls.shown(gw.port)))


def test_a_name_of_the_host_that_is_wanted_is_announced_with_its_address(lan):
    with lan["gwhost"].inside(), \
            announcing(env={"OPENCLAW_MDNS_HOSTNAME": "studio.local"}) as gw:
        seen = await_found(lan["client1"], gw.port)
        tap.equal((seen["host"], seen["address"]), ("studio.local", "10.99.0.1"))
        tap.equal(seen["txt"]["lanHost"], "studio.local")


def test_the_second_gateway_of_a_name_gets_a_number(lan):
    with lan["client1"].inside():
        subprocess.run(["hostname", "gwhost"], check=True)
    try:
        with lan["gwhost"].inside(), announcing() as gw:
            await_found(lan["client1"], gw.port)
            with lan["client1"].inside(), announcing() as second:
                seen = await_found(lan["gwhost"], second.port)
                tap.equal((seen["name"], seen["host"]), (NAME + " (2)", "client1.local"))
                tap.equal(seen["txt"]["displayName"], "gwhost (2)")
                tap.equal(await_state(second, "announced")["name"], NAME + " (2)")
                tap.equal(await_found(lan["client1"], gw.port)["name"], NAME)
    finally:
        with lan["client1"].inside():
            subprocess.run(["hostname", "client1"], check=True)


def test_three_gateways_of_one_host_have_three_names(lan):
    with contextlib.ExitStack() as stack:
        stack.enter_context(lan["gwhost"].inside())
        wanted = {}
        for name in (NAME, NAME + " (2)", NAME + " (3)"):
            gw = stack.enter_context(announcing())
            await_found(lan["client1"], gw.port)
            wanted[gw.port] = name
        await_true(lambda: wanted.items() <= ports(lan["client1"]).items(), "the three of them")


def test_nothing_is_announced_when_it_is_off(lan):
    cases = ({"mode": "off"}, {"mode": "full", "env": {"OPENCLAW_DISABLE_BONJOUR": "1"}},
             {"bind": "loopback"})
    for options in cases:
        with lan["gwhost"].inside(), announcing(**options) as gw:
            tap.equal((mdns_of(gw, "status")["state"], mdns_of(gw)), ("off", None))
            with open(f"/proc/{gw.pid}/maps", encoding="utf-8") as maps:
                libraries = maps.read()
            assert "libavahi" not in libraries and "libdbus" not in libraries, options
            assert gw.port not in ports(lan["client1"])
            if "env" in options:
                gw.await_log("bonjour")
            told = [line for line in gw.log().splitlines() if "bonjour" in line]
            assert len(told) == (1 if "env" in options else 0), told


def test_what_was_asked_for_and_is_off_says_why(lan):
    switch = {"plugins": {"entries": {"bonjour": {"enabled": False}}}}
    container = "/run/.containerenv"
    cases = (({"env": {"OPENCLAW_DISABLE_BONJOUR": "1"}}, "OPENCLAW_DISABLE_BONJOUR is set"),
             ({"more": switch}, "plugins.entries.bonjour.enabled is false"),
             ({"env": {"OPENCLAW_DISABLE_BONJOUR": ""}}, "this is a container"))
    with lan["gwhost"].inside():
        with open(container, "w", encoding="ascii"):
            pass
        try:
            for options, why in cases:
                with announcing("full", **options) as gw:
                    now = mdns_of(gw, "status")
                    tap.equal((now["state"], why in now["reason"]), ("off", True))
                    gw.await_log("bonjour: not announced: " + why)
        finally:
            os.unlink(container)


def test_where_there_is_nowhere_to_announce_nothing_is_loaded(lan):
    with lan["gwhost"].inside():
        ip("addr add 10.96.0.1/32 dev lo")
        try:
            with announcing(bind="custom", gateway={"customBindHost": "10.96.0.1"}) as gw:
                tap.equal(await_state(gw, "waiting")["reason"],
                          "no network interface of its addresses takes multicast")
                with open(f"/proc/{gw.pid}/maps", encoding="utf-8") as maps:
                    assert "libavahi" not in maps.read()
        finally:
            ip("addr del 10.96.0.1/32 dev lo")


def test_a_gateway_of_the_loopback_is_announced_when_that_is_asked_for(lan):
    with lan["gwhost"].inside(), announcing("minimal", bind="loopback") as gw:
        txt = await_found(lan["client1"], gw.port)["txt"]
        assert "gatewayDirectReachable" not in txt, txt


def test_names_that_are_no_text_end_nothing(lan):
    host = lan["gwhost"]
    with host.inside():
        socket.sethostname(b"gw\xe4")
        try:
            with announcing(env={"OPENCLAW_MDNS_HOSTNAME": "st\udcff"}) as gw:
                seen = await_found(lan["client1"], gw.port)
                tap.equal((seen["name"], seen["host"]), ("gw\ufffd (OpenClaw)", "gwhost.local"))
                gw.await_log("OPENCLAW_MDNS_HOSTNAME is not used")
        finally:
            socket.sethostname("gwhost")


@contextlib.contextmanager
def many_interfaces(count):
    """So many more on the host that the program is on, each with an address."""
    lines = []
    for i in range(0, count, 2):
        lines.append(f"link add many{i} type veth peer name many{i + 1}")
        for end in (i, i + 1):
            lines.append(f"addr add 10.97.{end}.1/24 dev many{end}")
            lines.append(f"link set many{end} up multicast on")
    subprocess.run(["ip", "-batch", "-"], input="\n".join(lines), text=True, check=True)
    yield
    gone = "\n".join(f"link del many{i}" for i in range(0, count, 2))
    subprocess.run(["ip", "-batch", "-"], input=gone, text=True, check=True)


def test_a_host_of_forty_interfaces_is_announced(lan):
    host = lan["gwhost"]
    with host.inside(), many_interfaces(40):
        for wanted in ("", "studio"):
            with announcing(env={"OPENCLAW_MDNS_HOSTNAME": wanted}) as gw:
                seen = await_found(lan["client1"], gw.port)
                tap.equal((seen["host"], seen["address"]),
                          ((wanted or "gwhost") + ".local", "10.99.0.1"))
                await_state(gw, "announced")


@contextlib.contextmanager
def second_interface():
    """One more on the host that the program is on, called near."""
    for words in ("link add near type veth peer name far", "addr add 10.98.0.1/24 dev near",
                  "link set near up multicast on", "link set far up"):
        ip(words)
    yield
    ip("link del near")


def interfaces(host, port):
    """Where it finds the gateway, but for the host's own loopback."""
    return {one["interface"] for one in found(host) if one["port"] == port} - {"lo"}


def test_a_gateway_of_one_address_is_announced_only_where_that_is(lan):
    host = lan["gwhost"]
    with host.inside(), second_interface():
        with announcing(bind="custom", gateway={"customBindHost": "10.98.0.1"}) as gw:
            await_found(host, gw.port)
            await_state(gw, "announced")
            tap.equal(interfaces(host, gw.port), {"near"})
            assert gw.port not in ports(lan["client1"])


def test_it_is_announced_on_an_interface_that_comes_later_too(lan):
    host = lan["gwhost"]
    with host.inside(), announcing() as gw:
        await_found(host, gw.port)
        with second_interface():
            await_true(lambda: interfaces(host, gw.port) == {"lan0", "near"}, "both")


tap.main(globals(), lambda: Lan("gwhost", "client1", avahi=["gwhost", "client1"]))
