# SPDX-License-Identifier: MIT
"""What a process listens on, as the kernel knows it."""
import os
import socket

LISTEN = "0A"


def _address(text):
    """An address of /proc/net/*: 32-bit words in host order (little endian), then the port."""
    words, port = text.split(":")
    raw = b"".join(int(words[i:i + 8], 16).to_bytes(4, "little") for i in range(0, len(words), 8))
    family = socket.AF_INET if len(raw) == 4 else socket.AF_INET6
    return socket.inet_ntop(family, raw), int(port, 16)


def _inodes(pid):
    links = []
    for name in os.listdir(f"/proc/{pid}/fd"):
        try:
            links.append(os.readlink(f"/proc/{pid}/fd/{name}"))
        except FileNotFoundError:
            continue
    return {link[8:-1] for link in links if link.startswith("socket:[")}


def _rows(pid, *tables):
    mine = _inodes(pid)
    for table in tables:
        with open(f"/proc/net/{table}", encoding="ascii") as source:
            for line in source.readlines()[1:]:
                row = line.split()
                if row[9] in mine:
                    yield row


def listening(pid):
    """The addresses and ports of its listening TCP sockets."""
    return {_address(row[1]) for row in _rows(pid, "tcp", "tcp6") if row[3] == LISTEN}


def datagram(pid):
    """The addresses and ports of its UDP sockets."""
    return {_address(row[1]) for row in _rows(pid, "udp", "udp6")}
