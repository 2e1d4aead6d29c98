# SPDX-License-Identifier: MIT
"""What a supervisor such as systemd hears of a gateway."""
import os
import socket
import tempfile

from .tap import FACTOR


class Supervised:
    """A notification socket, and what was said on it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.lines = []

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.socket.close()
        self.folder.cleanup()

    def await_line(self, wanted, seconds=5.0):
        self.socket.settimeout(seconds * FACTOR)
        while wanted not in self.lines:
            self.lines += self.socket.recv(4096).decode().splitlines()

    def heard(self):
        """What was said since the last time, without waiting."""
        said = []
        self.socket.setblocking(False)
        try:
            while True:
                said += self.socket.recv(4096).decode().splitlines()
        except BlockingIOError:
            return said
