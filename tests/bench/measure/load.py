# SPDX-License-Identifier: MIT
"""Runs of the load generator on a core of its own, with the processor time of the server."""
import statistics

from support import load, proc

from .servers import cores, pinned


class Load(load.Load):
    """One run; its figures have `cpu_us`, the server's time for each of `total`."""

    def __init__(self, binary, server, mode, core=None, **options):
        super().__init__(server, mode, program=binary, **options)
        self._pid = server.pid
        self._core = cores()[1] if core is None else core
        self._spent = 0.0

    def __enter__(self):
        with pinned(self._core):
            return super().__enter__()

    def _last_line(self, patience):
        before = proc.cpu_seconds(self._pid)
        line = super()._last_line(patience)
        self._spent = proc.cpu_seconds(self._pid) - before
        return line

    def figures(self, patience=load.PATIENCE):
        found = super().figures(patience)
        if found.get("total"):
            found["cpu_us"] = self._spent / found["total"] * 1e6
        return found


def figures(*what, **options):
    """Those of one run, made as a Load is."""
    with Load(*what, **options) as run:
        return run.figures()


def medians(runs):
    """Each figure's median over several runs."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}
