# SPDX-License-Identifier: MIT
"""Clients that must not notice what happens beside them, and a gateway's memory meanwhile."""
from . import tap
from .load import Load
from .memory import Watch


class Beside:
    """From the beginning of a `with` to its end, `clients` are in, ask, and count what they are
    told. Leaving it checks that none of them has lost an event, and that the memory comes back."""

    def __init__(self, gw, clients=20):
        self._load = Load(gw, "flood", clients=clients, rate=0, seconds=0, warmup=0)
        self._memory = Watch(gw)
        self.figures = None

    def __enter__(self):
        self._load.__enter__()
        self._memory.__enter__()
        return self

    def __exit__(self, kind, *error):
        try:
            if kind is None:
                self.figures = self._load.figures()
        finally:
            self._load.__exit__(kind, *error)
            self._memory.__exit__(kind, *error)
        if kind is None:
            self._check()
        return False

    def _check(self):
        tap.equal(self.figures["lost"], 0, "events that one of the clients did not get")
        assert self.figures["events"] > 0 and self.figures["answers"] > 0, self.figures
        self._memory.check_during()
        self._memory.check_after()

    def check_finals(self, count):
        """Each of them was told of so many answers; to be called behind the `with`."""
        found = self.figures["finals_least"], self.figures["finals_most"]
        tap.equal(found, (count, count), "answers that each of the clients was told of")
