#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A name server that is silent does not hold a command beyond its time.
import os
import socket
import subprocess
import time

from cli.command_line import Home
from support import netns, tap
from support.gateway import binary

SERVER = "192.0.2.1"
MOUNT = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'


class SilentHome(Home):
    """Programs run as on a machine whose only name server takes questions and answers none."""

    def __enter__(self):
        super().__enter__()
        self.server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.server.bind((SERVER, 53))
        with open(os.path.join(self.path, "resolv.conf"), "w", encoding="ascii") as out:
            out.write(f"nameserver {SERVER}\n")
        return self

    def __exit__(self, *error):
        self.server.close()
        super().__exit__(*error)

    def start(self, *arguments, **env):
        words = ["unshare", "-m", "sh", "-c", MOUNT, os.path.join(self.path, "resolv.conf")]
        return subprocess.Popen([*words, binary(), *arguments], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=self.environment(**env), cwd=self.path)


def test_a_command_ends_in_its_time_though_the_name_server_is_silent(home):
    for scheme in ("ws", "wss"):
        start = time.monotonic()
        outcome = home.run("gateway", "health", "--url", f"{scheme}://gateway.local", "--token",
                           "t", "--timeout", "400", OPENCLAW_ALLOW_INSECURE_PRIVATE_WS="1")
        assert time.monotonic() - start < 3 * tap.FACTOR
        tap.equal((outcome.status, outcome.out), (1, ""))
        assert "cannot resolve gateway.local: no name server answers in time" in outcome.err, \
            outcome.err
    home.server.settimeout(1 * tap.FACTOR)
    assert b"gateway" in home.server.recv(512)


netns.enter(f"{SERVER}/24")
tap.main(globals(), SilentHome)
