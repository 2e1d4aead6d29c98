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
from recording import Identities, connections, read
from stage import STAGES
from support import tap
from support.device import Device, base64url
from support.gateway import Gateway
from support.tap import timeout

AT_ONCE = 6
SHOWN = 160
ALLOWED = Allowed()
WORDS = sys.argv[1:]
CHOSEN = [name for name in STAGES if not WORDS or any(word in name for word in WORDS)]
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
    return Player(stage.server, stage.identities, connection,
                  ALLOWED.expected(name, connection.get("name", "")),
                  stage.act)


def _each(name, stage, recorded):
    found = []
    for connection in recorded:
        stage.comes(connection)
        player = _player(name, stage, connection)
        if player.open():
            player.play()
        found += [(connection.get("name", ""), one) for one in player.finish()]
    return found


def _both(name, stage, recorded):
    """One who asks and one who only listens, at the same time."""
    asks, listens = (_player(name, stage, connection) for connection in recorded)
    for player in (asks, listens):
        player.open()
        player.greet()
    asks.play_rest()
    listens.play_rest()
    return [(player.recorded["name"], one) for player in (listens, asks)
            for one in player.finish()]


def guarded(name):
    try:
        return play(name)
    except BaseException:  # told in the transcript's own test
        return traceback.format_exc()


@timeout(150)
def test_every_transcript_is_replayed():
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        # The longest first.
        names = sorted(CHOSEN, key=lambda name: not name.startswith(("23", "04", "22")))
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


def test_every_device_payload_is_signed_as_recorded():
    vector = read("00-device-auth-vector")
    given = vector["input"]
    device = Device(bytes.fromhex(vector["seedHex"]))
    tap.equal((device.id, device.public_key), (vector["deviceId"], vector["publicKeyBase64Url"]))
    params = {"role": given["role"], "scopes": given["scopes"], "auth": {"token": given["token"]},
              "client": {"id": given["clientId"], "mode": given["clientMode"],
                         "platform": given["platform"], "deviceFamily": given["deviceFamily"]}}
    bare = {"role": given["role"], "scopes": [],
            "client": {"id": given["clientId"], "mode": given["clientMode"]}}
    for name, version, signed in (("V3", 3, params), ("V2", 2, params),
                                  ("V3_noToken_noScopes_noMeta", 3, bare)):
        text = device.payload(signed, given["signedAtMs"], given["nonce"], version)
        tap.equal(text, vector["payload" + name])
        tap.equal(base64url(device.key.sign(text)), vector["signature" + name])
    with Gateway() as gateway, device.connect(gateway) as client:
        row = client.call("device.pair.list")["paired"][0]
        tap.equal((row["deviceId"], row["publicKey"]), (device.id, device.public_key))


def test_every_allowed_difference_is_needed():
    if len(FOUND) == len(STAGES):
        tap.equal(ALLOWED.unused(), [], "rows of allowed.json")


def test_every_allowed_difference_says_what_comes_instead():
    tap.equal(ALLOWED.unpinned(), [], "rows of allowed.json")


def test_every_allowed_difference_has_a_reason():
    tap.equal(ALLOWED.unreasoned(), [], "rows of allowed.json")


if __name__ == "__main__":
    NAMED = {f"test_{number:02}": test_of(name) for number, name in enumerate(CHOSEN)}
    FIRST = {"test_0": test_every_transcript_is_replayed}
    LAST = {name: found for name, found in globals().items()
            if name.startswith(("test_every_allowed", "test_every_device"))}
    sys.argv[1:] = []
    tap.main({**FIRST, **NAMED, **LAST})
