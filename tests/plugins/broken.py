# SPDX-License-Identifier: MIT
"""The broken plugins as they were built, and a gateway that loads some of them."""
import os

from support.gateway import Gateway

BUILT = os.environ["OPENCLAW_BROKEN_PLUGINS"]


def so(name):
    return os.path.join(BUILT, name + ".so")


def gateway(*paths, entries=None):
    """A gateway that loads these files besides its own; names stand for what was built here."""
    files = [path if "/" in path else so(path) for path in paths]
    return Gateway(config={"plugins": {"load": {"paths": files}, "entries": entries or {}}})


def plugins_of(gateway_):
    """What health tells of the plugins."""
    with gateway_.connected() as client:
        return client.call("health")["plugins"]
