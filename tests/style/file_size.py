#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files stay small."""
import statistics

import tree
from support.tap import main

MOST_LINES = 500
MEDIAN_LINES = 150


def sources():
    wanted = set(tree.c_files()) | {f for f in tree.python_files() + tree.shell_files()
                                    if f.split("/")[0] in tree.SOURCE_DIRS}
    return {f: tree.read(f).count("\n") for f in sorted(wanted)}


def test_no_source_file_has_more_than_500_lines():
    tree.none((f"{f}: {n} lines" for f, n in sources().items() if n > MOST_LINES),
              "split where a name can be found")


def test_half_of_the_sources_have_no_more_than_150_lines():
    sizes = [n for f, n in sources().items() if "tests" not in f.split("/")]
    median = statistics.median(sizes)
    assert median <= MEDIAN_LINES, f"the median is {median} lines"


main(globals())
