#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Who may come in, row by row as the official gateway has it (tests/data/auth-matrix.json, made by
# tests/interop/record_auth_matrix.py). Where ours is another answer, the row says which and why.
import itertools
import json
import os
from concurrent.futures import ThreadPoolExecutor

from support import auth_matrix as matrix
from support import auth_matrix_rows as rows
from support import netns, tap
from support.gateway import Gateway

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "auth-matrix.json")
AT_ONCE = 12  # failures on the loopback are answered later, and that is nobody's time


def recorded():
    with open(DATA, encoding="utf-8") as source:
        return json.load(source)["rows"]


def told(row):
    """The row without what it comes to."""
    return {name: value for name, value in row.items()
            if name not in ("outcome", "ours", "why") and value != "none"}


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
    """The factor that the official gateway refused the row for, whatever the others were."""
    details = row["outcome"].get("error", {}).get("details", {})
    code = details.get("code") if isinstance(details, dict) else None
    return {"CONTROL_UI_ORIGIN_NOT_ALLOWED": "origin", "PROTOCOL_MISMATCH": "protocol"}.get(code)


def test_each_pair_of_values_is_told_of_by_a_row_that_is_not_refused_for_a_third():
    wanted = rows.wanted_pairs()
    for row in recorded():
        if not set(rows.VALUES) <= set(row) or "steps" in row or "surface" in row:
            continue
        values = sorted((name, row[name]) for name in rows.VALUES)
        cause = refused_for(row)
        wanted -= {pair for pair in itertools.combinations(values, 2)
                   if not cause or cause in dict(pair)}
    tap.equal(sorted(wanted), [])


def test_each_mode_meets_each_bind():
    started = {row["config"] for row in recorded()}
    tap.equal([f"{auth}-{bind}" for auth in matrix.AUTHS for bind in matrix.BINDS
               if f"{auth}-{bind}" not in started], [])


# One for each, so that no row is left out.
globals().update({test.__name__: test for test in map(checking, matrix.CONFIGS)})

if __name__ == "__main__":
    netns.enter(*matrix.NETWORK, others=matrix.STRANGERS)
    tap.main(globals())
