# SPDX-License-Identifier: MIT
"""The load generator of the bench in the service of tests."""
import json
import os
import subprocess

from . import tap

PATIENCE = 60 * tap.FACTOR


class Load:
    """One run against a gateway; from the beginning of a `with` its clients have their hello."""

    def __init__(self, gw, mode, **options):
        program = os.environ.get("OPENCLAW_LOAD")
        if not program:
            raise SystemExit("OPENCLAW_LOAD names no program; set it to <build>/tests/bench/load")
        self._command = [program, mode, "--port", str(gw.port), "--token", gw.token]
        for name, value in options.items():
            self._command += ["--" + name, str(value)]
        self._process = None

    def __enter__(self):
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, text=True,
                                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if "ready" not in self._process.stdout.readline():
            raise AssertionError(self._process.communicate(timeout=PATIENCE)[1])
        return self

    def figures(self, patience=PATIENCE):
        """What the run has found; waits for its end."""
        found, errors = self._process.communicate(timeout=patience)
        if self._process.returncode != 0 or not found:
            raise AssertionError(f"the load ended with {self._process.returncode}: {errors}")
        return json.loads(found)

    def __exit__(self, *_error):
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
        return False
