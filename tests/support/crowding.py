# SPDX-License-Identifier: MIT
"""More clients than a gateway has descriptors for."""
import time

from . import tap, ws


def fill(gw, stack, descriptors):
    """Clients until one is not taken any more."""
    clients = []
    while len(clients) < descriptors:
        try:
            clients.append(stack.enter_context(gw.connected(timeout=2 * tap.FACTOR)))
        except (ws.Closed, ws.Timeout, OSError):
            return clients
    raise AssertionError(f"{descriptors} clients on as many descriptors")


def comes_in(gw, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with gw.connected(timeout=2 * tap.FACTOR) as client:
                return client.call("health")["ok"]
        except (ws.Closed, ws.Timeout, OSError):
            time.sleep(0.05)
    return False
