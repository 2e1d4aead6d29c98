#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `gateway discover` among hosts that answer with whatever they like.
import os
import random
import struct
import subprocess
import sys
import time

from support import tap
from support.discovering import discover, discovered, serve_zone
from support.lan import Lan, await_true, ip

AFAR = "10.55.0.1"
GROUP, PORT = "224.0.0.251", 5353
SERVICE = (b"_openclaw-gw", b"_tcp", b"local")
EVIL = b"\x1b]0;pwned\x07 \x7f\xff\xe2\x80\xae\xc2\x9b31m\xe2\x81\xa6"
HIDDEN = "\x1b\x07\x7f\x9b\u202e\u2066"


def name(*parts):
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def record(owner, kind, data, ttl=120):
    return owner + struct.pack(">HHIH", kind, 0x8001, ttl, len(data)) + data


def answer(ident, *records):
    return struct.pack(">6H", ident, 0x8400, 0, len(records), 0, 0) + b"".join(records)


def gateway(label, host=b"evil", texts=(b"role=gateway",), port=1):
    own = name(label, *SERVICE)
    txt = b"".join(bytes([len(text)]) + text for text in texts)
    return (record(name(*SERVICE), 12, own),
            record(own, 33, struct.pack(">3H", 0, 0, port) + name(host, b"local")),
            record(own, 16, txt))


def thousands(ident):
    for number in range(3000):
        yield answer(ident, *gateway(b"gw%04d" % number))


def garbage(ident):
    source = random.Random(7)
    whole = answer(ident, *gateway(b"x"))
    for _ in range(500):
        broken = bytearray(whole)
        for _ in range(source.randint(1, 6)):
            broken[source.randrange(len(broken))] = source.randrange(256)
        yield bytes(broken[:source.randint(1, len(broken))])
    yield answer(ident, record(b"\xc0\x0c", 12, b"\xc0\x0c"))
    yield answer(ident, *gateway(b"good"))


def commands(ident):
    yield answer(ident, *gateway(EVIL, b"$(touch pwned)", (
        b"displayName=" + EVIL, b"sshPort=22", b"gatewayPort=99999", b"role=" + b"\n" * 200)))


def large(ident):
    yield answer(ident, *gateway(b"large", texts=[b"k%d=" % n + b"v" * 240 for n in range(30)]))


def flipping(ident):
    """One that comes and goes with each answer."""
    flipping.calls += 1
    one, two = (record(name(*SERVICE), 12, name(label, *SERVICE), ttl)
                for label, ttl in ((b"a", 120 * (flipping.calls % 2)), (b"b", 120)))
    yield answer(ident, one, two)


flipping.calls = 0


def another_id(ident):
    yield answer(ident ^ 1, *gateway(b"stray"))
    yield answer(ident, *gateway(b"good"))


def from_afar(ident):
    """Its packets come from an address that is on no link of who asks."""
    yield answer(ident, *gateway(b"far"))


def respond(kind):
    """Runs on a host of its own: answers every question so."""
    import socket
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        peer.bind(("", PORT))
        member = socket.inet_aton(GROUP) + socket.inet_aton("0.0.0.0")
        peer.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
            if kind == "from_afar":
                far.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                far.bind((AFAR, PORT))
            answering = far if kind == "from_afar" else peer
            answer_all(kind, peer, answering)


def answer_all(kind, peer, answering):
    print("ready", flush=True)
    asked = 0
    while True:
        query, asker = peer.recvfrom(9000)
        asked += 1
        if asked % 100 == 0:
            print(asked, flush=True)
        for packet in globals()[kind](struct.unpack(">H", query[:2])[0]):
            answering.sendto(packet, asker)


def among(lan, kind):
    with lan["evil"].inside():
        responder = subprocess.Popen([sys.executable, os.path.abspath(__file__), "--respond", kind],
                                     stdout=subprocess.PIPE, text=True)
    tap.equal(responder.stdout.readline(), "ready\n")
    return responder


def ended(responder):
    responder.kill()
    responder.wait()
    responder.stdout.close()


def test_thousands_of_gateways_are_bounded(lan):
    responder = among(lan, "thousands")
    try:
        begin = time.monotonic()
        found = discovered(lan["bare"])
        assert 0 < found["count"] <= 256, found["count"]
        assert time.monotonic() - begin < 4 * tap.FACTOR
    finally:
        ended(responder)


def test_thousands_on_a_link_take_no_place_of_a_domains(lan):
    serve_zone(lan["bare"], "127.0.0.1@10054")
    responder = among(lan, "thousands")
    try:
        found = await_true(lambda: [one for one in discovered(
            lan["bare"], "--timeout", "4000",
            OPENCLAW_WIDE_AREA_DOMAIN="openclaw.internal",
            OPENCLAW_WIDE_AREA_DNS="127.0.0.1:10054")["beacons"]
            if one["domain"] != "local."], "the zone")
        tap.equal([one["instanceName"] for one in found], ["far-gateway"])
    finally:
        ended(responder)
        lan["bare"].stop("nsd")


def test_a_good_one_is_found_among_garbage(lan):
    responder = among(lan, "garbage")
    try:
        names = [beacon["instanceName"] for beacon in discovered(lan["bare"])["beacons"]]
        assert "good" in names, names
    finally:
        ended(responder)


def test_nobody_has_it_ask_without_end(lan):
    responder = among(lan, "flipping")
    try:
        tap.equal(discovered(lan["bare"])["count"], 0)
    finally:
        responder.kill()
        tap.equal(responder.stdout.read(), "")  # not even a hundred questions
        ended(responder)


def test_no_command_comes_through_to_the_terminal(lan):
    responder = among(lan, "commands")
    try:
        status, text, _ = discover(lan["bare"])
        tap.equal(status, 0)
        assert "Found 1 gateway(s)" in text, text
        assert not set(text) & set(HIDDEN), text
        shown = discover(lan["bare"], "--json")[1]
        assert not set(shown) & set(HIDDEN), ascii(shown)
        assert "\\u009b31m\\u2066" in shown, shown
        assert "ssh -N" not in text and "ws:" not in text, text
        beacon = discovered(lan["bare"])["beacons"][0]
        tap.equal(beacon["wsUrl"], None)
        assert "gatewayPort" not in beacon, beacon
    finally:
        ended(responder)


def test_only_what_was_asked_is_answered(lan):
    responder = among(lan, "another_id")
    try:
        names = [beacon["instanceName"] for beacon in discovered(lan["bare"])["beacons"]]
        tap.equal(names, ["good"])
    finally:
        ended(responder)


def test_only_who_is_on_the_link_is_believed(lan):
    with lan["evil"].inside():
        ip(f"addr add {AFAR}/32 dev lan0")
    responder = among(lan, "from_afar")
    try:
        with lan["bare"].inside():
            ip(f"route add {AFAR}/32 dev lan0")  # it would get through
        tap.equal(discovered(lan["bare"])["beacons"], [])
        with lan["bare"].inside():
            ip("addr add 10.55.0.2/24 dev lan0")
        tap.equal([one["instanceName"] for one in discovered(lan["bare"])["beacons"]], ["far"])
    finally:
        ended(responder)
        with lan["bare"].inside():
            ip("addr del 10.55.0.2/24 dev lan0")


def test_a_huge_record_is_read_as_far_as_it_makes_sense(lan):
    responder = among(lan, "large")
    try:
        tap.equal(len(discovered(lan["bare"])["beacons"][0]["txt"]), 30)
    finally:
        ended(responder)


if sys.argv[1:2] == ["--respond"]:
    respond(sys.argv[2])
tap.main(globals(), lambda: Lan("evil", "bare"))
