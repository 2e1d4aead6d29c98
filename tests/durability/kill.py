#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# SIGKILL at random moments under load, again and again on the same state: nothing that was
# acknowledged is lost, nothing stands twice, what was interrupted is answered, and what was not
# acknowledged counts once when it is sent again.
import os
import random
import time

import load
from support import tap
from support.gateway import Gateway

ROUNDS = int(os.environ.get("OPENCLAW_KILL_RUNS", "50"))
SEED = int(os.environ.get("OPENCLAW_KILL_SEED", str(random.SystemRandom().randrange(1 << 32))))
ROUNDS_A_SESSION = 8  # then new sessions: reading a long history again each round tests nothing
CLIENTS = 3


def one_round(gateway, dice, number, sessions):
    clients = [load.Client(gateway, f"r{number}c{n}", sessions[n % len(sessions)], 0)
               for n in range(CLIENTS)]
    for client in clients:
        client.start()
    time.sleep(dice.uniform(0.005, 0.12))
    gateway.kill()
    for client in clients:
        client.join(10)
        assert not client.is_alive(), "a client hangs"
    return clients


class Told:
    """What the clients of one session were told."""

    def __init__(self):
        self.acked = {}
        self.finals = set()
        self.again = 0

    def note(self, client):
        self.acked[client.name] = client.acked
        self.finals |= client.finals
        self.again += len(client.sent) - len(client.acked)

    def check(self, reader, session):
        load.check(load.settled_rows(reader, session), self.acked, self.finals)


def test_nothing_acknowledged_is_lost_or_doubled():
    print(f"# seed {SEED}, {ROUNDS} rounds")
    dice = random.Random(SEED)
    told = {}
    fast = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 0}}}}}
    with Gateway(config=fast) as gateway:
        for number in range(ROUNDS):
            sessions = [f"agent:main:{name}-{number // ROUNDS_A_SESSION}" for name in ("a", "b")]
            clients = one_round(gateway, dice, number, sessions)
            for client in clients:
                told.setdefault(client.session, Told()).note(client)
            gateway.restart()
            with gateway.connected() as reader:
                for client in clients:
                    client.send_again(reader)
                for session in sessions:
                    told[session].check(reader, session)
        with gateway.connected() as reader:
            for session, notes in told.items():
                notes.check(reader, session)
    total = sum(len(runs) for notes in told.values() for runs in notes.acked.values())
    again = sum(notes.again for notes in told.values())
    print(f"# {total} messages acknowledged, {again} of them sent again")
    assert total > ROUNDS, "hardly anything was acknowledged: the load is no load"
    assert again > ROUNDS / 4, "hardly anything had to be sent again"


test_nothing_acknowledged_is_lost_or_doubled.tap_timeout = 60 + 3 * ROUNDS

if __name__ == "__main__":
    tap.main(globals())
