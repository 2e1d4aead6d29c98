#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The layout is clang-format's."""
import subprocess

import tree
from support.tap import main, timeout

MOST_COLUMNS = 100


@timeout(120)
def test_clang_format_has_nothing_to_change():
    run = subprocess.run(["clang-format", "--dry-run", "-Werror", *tree.c_files()], cwd=tree.ROOT,
                         capture_output=True, text=True, check=False)
    lines = [line for line in run.stderr.splitlines() if "error:" in line]
    tree.none(sorted({line.split(":")[0] for line in lines}), "run `make format`")
    assert run.returncode == 0, run.stderr


def test_no_line_is_wider_than_100_columns():
    found = []
    for path in sorted(set(tree.c_files() + tree.python_files() + tree.shell_files())):
        for number, line in enumerate(tree.read(path).split("\n"), 1):
            if len(line) > MOST_COLUMNS:
                found.append(f"{path}:{number}: {len(line)} columns")
    tree.none(found, "wrap it")


def test_lines_end_cleanly():
    found = []
    for path in tree.files():
        if tree.is_data(path) or not tree.is_text(path):
            continue
        text = tree.read(path)
        if text and not text.endswith("\n"):
            found.append(f"{path}: no newline at its end")
        found += [f"{path}:{number}: trailing space or carriage return"
                  for number, line in enumerate(text.split("\n"), 1) if line != line.rstrip()]
    tree.none(found, "see .editorconfig")


main(globals())
