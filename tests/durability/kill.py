#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# SIGKILL at random moments under load, again and again on the same state: nothing that was
# acknowledged is lost, nothing stands twice, and what was interrupted is answered.
import os
import random
import time

import load
from support import tap
from support.gateway import Gateway

ROUNDS = int(os.environ.get("OPENCLAW_KILL_RUNS", "50"))
SEED = int(os.environ.get("OPENCLAW_KILL_SEED", str(random.SystemRandom().randrange(1 << 32))))
SESSIONS = ("main", "agent:main:second")
CLIENTS = 3


def one_round(gateway, dice, number):
    clients = [load.Client(gateway, f"r{number}c{n}", SESSIONS[n % len(SESSIONS)], 0)
               for n in range(CLIENTS)]
    for client in clients:
        client.start()
    time.sleep(dice.uniform(0.005, 0.12))
    gateway.kill()
    for client in clients:
        client.join(10)
        assert not client.is_alive(), "a client hangs"
    return clients


def test_nothing_acknowledged_is_lost_or_doubled():
    print(f"# seed {SEED}, {ROUNDS} rounds")
    dice = random.Random(SEED)
    acked = {session: {} for session in SESSIONS}
    finals = {session: set() for session in SESSIONS}
    fast = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 0}}}}}
    with Gateway(config=fast) as gateway:
        for number in range(ROUNDS):
            for client in one_round(gateway, dice, number):
                acked[client.session][client.name] = client.acked
                finals[client.session] |= client.finals
            gateway.restart()
            with gateway.connected() as reader:
                for session in SESSIONS:
                    rows = load.settled_rows(reader, session)
                    load.check(rows, acked[session], finals[session])
        total = sum(len(runs) for names in acked.values() for runs in names.values())
        print(f"# {total} messages acknowledged")
        assert total > ROUNDS, "hardly anything was acknowledged: the load is no load"


test_nothing_acknowledged_is_lost_or_doubled.tap_timeout = 60 + 3 * ROUNDS

if __name__ == "__main__":
    tap.main(globals())
