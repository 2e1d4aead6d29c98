# SPDX-License-Identifier: MIT
"""A gateway whose start is held up by somebody who holds its database."""
import contextlib
import os
import sqlite3
import time

from . import tap
from .gateway import Gateway
from .rpc import Client


def await_listener(gw):
    """A client that is there as soon as somebody listens."""
    deadline = time.monotonic() + 10 * tap.FACTOR
    while True:
        try:
            return Client(gw.port, timeout=5)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)


@contextlib.contextmanager
def held_up(**options):
    """A gateway that listens and cannot get ready before the context is left."""
    with Gateway(**options) as gw:
        gw.stop()
        path = os.path.join(gw.state_dir, "state", "gateway.sqlite")
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("PRAGMA locking_mode=EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        try:
            gw.spawn()
            await_listener(gw).close()
            yield gw, holder
        finally:
            holder.close()
