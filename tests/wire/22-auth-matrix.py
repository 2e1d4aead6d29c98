#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Who may come in, row by row as the official gateway has it (tests/data/auth-matrix.json, made by
# tests/interop/record_auth_matrix.py). Where ours is another answer, the row says which and why.
import json
import os
from concurrent.futures import ThreadPoolExecutor

from support import auth_matrix as matrix
from support import netns, tap
from support.gateway import Gateway

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "auth-matrix.json")
AT_ONCE = 12  # failures on the loopback are answered later, and that is nobody's time


def rows_of(config):
    with open(DATA, encoding="utf-8") as source:
        return [row for row in json.load(source)["rows"] if row["config"] == config]


def told(row):
    """The row without what it comes to."""
    return {name: value for name, value in row.items()
            if name not in ("outcome", "ours", "why") and value != "none"}


def problem(row, port):
    """What is wrong with the row's outcome, in words; nothing when it is as it should be."""
    found = matrix.run(row, port)
    if found == row["outcome"]:
        return "needs its mark no longer" if "ours" in row else None
    if "ours" not in row:
        return f"has no mark, and is\n{json.dumps(found)}\ninstead of\n{json.dumps(row['outcome'])}"
    if not row.get("why"):
        return "has a mark without a reason"
    if found != row["ours"]:
        return f"is\n{json.dumps(found)}\ninstead of our\n{json.dumps(row['ours'])}"
    return None


def check(config):
    rows = rows_of(config)
    assert rows, f"no row has {config}"
    wanted = matrix.CONFIGS[config]
    auth = wanted["gateway"]["auth"]["mode"]
    with Gateway(auth=auth, token=matrix.TOKEN, password=matrix.PASSWORD, config=wanted) as gateway:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = list(pool.map(lambda row: problem(row, gateway.port), rows))
    wrong = [f"{json.dumps(told(row))} {text}" for row, text in zip(rows, found) if text]
    assert not wrong, f"{len(wrong)} of {len(rows)} rows\n" + "\n\n".join(wrong)


def test_a_token_on_the_loopback():
    check("token-loopback")


def test_a_password_on_the_loopback():
    check("password-loopback")


def test_no_secret_on_the_loopback():
    check("none-loopback")


def test_a_proxy_that_names_the_user_on_the_loopback():
    check("proxy-loopback")


def test_a_proxy_on_the_loopback_that_is_not_to_be_believed():
    check("strict-loopback")


def test_a_token_on_the_network():
    check("token-lan")


def test_a_password_on_an_address_of_its_own():
    check("password-custom")


def test_a_proxy_that_names_the_user_on_the_network():
    check("proxy-lan")


def test_who_is_wrong_too_often_is_locked_out():
    check("limited")


def test_who_is_wrong_too_often_beside_a_proxy_is_locked_out():
    check("limited-proxy")


def test_every_row_is_looked_at():
    with open(DATA, encoding="utf-8") as source:
        found = {row["config"] for row in json.load(source)["rows"]}
    tap.equal(sorted(found), sorted(matrix.CONFIGS))


if __name__ == "__main__":
    netns.enter(*matrix.NETWORK, others=matrix.STRANGERS)
    tap.main(globals())
