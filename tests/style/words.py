#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Words that have no place in a finished tree."""
import re

import tree
from support.tap import main

# Written in pieces, so that this file does not hold them itself.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK"]) + r")\b"
                        r"|\bfor " r"now\b")
PRIVATE_PATHS = re.compile(r"(?<![\w.\-/])/(?:" r"wor" r"k|roo" r"t)/")
REGISTRIES = re.compile("|".join(map(re.escape, [
    "registry." "npmjs.org", "registry." "yarnpkg.com", "py" "pi.org", "files." "pythonhosted.org",
    "crates" ".io", "proxy." "golang.org"])))


def hits(pattern):
    for path in tree.files():
        if not tree.is_text(path):
            continue
        for number, line in enumerate(tree.read(path).split("\n"), 1):
            if pattern.search(line):
                yield f"{path}:{number}: {line.strip()[:120]}"


def test_nothing_is_left_unfinished():
    tree.none(hits(UNFINISHED), "do it, or write down that it is not done")


def test_no_path_of_somebodys_machine_is_named():
    tree.none(hits(PRIVATE_PATHS), "a path that only one machine has")


def test_no_package_registry_is_named():
    tree.none(hits(REGISTRIES), "which registry to ask is the user's to configure")


main(globals())
