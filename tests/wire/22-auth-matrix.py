#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Who may come in, row by row as the official gateway has it (tests/data/auth-matrix.json, made by
# tests/interop/record_auth_matrix.py). Where ours is another answer, the row says which and why.
import itertools
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

from support import auth_matrix as matrix
from support import auth_matrix_marks as marks
from support import auth_matrix_rows as rows
from support import netns, tap
from support.gateway import Gateway

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "auth-matrix.json")
# Values that cannot meet, or would tell nothing.
NEVER_MEET = (
    # A page has an origin.
    "client=(control-ui|webchat) origin=none",
    # There is a secret to know, and somebody who could pair a device.
    "config=(none-loopback|strict-.*) credential=(right|misplaced)",
    "config=strict-.* credential=device-token",
    "config=strict-.* device=(paired|revoked)",
    "credential=device-token device=(none|unpaired)",
    # A proxy alone names users, says for whom it asks, and is asked who it is.
    "config=(token|password|none)-.* identity=(alice|mallory|unproven)",
    "forwarded=none identity=(alice|mallory|unproven)",
    "identity=(alice|mallory|unproven) way=(local|lan)",
    "forwarded=(named|chain) way=(local|lan)",
    # Nobody comes by the network where nobody listens for it.
    "config=.*-loopback way=lan",
)
AT_ONCE = 12  # failures on the loopback are answered later, and that is nobody's time


def recorded():
    with open(DATA, encoding="utf-8") as source:
        return json.load(source)["rows"]


def told(row):
    """The row without what it comes to."""
    return {name: value for name, value in row.items()
            if name not in ("outcome", *marks.NAMES) and value != "none"}


def problem(row, found):
    """What is wrong with what came of the row, in words; nothing when it is as it should be."""
    if found == row["outcome"]:
        return "needs its mark no longer" if "ours" in row else None
    if "ours" not in row:
        return f"has no mark, and is\n{json.dumps(found)}\ninstead of\n{json.dumps(row['outcome'])}"
    if not row.get("why"):
        return "has a mark without a reason"
    if found != row["ours"]:
        return f"is\n{json.dumps(found)}\ninstead of our\n{json.dumps(row['ours'])}"
    return None


def outcomes(config, mine):
    wanted = matrix.CONFIGS[config]
    auth = wanted["gateway"]["auth"]["mode"]
    gateway = Gateway(auth=auth, token=matrix.TOKEN, password=matrix.PASSWORD, config=wanted)
    if config in matrix.CLOSED:
        status = gateway.spawn().wait()
        return [matrix.refused_start(status, gateway.log()) for _ in mine]
    with gateway, ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda row: matrix.run(row, gateway.port), mine))


def check(config):
    mine = [row for row in recorded() if row["config"] == config]
    assert mine, f"no row has {config}"
    found = [problem(row, outcome) for row, outcome in zip(mine, outcomes(config, mine))]
    wrong = [f"{json.dumps(told(row))} {text}" for row, text in zip(mine, found) if text]
    assert not wrong, f"{len(wrong)} of {len(mine)} rows\n" + "\n\n".join(wrong)


def checking(config):
    def test():
        check(config)
    test.__name__ = f"test_{config.replace('-', '_')}_is_as_recorded"
    return test


def test_the_recording_has_each_row_once_and_no_other():
    tap.equal(sorted(map(rows.key, recorded())), sorted(map(rows.key, rows.all_rows())))


def refused_for(row):
    """The factors that the official gateway refused the row for, whatever the others were."""
    if "http" in row["outcome"]:
        return {"forwarded"}
    details = row["outcome"].get("error", {}).get("details") or {}
    if details.get("authReason", "").startswith("trusted_proxy_"):
        return {"config", "way", "identity"}
    return {"CONTROL_UI_ORIGIN_NOT_ALLOWED": {"origin"},
            "PROTOCOL_MISMATCH": {"protocol"}}.get(details.get("code"), set())


def in_words(pair):
    return " ".join(f"{name}={value}" for name, value in pair)


def test_each_pair_of_values_is_told_of_by_a_row_that_is_not_refused_for_a_third():
    names = sorted(rows.VALUES)
    values = [[(name, value) for value in rows.VALUES[name]] for name in names]
    missing = {pair for one, two in itertools.combinations(values, 2)
               for pair in itertools.product(one, two)}
    for row in recorded():
        if not set(names) <= set(row) or "steps" in row or "surface" in row:
            continue
        causes, mine = refused_for(row), [(name, row[name]) for name in names]
        missing -= {pair for pair in itertools.combinations(mine, 2)
                    if not causes or causes & set(dict(pair))}
    missing = {in_words(pair) for pair in missing}
    cannot = {text for text in missing if any(re.fullmatch(one, text) for one in NEVER_MEET)}
    tap.equal(sorted(missing - cannot), [])
    tap.equal([one for one in NEVER_MEET if not any(re.fullmatch(one, text) for text in cannot)],
              [], "what meets after all")


def test_each_client_and_each_configuration_has_a_row():
    for name, values in (("client", matrix.CLIENTS), ("config", matrix.CONFIGS)):
        tap.equal(sorted({row[name] for row in recorded() if name in row}), sorted(values), name)


def test_each_deviation_names_its_decision():
    marked = [row for row in recorded() if any(name in row for name in marks.NAMES)]
    wrong = [f"{json.dumps(told(row))}: {row.get('why')}" for row in marked
             if not set(marks.NAMES) <= set(row)
             or row["decision"] != marks.DECISIONS.get(row["why"])]
    tap.equal(wrong, [])
    tap.equal(sorted({row["why"] for row in marked}), sorted(marks.DECISIONS), "reasons")


def test_the_manual_lists_what_is_said_to_stand_there():
    listed = marks.deviations()
    named = {why for why, decision in marks.DECISIONS.items() if decision == marks.PROTOCOL_PAGE}
    tap.equal(named, set(marks.ON_THE_PAGE))
    for words in marks.ON_THE_PAGE.values():
        tap.equal(len([item for item in listed if item.startswith(words)]), 1, words)


def test_each_mode_meets_each_bind():
    started = {row["config"] for row in recorded()}
    tap.equal([f"{auth}-{bind}" for auth in matrix.AUTHS for bind in matrix.BINDS
               if f"{auth}-{bind}" not in started], [])


# One for each, so that no row is left out.
globals().update({test.__name__: test for test in map(checking, matrix.CONFIGS)})

if __name__ == "__main__":
    netns.enter(*matrix.NETWORK, others=matrix.STRANGERS)
    tap.main(globals())
