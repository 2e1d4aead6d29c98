# SPDX-License-Identifier: MIT
"""A network of the test's own: a loopback, and one other interface with the addresses it names."""
import os
import subprocess
import sys

INSIDE = "OPENCLAW_TEST_NETWORK"


def enter(*addresses, others=()):
    """Runs this program anew inside a network namespace that has these addresses (a.b.c.d/n).
    `others` are networks whose addresses a test may come from though no interface has them."""
    if os.environ.get(INSIDE) == "1":
        return _set_up(addresses, others)
    os.environ[INSIDE] = "1"
    flags = "-n" if os.geteuid() == 0 else "-rn"
    return os.execvp("unshare", ["unshare", flags, sys.executable, *sys.argv])


def ip(words):
    subprocess.run(["ip", *words.split()], check=True)


def _set_up(addresses, others):
    del os.environ[INSIDE]
    ip("link set lo up")
    ip("link add near type veth peer name far")
    for address in addresses:
        ip(f"addr add {address} dev near")
    ip("link set near up")
    ip("link set far up")
    for network in others:
        ip(f"route add local {network} dev lo")
