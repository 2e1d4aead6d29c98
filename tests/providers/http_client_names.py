#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A name server that never answers holds up nobody but who asked. In a network of its own, where
# the name server is ours.
import ctypes
import fcntl
import os
import socket
import struct
import sys
import tempfile
import time

from support import tap
from world import World, send

NAME = "http://slow.example.com/v1"
INSIDE = "OPENCLAW_OWN_NETWORK"


def enter_own_network():
    """Runs this file again with a network and mounts of its own."""
    flags = "-mn" if os.geteuid() == 0 else "-rmn"
    os.environ[INSIDE] = "1"
    os.execvp("unshare", ["unshare", flags, sys.executable, *sys.argv])


def set_up_network(folder):
    """Loopback, and a name server on it that takes questions and keeps them."""
    libc = ctypes.CDLL(None, use_errno=True)
    file = os.path.join(folder, "resolv.conf")
    with open(file, "w", encoding="utf-8") as out:
        out.write("nameserver 127.0.0.1\noptions timeout:30\n")
    bind = 4096
    if libc.mount(file.encode(), b"/etc/resolv.conf", None, bind, None) != 0:
        raise OSError(ctypes.get_errno(), "mount")
    link_up()
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    return server


def link_up():
    siocsifflags, up = 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, siocsifflags, struct.pack("16sh14x", b"lo", up))


class SlowNames(World):
    """Its provider has a name, in a network without an answer to it."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="oc-names-")
        self._server = set_up_network(self._folder.name)
        super().__init__(connectTimeoutMs=1000, retries=0)
        entries = self.gateway.config["plugins"]["entries"]
        entries["provider-openai"]["config"]["baseUrl"] = NAME

    def __exit__(self, *error):
        self._server.close()
        self._folder.cleanup()
        return super().__exit__(*error)


def test_a_name_that_is_not_found_in_time_is_an_error(w):
    started = time.monotonic()
    assert "timed out" in w.fails(), "no error"
    assert time.monotonic() - started < 4 * tap.FACTOR


def test_the_loop_goes_on_while_a_name_is_looked_up(w):
    with w.gateway.connected() as client:
        run = send(client, session="agent:main:loop")
        time.sleep(0.2)
        started = time.monotonic()
        tap.equal(client.call("health")["ok"], True)
        client.call("chat.abort", {"sessionKey": "agent:main:loop", "runId": run})
        tap.equal(client.wait_final(run)["payload"]["state"], "aborted")
        assert time.monotonic() - started < 0.5 * tap.FACTOR
    assert w.gateway.longest_hold_ms() < 250 * tap.FACTOR, w.gateway.log()


def test_other_requests_go_on_while_a_name_is_looked_up(w):
    with w.gateway.connected() as client:
        run = send(client, session="agent:main:other")
        order = {"url": f"http://127.0.0.1:{w.fake.port}/x"}
        started = time.monotonic()
        tap.equal(client.call("asker.fetch", order)[0], ["head", "200"])
        assert time.monotonic() - started < 0.5 * tap.FACTOR
        tap.equal(client.wait_final(run)["payload"]["state"], "error")


def test_the_gateway_ends_in_time_while_a_name_is_looked_up(w):
    with w.gateway.connected() as client:
        send(client, session="agent:main:end")
        time.sleep(0.2)
    started = time.monotonic()
    w.gateway.stop()
    assert time.monotonic() - started < 2 * tap.FACTOR


if __name__ == "__main__":
    if INSIDE not in os.environ:
        enter_own_network()
    tap.main(globals(), SlowNames)
