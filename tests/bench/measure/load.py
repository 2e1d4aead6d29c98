# SPDX-License-Identifier: MIT
"""Runs of the load generator, with the processor time of the server beside them."""
import json
import statistics
import subprocess

from support import proc

from .servers import cores, pinned

PATIENCE = 90  # seconds


class LoadFailed(Exception):
    """The load generator could not measure; the text says why."""


class Load:
    """One run. Usable as a context manager where the clients only have to be there."""

    def __init__(self, binary, server, mode, core=None, **options):
        command = [binary, mode, "--port", str(server.port)]
        if server.token:
            command += ["--token", server.token]
        for name, value in options.items():
            command += ["--" + name, str(value)]
        self.server = server
        with pinned(cores()[1] if core is None else core):
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True,
                                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def wait_ready(self):
        if "ready" not in self.process.stdout.readline():
            _, errors = self.process.communicate(timeout=PATIENCE)
            raise LoadFailed(errors.strip() or "the load generator says nothing")

    def figures(self):
        """What the run found; `cpu_us` is the server's time for each of `total`."""
        self.wait_ready()
        before = proc.cpu_seconds(self.server.pid)
        line = self.process.stdout.readline()
        spent = proc.cpu_seconds(self.server.pid) - before
        _, errors = self.process.communicate(timeout=PATIENCE)
        if not line:
            raise LoadFailed(errors.strip())
        figures = json.loads(line)
        if figures.get("total"):
            figures["cpu_us"] = spent / figures["total"] * 1e6
        return figures

    def __enter__(self):
        self.wait_ready()
        return self

    def __exit__(self, *_error):
        self.process.communicate(timeout=PATIENCE)


def medians(runs):
    """Each figure's median over several runs."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}
