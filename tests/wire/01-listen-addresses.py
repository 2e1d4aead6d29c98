#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# With the default bind the port is open on 127.0.0.1 and ::1, and the process listens nowhere else.
from support import sockets, tap
from support.gateway import Gateway


def test_it_listens_on_both_loopback_addresses_and_nowhere_else(gw):
    tap.equal(sockets.listening(gw.pid), {("127.0.0.1", gw.port), ("::1", gw.port)})


def test_it_opens_no_udp_socket(gw):
    tap.equal(sockets.datagram(gw.pid), set())


def test_both_addresses_answer_http(gw):
    for host in ("127.0.0.1", "::1"):
        tap.equal(gw.get("/healthz", host=host).status, 200, host)


def test_both_addresses_speak_websocket(gw):
    for host in ("127.0.0.1", "::1"):
        with gw.client(host=host) as client:
            client.challenge()


if __name__ == "__main__":
    tap.main(globals(), Gateway)
