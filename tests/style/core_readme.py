#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""core/README.md has a row for every file of the core, and for none that is gone."""
import fnmatch
import re

import tree
from support.tap import main


def rows():
    """What stands in backticks in the first cell of the tables: `loop`, `server_*.cpp`."""
    for line in tree.read("core/README.md").splitlines():
        cell = line.split("|")[1] if line.startswith("|") and line.count("|") > 1 else ""
        for quoted in re.findall(r"`([^`]+)`", cell):
            yield from (word.rstrip(",").removeprefix("core/") for word in quoted.split())


def covers(row, name):
    stem = name.rsplit(".", 1)[0]
    return fnmatch.fnmatch(name, row) or fnmatch.fnmatch(stem, row)


def names():
    return [f.removeprefix("core/") for f in tree.c_files() if f.startswith("core/")]


def test_every_core_file_has_a_row():
    table = list(rows())
    tree.none((n for n in names() if not any(covers(row, n) for row in table)),
              "core/README.md says nothing of")


def test_every_row_has_a_file():
    found = names()
    tree.none((row for row in rows() if not any(covers(row, n) for n in found)),
              "core/README.md names what is not there")


main(globals())
