#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The comparison itself: each kind of difference is found, and what may vary is not one."""
from compare import DELAY_MS, Comparer
from recording import CUT, Identities
from support import tap

ONE = "11111111-2222-4333-8444-555555555555"
OTHER = "66666666-7777-4888-8999-000000000000"


def found(path, recorded, here, identities=None):
    comparer = Comparer(identities or Identities(1))
    comparer.values(path, recorded, here)
    return [(one.path, one.kind) for one in comparer.found]


def test_each_kind_of_difference_is_found():
    recorded = {"same": [1, "x"], "gone": 1, "typed": 1, "said": "a", "rows": [{"a": 1}, {"a": 2}]}
    here = {"same": [1, "x"], "typed": "1", "said": "b", "rows": [{"a": 1}], "more": None}
    tap.equal(found("r", recorded, here),
              [("r.gone", "missing"), ("r.typed", "type"), ("r.said", "value"),
               ("r.rows[1]", "missing"), ("r.more", "extra")])
    tap.equal(found("r", True, 1), [("r", "type")])
    tap.equal(found("r", {"a": None}, {}), [("r.a", "missing")])


def test_what_varies_keeps_its_shape():
    path = "res(connect).payload.server.connId"
    tap.equal(found(path, ONE, OTHER), [])
    tap.equal(found(path, ONE, "not one"), [(path, "value")])
    tap.equal(found("event(tick).payload.ts", 1795217920932, 1795217999999), [])
    tick = "event(tick).payload.ts"
    tap.equal(found(tick, 1795217920932, 17), [(tick, "value")])
    surface = "res(connect).payload.pluginSurfaceUrls.canvas"
    word = "/__openclaw__/cap/" + "aB3-" * 6
    recorded = "http://127.0.0.1:18801" + word
    tap.equal(found(surface, recorded, "http://127.0.0.1:20000" + word[:-24] + "x" * 24), [])
    for other in ("http://elsewhere:20000" + word, "http://127.0.0.1:20000" + word[:-1], word):
        tap.equal(found(surface, recorded, other), [(surface, "value")])


def test_a_delay_is_about_as_long_as_the_recorded_one():
    path = "res(connect).error.retryAfterMs"
    tap.equal(found(path, 299_966, 300_000), [])
    tap.equal(found(path, 299_966, 299_966 - int(DELAY_MS) - 1), [(path, "value")])
    tap.equal(found(path, 500, -100), [(path, "value")])


def test_a_name_stands_for_one_thing():
    identities = Identities(1)
    path = "event(connect.challenge).payload.nonce"
    tap.equal(found(path, ONE, OTHER, identities), [])
    tap.equal(found("r", f"of {ONE}", f"of {OTHER}", identities), [])
    tap.equal(found(path, ONE, ONE.replace("1", "2"), identities), [(path, "value")])
    tap.equal(identities.here({"nonce": [ONE]}), {"nonce": [OTHER]})
    whole = "w" * 90 + ONE
    tap.equal(identities.text(whole[:CUT]), ("w" * 90 + OTHER)[:CUT])


def test_rows_are_those_of_the_same_device_and_names_have_no_order():
    identities = Identities(1)
    identities.bind("d" * 64, "e" * 64)
    recorded = [{"deviceId": "d" * 64, "n": 1}, {"n": 2}]
    tap.equal(found("r", recorded, [{"n": 3}, {"deviceId": "e" * 64, "n": 1}], identities),
              [("r[1]", "missing"), ("r[0]", "extra")])
    names = "res(connect).payload.features.methods"
    tap.equal(found(names, ["a", "b"], ["b", "c"]),
              [(names + "(a)", "missing"), (names + "(c)", "extra")])


if __name__ == "__main__":
    tap.main(globals())
