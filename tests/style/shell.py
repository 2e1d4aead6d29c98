#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shell scripts, by shellcheck."""
import subprocess

import tree
from support.tap import main, timeout


@timeout(60)
def test_shellcheck_finds_nothing():
    scripts = tree.shell_files()
    assert scripts, "no shell script was found"
    run = subprocess.run(["shellcheck", "--format", "gcc", *scripts], cwd=tree.ROOT,
                         capture_output=True, text=True, check=False)
    tree.none(run.stdout.splitlines(), "shellcheck")
    assert run.returncode == 0, run.stderr


main(globals())
