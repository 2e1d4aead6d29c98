#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# TLS under crowds: those who stall, those who vanish, those who speak nonsense, and more clients
# than there are descriptors. Who is in is served meanwhile, and nothing is kept of the others.
import os
import random
import socket
import time
from contextlib import ExitStack

from support import proc, tap, tls
from support.crowding import comes_in, fill
from support.gateway import Gateway

DESCRIPTORS = 200
STALLERS = 300
NONSENSE = 400
MOST_GROWTH_KB = 6_000
HELLO = (b"\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03" + bytes(range(32)) +
         b"\x00\x00\x02\x13\x01\x01\x00" + bytes(150))


def gateway():
    return Gateway(wrap=f"prlimit --nofile={DESCRIPTORS}:{DESCRIPTORS}", config=tls.config(),
                   tls=tls.context())


def descriptors(gw):
    return len(os.listdir(f"/proc/{gw.pid}/fd"))


def await_descriptors(gw, most):
    deadline = time.monotonic() + 10 * tap.FACTOR
    while descriptors(gw) > most:
        assert time.monotonic() < deadline, f"{descriptors(gw)} descriptors, not {most}"
        time.sleep(0.02)


@tap.timeout(60)
def test_a_crowd_that_stalls_in_the_handshake_keeps_nobody_out(gw):
    before = descriptors(gw)
    with gw.connected() as witness, ExitStack() as stack:
        for number in range(STALLERS):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", gw.port), 5))
            one.sendall(HELLO[:number % 40])
            assert descriptors(gw) < DESCRIPTORS
        assert comes_in(gw, 10 * tap.FACTOR), "nobody comes in beside those who stall"
        assert witness.call("health")["ok"]
    await_descriptors(gw, before)


@tap.timeout(60)
def test_without_descriptors_those_who_are_in_are_served_and_others_follow(gw):
    before = descriptors(gw)
    with ExitStack() as stack:
        clients = fill(gw, stack, DESCRIPTORS)
        assert len(clients) > DESCRIPTORS / 5, len(clients)
        spent = proc.cpu_seconds(gw.pid)
        for client in clients:
            assert client.call("health")["ok"]
        assert clients[0].call("config.get")["valid"]
        time.sleep(1)
        spent = proc.cpu_seconds(gw.pid) - spent
        assert spent < 0.6 * tap.FACTOR, f"{spent} s of processor time"
        for client in clients[:10]:
            client.close()
        assert comes_in(gw, 10 * tap.FACTOR), "nobody comes in afterwards"
    await_descriptors(gw, before)


@tap.timeout(60)
def test_nonsense_leaves_neither_memory_nor_descriptors(gw):
    noise = random.Random(7)
    kinds = (lambda: noise.randbytes(noise.randrange(1, 2000)),
             lambda: b"\x16\x03\x01" + noise.randbytes(noise.randrange(1, 500)),
             lambda: HELLO[:noise.randrange(1, len(HELLO))], lambda: HELLO + noise.randbytes(100),
             lambda: b"\x16\x03\x03\x40\x00" + noise.randbytes(16384),
             lambda: b"\x80\x2e\x01\x00\x02\x00\x15" + noise.randbytes(40))
    with gw.connected() as witness:
        before, memory = descriptors(gw), gw.rss_kb()
        for number in range(NONSENSE):
            with socket.create_connection(("127.0.0.1", gw.port), 5) as one:
                try:
                    one.sendall(kinds[number % len(kinds)]())
                except OSError:
                    pass
        assert witness.call("health")["ok"]
        await_descriptors(gw, before)
        grown = gw.rss_kb() - memory
        assert grown < MOST_GROWTH_KB * tap.FACTOR, f"{grown} kB more"


tap.main(globals(), gateway)
