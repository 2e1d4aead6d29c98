#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A client that reads nothing is cut off once 50 MiB wait for it; nobody else notices.
import json
import uuid

from support import tap, ws
from support.gateway import Gateway

MIB = 1 << 20
# What has gone to every reader when the limit of 50 MiB must have struck: the kernel holds up to
# 4 MiB more. The cap on all connections together (64 MiB) would strike later.
ENOUGH = 60 * MIB


def turn(client):
    """One turn with a word of 1 MiB; its events go to every reader. Gives their size."""
    run = str(uuid.uuid4())
    client.call("chat.send", {"sessionKey": "agent:main:slow", "message": "x" * MIB,
                              "idempotencyKey": run}, 10 * tap.FACTOR)
    tap.equal(client.wait_final(run, 10 * tap.FACTOR)["payload"]["state"], "final")
    size = sum(len(json.dumps(frame)) for frame in client.frames)
    client.frames.clear()
    client.events.clear()
    return size


@tap.timeout(55)
def test_a_client_that_reads_nothing_is_cut_off_and_others_are_not(gw):
    deaf = gw.client(receive_buffer=4096)
    deaf.connect(token="tok")
    highest = 0.0
    with deaf, gw.connected() as client:
        sent = 0
        while sent < ENOUGH:
            sent += turn(client)
            highest = max(highest, gw.rss_kb() / 1024)
        tap.equal(client.call("health")["ok"], True)
        ending, received = drained(deaf.socket)
    assert ending in ((1008, "slow consumer"), (1006, ""), (1006, "ConnectionResetError")), ending
    assert received < 20 * MIB, f"{received} bytes reached it after all"
    assert highest < 250 * tap.FACTOR, f"{highest} MiB"


def drained(socket):
    """How the connection ends when it is read at last, and how many bytes came before."""
    received = 0
    try:
        while True:
            received += len(socket.receive(5 * tap.FACTOR).data)
    except ws.Closed as end:
        return (end.code, end.reason), received
    except ws.Timeout:
        return "still open", received


@tap.timeout(30)
def test_the_server_serves_newcomers_afterwards(gw):
    with gw.connected() as client:
        turn(client)
        tap.equal(client.call("health")["ok"], True)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
