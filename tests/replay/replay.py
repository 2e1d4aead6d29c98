#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Recorded conversations with the product, said again to this gateway with keys of their own. What
it answers is compared with what was recorded, member by member; what differs stands in
tests/data/transcripts/allowed.json with its reason, or the test fails.
"""
import concurrent.futures
import json
import os
import sys
import traceback

from allowed import Allowed
from player import Player
from recording import Identities, connections
from stage import STAGES
from support import tap
from support.tap import timeout

AT_ONCE = 6
SHOWN = 160
ALLOWED = Allowed()
FOUND = {}


def short(value):
    return json.dumps(value, ensure_ascii=False)[:SHOWN]


def play(name):
    """Every connection of a transcript: [(connection, difference)]."""
    recorded = connections(name)
    stage = STAGES[name]()
    server = stage.start()
    try:
        stage.identities = Identities(server.port)
        stage.identities.learn_keys(recorded)
        stage.before(recorded)
        return _both(name, stage, recorded) if name.startswith("10-") else _each(name, stage,
                                                                                recorded)
    finally:
        stage.stop()


def _player(name, stage, connection):
    return Player(stage.server, stage.identities, connection, ALLOWED.expected(name), stage.act)


def _each(name, stage, recorded):
    found = []
    for connection in recorded:
        player = _player(name, stage, connection)
        if player.open():
            player.play()
        found += [(connection.get("name", ""), one) for one in player.finish()]
    return found


def _both(name, stage, recorded):
    """One who asks and one who only listens, at the same time."""
    asks, listens = (_player(name, stage, connection) for connection in recorded)
    listens.open()
    listens.greet()
    asks.open()
    asks.play()
    listens.play_rest()
    return [(player.recorded["name"], one) for player in (asks, listens)
            for one in player.finish()]


def guarded(name):
    try:
        return play(name)
    except BaseException:  # told in the transcript's own test
        return traceback.format_exc()


def chosen():
    words = sys.argv[1:]
    return [name for name in STAGES if not words or any(word in name for word in words)]


@timeout(150)
def test_every_transcript_is_replayed():
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        # The longest first.
        names = sorted(chosen(), key=lambda name: not name.startswith(("23", "04", "22")))
        for name, found in zip(names, pool.map(guarded, names)):
            FOUND[name] = found


def judge(name):
    found = FOUND[name]
    if isinstance(found, str):
        raise AssertionError(found)
    bad = [(connection, one) for connection, one in found
           if not ALLOWED.covers(name, connection, one)]
    if "REPLAY_OUT" in os.environ:
        with open(os.path.join(os.environ["REPLAY_OUT"], name + ".json"), "w") as out:
            json.dump([[connection, *one] for connection, one in bad], out)
    told = [f"{connection}: {one.path} {one.kind}: recorded {short(one.recorded)}, "
            f"here {short(one.here)}" for connection, one in bad]
    assert not bad, f"{len(bad)} differences that nobody allows\n" + "\n".join(told)


def test_of(name):
    def test():
        judge(name)
    test.__name__ = "test_the_transcript_" + name.replace("-", "_") + "_is_answered_as_recorded"
    return test


def test_every_allowed_difference_is_needed():
    if len(FOUND) == len(STAGES):
        tap.equal(ALLOWED.unused(), [], "rows of allowed.json")


def test_every_allowed_difference_has_a_reason():
    tap.equal(ALLOWED.unreasoned(), [], "rows of allowed.json")


if __name__ == "__main__":
    NAMED = {f"test_{number:02}": test_of(name) for number, name in enumerate(chosen())}
    FIRST = {"test_0": test_every_transcript_is_replayed}
    LAST = {name: found for name, found in globals().items() if name.startswith("test_every_a")}
    sys.argv[1:] = []
    tap.main({**FIRST, **NAMED, **LAST})
