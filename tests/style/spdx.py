#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The first line, or the one behind a shebang, names the licence."""
import tree
from support.tap import main

SUFFIXES = tree.C_FAMILY + (".py", ".sh", ".mjs", ".js", ".build", ".map.in")
NAMES = ("Makefile", "meson_options.txt")


def wanted():
    found = {f for f in tree.files()
             if not tree.is_data(f) and (f.endswith(SUFFIXES) or f.split("/")[-1] in NAMES)}
    return sorted(found | set(tree.python_files()) | set(tree.shell_files()))


def named(path):
    head = tree.read(path).split("\n", 2)
    line = head[1] if head[0].startswith("#!") and len(head) > 1 else head[0]
    return line.strip("/*#. ").startswith("SPDX-License-Identifier: MIT")


def test_every_source_file_names_its_licence_in_the_first_line():
    tree.none((f for f in wanted() if not named(f)), "SPDX-License-Identifier: MIT is missing")


main(globals())
