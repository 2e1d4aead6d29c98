# SPDX-License-Identifier: MIT
"""Gateways that announce themselves, and what avahi's own client finds of them."""
import re
import time

from . import tap
from .gateway import Gateway
from .lan import await_true

SERVICE = "_openclaw-gw._tcp"


def announcing(mode=None, bind="lan", env=None, more=None, **options):
    """A gateway that announces as `discovery.mdns.mode` says; None: nothing is said."""
    config = {"gateway": {"bind": bind, **options.pop("gateway", {})}, **(more or {})}
    if mode:
        config["discovery"] = {"mdns": {"mode": mode}}
    return Gateway(config=config, env={"OPENCLAW_DISABLE_BONJOUR": "0", **(env or {})}, **options)


def unescaped(text):
    """avahi-browse writes bytes that are no letters as \\DDD."""
    return re.sub(rb"\\(\d{3})", lambda m: bytes([int(m[1])]), text.encode()).decode()


def found(host):
    """[{name, interface, host, address, port, txt}] of all that its avahi knows, which must run
    since the first call."""
    if not host.runs("browse"):
        host.clear("browse")
        host.start("browse", ["stdbuf", "-oL", "avahi-browse", "-rpk", SERVICE])
    seen = {}
    for line in host.log("browse").splitlines():
        fields = line.split(";")
        name = unescaped(fields[3]).replace("\\", "")
        if fields[0] == "-":
            seen.pop((name, fields[1]), None)
        if fields[0] != "=" or len(fields) < 10:
            continue
        txt = [unescaped(word) for word in re.findall(r'"([^"]*)"', fields[9])]
        seen[name, fields[1]] = {
            "name": name, "interface": fields[1], "host": fields[6], "address": fields[7],
            "port": int(fields[8]), "txt": dict(word.split("=", 1) for word in txt)}
    return list(seen.values())


def ports(host):
    """{port: name} of all that it finds."""
    return {one["port"]: one["name"] for one in found(host)}


def await_found(host, port, seconds=10.0, told=None):
    """What it finds of the gateway on this port, as soon as its TXT record has what `told` has."""
    since = time.monotonic()
    wanted = (told or {}).items()

    def look():
        nonlocal since
        # A name that comes back before it was gone is no news to who has found it already.
        if time.monotonic() - since > tap.FACTOR:
            host.stop("browse")
            since = time.monotonic()
        return next((one for one in found(host)
                     if one["port"] == port and wanted <= one["txt"].items()), None)

    return await_true(look, f"{host.name} finds port {port}, told {told}", seconds)


def await_gone(host, port):
    await_true(lambda: port not in ports(host), f"port {port} is gone for {host.name}")


def mdns_of(gw, kind="health"):
    """The part of a snapshot that tells of it."""
    with gw.connected() as client:
        return client.call(kind).get("mdns")


def await_state(gw, state, seconds=10.0):
    return await_true(lambda: (lambda now: now["state"] == state and now)(mdns_of(gw)),
                      f"the state {state!r}", seconds)


def slowest_answer(gw, seconds):
    """The longest that /healthz took in so many seconds."""
    slowest, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        begin = time.monotonic()
        tap.equal(gw.get("/healthz").status, 200)
        slowest = max(slowest, time.monotonic() - begin)
    return slowest
