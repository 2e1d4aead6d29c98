# SPDX-License-Identifier: MIT
"""Runs of the load generator of the bench."""
import json
import os
import select
import subprocess

from . import tap

PATIENCE = 60 * tap.FACTOR


class Load:
    """One run against a server; from the beginning of a `with` its clients have their hello."""

    def __init__(self, server, mode, program=None, **options):
        program = program or os.environ.get("OPENCLAW_LOAD")
        if not program:
            raise SystemExit("OPENCLAW_LOAD names no program; set it to <build>/tests/bench/load")
        self._command = [program, mode, "--port", str(server.port)]
        if server.token:
            self._command += ["--token", server.token]
        for name, value in options.items():
            self._command += ["--" + name, str(value)]
        self._process = None

    def __enter__(self):
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, text=True,
                                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if "ready" not in self._process.stdout.readline():
            raise AssertionError(self._process.communicate(timeout=PATIENCE)[1].strip()
                                 or "the load generator says nothing")
        return self

    def figures(self, patience=PATIENCE):
        """What the run has found; waits for its end."""
        self._process.stdin.close()
        line = self._last_line(patience)
        status = self._process.wait(patience)
        if status != 0 or not line:
            raise AssertionError(f"the load ended with {status}: {self._process.stderr.read()}")
        return json.loads(line)

    def _last_line(self, patience):
        if not select.select([self._process.stdout], [], [], patience)[0]:
            raise AssertionError("the load has no end")
        return self._process.stdout.readline()

    def __exit__(self, *_error):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            stream.close()
        return False
