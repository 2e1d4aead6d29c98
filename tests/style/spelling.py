#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Spelling, by codespell."""
import os
import subprocess

import tree
from support.tap import main, timeout


@timeout(60)
def test_codespell_finds_nothing():
    words = os.path.join(tree.ROOT, "tests/style/codespell-ignore.txt")
    paths = [f for f in tree.files() if not tree.is_data(f) and tree.is_text(f)]
    run = subprocess.run(["codespell", "--ignore-words", words, *paths], cwd=tree.ROOT,
                         capture_output=True, text=True, check=False)
    tree.none(run.stdout.splitlines(), "spell it right, or add it to codespell-ignore.txt")
    assert run.returncode == 0, run.stderr


main(globals())
