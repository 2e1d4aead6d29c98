#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# No descriptors left: the gateway waits without spinning, serves those who are in, can still open
# its files, and takes newcomers again as soon as somebody leaves.
import socket
import time
from contextlib import ExitStack

from support import proc, tap
from support.beside import Beside
from support.crowding import comes_in, fill
from support.gateway import Gateway

DESCRIPTORS = 96
WITNESSES = 10  # who are in before the descriptors are gone


def gateway():
    return Gateway(wrap=f"prlimit --nofile={DESCRIPTORS}:{DESCRIPTORS}")


def crowd(gw, stack, count):
    """So many who knock and wait."""
    return [stack.enter_context(socket.create_connection(("127.0.0.1", gw.port), 2))
            for _ in range(count)]


@tap.timeout(110)
def test_out_of_descriptors_it_neither_spins_nor_dies(gw):
    with Beside(gw, WITNESSES), ExitStack() as stack:
        clients = fill(gw, stack, DESCRIPTORS)
        crowd(gw, stack, 20)
        before = proc.cpu_seconds(gw.pid)
        time.sleep(2)
        spent = proc.cpu_seconds(gw.pid) - before
        assert spent < 0.3 * tap.FACTOR, f"{spent} s of processor time in 2 s"
        for client in clients:
            tap.equal(client.call("health")["ok"], True)


@tap.timeout(110)
def test_it_can_still_open_its_files(gw):
    with Beside(gw, WITNESSES) as others, ExitStack() as stack:
        clients = fill(gw, stack, DESCRIPTORS)
        tap.equal(clients[0].call("config.get")["valid"], True)
        run = {"sessionKey": "main", "message": "hello", "idempotencyKey": "full"}
        tap.equal(clients[1].call("chat.send", run)["status"], "started")
        tap.equal(clients[1].wait_final("full")["payload"]["state"], "final")
        assert clients[0].call("logs.tail")["lines"], "the log is empty"
    others.check_finals(1)


@tap.timeout(110)
def test_newcomers_come_in_when_somebody_leaves(gw):
    with Beside(gw, WITNESSES), ExitStack() as stack:
        clients = fill(gw, stack, DESCRIPTORS)
        for client in clients[:20]:
            client.close()
        assert comes_in(gw, 5 * tap.FACTOR), "nobody comes in afterwards"
    assert comes_in(gw, 5 * tap.FACTOR), "nobody comes in afterwards"


@tap.timeout(110)
def test_the_log_is_not_filled_with_it(gw):
    with Beside(gw, WITNESSES), ExitStack() as stack:
        fill(gw, stack, DESCRIPTORS)
        crowd(gw, stack, 20)
        time.sleep(2)
    lines = [line for line in gw.log().splitlines() if "cannot accept connections" in line]
    assert 1 <= len(lines) <= 8, lines


@tap.timeout(110)
def test_those_who_never_speak_keep_nobody_out(gw):
    with Beside(gw, WITNESSES), ExitStack() as stack:
        crowd(gw, stack, 4 * DESCRIPTORS)
        began = time.monotonic()
        assert comes_in(gw, 5 * tap.FACTOR), "nobody comes in beside the mute"
        assert time.monotonic() - began < 2 * tap.FACTOR, "late"


if __name__ == "__main__":
    tap.main(globals(), gateway)
