#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# SIGKILL at random moments under load, again and again on the same state: nothing that was
# acknowledged is lost, nothing stands twice, what was interrupted is answered, and what was not
# acknowledged counts once when it is sent again. In flight are messages, pairings and writes of
# the configuration.
import contextlib
import os
import random
import sqlite3
import threading
import time

import config_writes
import messages
import pairing
from support import tap
from support.gateway import Gateway

ROUNDS = int(os.environ.get("OPENCLAW_KILL_RUNS", "50"))
SEED = int(os.environ.get("OPENCLAW_KILL_SEED", str(random.SystemRandom().randrange(1 << 32))))
ROUNDS_A_SESSION = 8  # then new sessions: reading a long history again each round tests nothing
CLIENTS = 3
MANY = 20  # rounds; fewer need not have come to everything
FIRST = "never"


class Lasting(Gateway):
    """Its configuration is written once; what others make of it afterwards stays."""

    def _write_config(self):
        if not os.path.exists(os.path.join(self.state_dir, "openclaw.json")):
            super()._write_config()


class Round:
    """One life of the gateway: who talked to it, and what they were told."""

    def __init__(self, gateway, number, sessions, value):
        self.gateway = gateway
        self.clients = [messages.Client(gateway, f"r{number}c{n}", sessions[n % len(sessions)], 0)
                        for n in range(CLIENTS)]
        self.pairer = pairing.Pairer(gateway, f"r{number}", number)
        self.writer = config_writes.Writer(gateway, f"r{number}", value)

    def run(self, seconds):
        everybody = [*self.clients, self.pairer, self.writer]
        troubles = []
        threading.excepthook = lambda trouble: troubles.append(trouble.exc_value)
        for one in everybody:
            one.start()
        time.sleep(seconds)
        self.gateway.kill()
        self.writer.kill()
        for one in everybody:
            one.join(10)
            assert not one.is_alive(), "a client hangs"
        assert not troubles, f"refused under load: {troubles}"


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
        messages.check(messages.settled_rows(reader, session), self.acked, self.finals)


class Story:
    """What everybody was told in all rounds so far."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.sessions = {}
        self.pairers = []
        self.value = FIRST
        self.writes = self.devices = self.approved = self.stale = 0

    def note(self, ended):
        for client in ended.clients:
            self.sessions.setdefault(client.session, Told()).note(client)
        self.pairers.append(ended.pairer)
        self.writes += ended.writer.count
        self.devices += len(ended.pairer.labels)
        self.approved += len(ended.pairer.approved)
        self.value = ended.writer.check()

    def check(self, ended):
        with self.gateway.connected(timeout=20) as reader:
            for client in ended.clients:
                client.send_again(reader)
            for session in {client.session for client in ended.clients}:
                self.sessions[session].check(reader, session)
            pairing.check(self.gateway, reader, self.pairers)

    def end_chapter(self):
        with self.gateway.connected(timeout=20) as owner:
            self.stale += pairing.check_stale(self.gateway, self.pairers)
            pairing.forget(owner)
        self.pairers = []

    def check_all(self):
        with self.gateway.connected(timeout=20) as reader:
            for session, notes in self.sessions.items():
                notes.check(reader, session)


def check_database(gateway):
    """As the crash left it: whole, without a repair."""
    path = os.path.join(gateway.state_dir, "state", "gateway.sqlite")
    with contextlib.closing(sqlite3.connect(path)) as database:
        tap.equal(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "the database")
        tap.equal(database.execute("PRAGMA foreign_key_check").fetchall(), [], "its references")


def test_nothing_acknowledged_is_lost_or_doubled():
    print(f"# seed {SEED}, {ROUNDS} rounds")
    dice = random.Random(SEED)
    fast = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 0}}}},
            "wizard": {"lastRunCommand": FIRST}}
    with Lasting(config=fast) as gateway:
        story = Story(gateway)
        for number in range(ROUNDS):
            chapter, page = divmod(number, ROUNDS_A_SESSION)
            sessions = [f"agent:main:{name}-{chapter}" for name in ("a", "b")]
            ended = Round(gateway, number, sessions, story.value)
            ended.run(dice.uniform(0.005, 0.15))
            story.note(ended)
            if page == 0:
                check_database(gateway)
            gateway.restart()
            story.check(ended)
            if page == ROUNDS_A_SESSION - 1:
                story.end_chapter()
        story.end_chapter()
        story.check_all()
        for word in ("malformed", "recover", "repair", "left out"):
            assert word not in gateway.log(), f"the log speaks of {word}"
    tell(story)


def tell(story):
    acked = sum(len(runs) for told in story.sessions.values() for runs in told.acked.values())
    again = sum(told.again for told in story.sessions.values())
    print(f"# {acked} messages acknowledged, {again} of them sent again; {story.devices} devices "
          f"paired and named, {story.approved} of them approved before, {story.stale} with a new "
          f"token since; {story.writes} writes of the configuration")
    assert acked > ROUNDS, "hardly anything was acknowledged: the load is no load"
    assert again > ROUNDS / 4, "hardly anything had to be sent again"
    assert story.devices > ROUNDS / 4, "hardly any device was paired"
    if ROUNDS >= MANY:
        assert story.approved > 0, "no device was approved"
        assert story.stale > 0, "no token was rotated away"
    assert story.writes > ROUNDS / 4, "the configuration was hardly written"


test_nothing_acknowledged_is_lost_or_doubled.tap_timeout = 60 + 3 * ROUNDS

if __name__ == "__main__":
    tap.main(globals())
