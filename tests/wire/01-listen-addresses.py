#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# With the default bind the port is open on 127.0.0.1 and ::1, and the process listens nowhere else.
import os
import socket

from support import tap
from support.gateway import Gateway

LISTEN = "0A"


def address(text):
    """An address of /proc/net/tcp*: 32-bit words in host order (little endian), then the port."""
    words, port = text.split(":")
    raw = b"".join(int(words[i:i + 8], 16).to_bytes(4, "little") for i in range(0, len(words), 8))
    family = socket.AF_INET if len(raw) == 4 else socket.AF_INET6
    return socket.inet_ntop(family, raw), int(port, 16)


def sockets_of(pid):
    links = []
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            links.append(os.readlink(f"/proc/{pid}/fd/{name}"))
        except FileNotFoundError:
            continue
    return {link[8:-1] for link in links if link.startswith("socket:[")}


def rows(table):
    with open(f"/proc/net/{table}", encoding="ascii") as source:
        return [line.split() for line in source.readlines()[1:]]


def test_it_listens_on_both_loopback_addresses_and_nowhere_else(gw):
    mine = sockets_of(gw.pid)
    found = {address(row[1]) for table in ("tcp", "tcp6") for row in rows(table)
             if row[3] == LISTEN and row[9] in mine}
    tap.equal(found, {("127.0.0.1", gw.port), ("::1", gw.port)})


def test_it_opens_no_udp_socket(gw):
    mine = sockets_of(gw.pid)
    found = [row[1] for table in ("udp", "udp6") for row in rows(table) if row[9] in mine]
    tap.equal(found, [])


def test_both_addresses_answer_http(gw):
    for host in ("127.0.0.1", "::1"):
        tap.equal(gw.get("/healthz", host=host).status, 200, host)


def test_both_addresses_speak_websocket(gw):
    for host in ("127.0.0.1", "::1"):
        with gw.client(host=host) as client:
            client.challenge()


if __name__ == "__main__":
    tap.main(globals(), Gateway)
