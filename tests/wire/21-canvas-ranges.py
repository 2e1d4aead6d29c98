#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Parts of files, files without their bodies, and large files for slow readers.
import os
import socket
import time

from support import httpc, memory, tap
from support.gateway import Gateway

CANVAS = "/__openclaw__/canvas/"
TEXT = bytes(range(97, 123)) * 4000  # 104 000 bytes: more than one piece
MB = 1 << 20


class World(Gateway):
    def write(self, name, data):
        with open(os.path.join(self.state_dir, "canvas", name), "wb") as out:
            out.write(data)

    def canvas(self, name, **options):
        return self.get(CANVAS + name, **options)

    def part(self, name, value, **options):
        return self.canvas(name, headers={"Range": value}, **options)


def test_a_part_of_a_file_is_sent(gw):
    gw.write("a.txt", TEXT)
    size = len(TEXT)
    parts = {"bytes=0-0": (0, 1), "bytes=0-4": (0, 5), "bytes=10-19": (10, 20),
             "bytes=5-": (5, size), f"bytes={size - 1}-": (size - 1, size),
             "bytes=-1": (size - 1, size), "bytes=-26": (size - 26, size),
             f"bytes=-{size + 9}": (0, size), f"bytes=0-{size + 9}": (0, size),
             "bytes=70000-80000": (70000, 80001), "Bytes = 1-2": None,
             "bytes=1-99999999999999999999": (1, size), " bytes=3 - 4": (3, 5), "BYTES=3-4": (3, 5)}
    for value, wanted in parts.items():
        answer = gw.part("a.txt", value)
        if wanted is None:
            tap.equal((answer.status, answer.body), (200, TEXT), value)
            continue
        first, end = wanted
        tap.equal((answer.status, answer.body), (206, TEXT[first:end]), value)
        tap.equal(answer.header("content-range"), f"bytes {first}-{end - 1}/{size}", value)
        tap.equal(answer.header("content-length"), str(end - first), value)
        tap.equal(answer.header("accept-ranges"), "bytes", value)


def test_a_part_that_is_not_there_is_refused(gw):
    gw.write("a.txt", TEXT)
    gw.write("empty.txt", b"")
    for name, value in (("a.txt", f"bytes={len(TEXT)}-"), ("a.txt", "bytes=-0"),
                        ("a.txt", "bytes=99999999999999999999-"), ("empty.txt", "bytes=0-"),
                        ("empty.txt", "bytes=-5")):
        answer = gw.part(name, value)
        size = len(TEXT) if name == "a.txt" else 0
        tap.equal((answer.status, answer.body, answer.header("content-range")),
                  (416, b"", f"bytes */{size}"), value)


def test_a_range_that_is_none_asks_for_the_whole(gw):
    gw.write("a.txt", TEXT)
    for value in ("bytes=2-1", "bytes=a-b", "bytes=", "bytes=-", "bytes", "lines=1-2",
                  "bytes=1-2,4-5",
                  "bytes=1", "bytes=--1", "bytes=1-2-3", "bytes=0x1-2", "bytes=+1-2", ""):
        answer = gw.part("a.txt", value)
        tap.equal((answer.status, answer.body), (200, TEXT), value)
    for name in ("nope", "nope/"):
        tap.equal(gw.part(name, "bytes=0-1").status, 404, name)


def test_head_tells_what_get_would_send(gw):
    gw.write("a.txt", TEXT)
    gw.write("big.bin", b"x" * 300_000)
    gw.write("page.html", b"<body>x</body>")
    gw.write("large.html", b"<body>" + b"x" * 200_000 + b"</body>")
    gw.write("empty.txt", b"")
    for name in ("a.txt", "big.bin", "page.html", "large.html", "empty.txt", "nope", "nope/", ""):
        get = gw.canvas(name)
        head = gw.canvas(name, method="HEAD")
        tap.equal(head.fields, get.fields, name)
        tap.equal((head.status, head.header("content-length")),
                  (get.status, str(len(get.body))), name)
    tap.equal(gw.part("a.txt", "bytes=0-1", method="HEAD").status, 200)
    with httpc.Connection(gw.port) as connection:
        for method, name in (("HEAD", "big.bin"), ("GET", "page.html"), ("HEAD", "a.txt"),
                             ("GET", "big.bin")):
            connection.send(f"{method} {CANVAS}{name} HTTP/1.1\r\nHost: localhost\r\n\r\n")
        sizes = [len(connection.response(head_only=no % 2 == 0).body) for no in range(4)]
        tap.equal((sizes[0], sizes[2], sizes[3]), (0, 0, 300_000))


def test_a_page_with_its_script_has_parts_as_well(gw):
    gw.write("page.html", b"<body>" + b"x" * 100_000 + b"</body>" + b"y" * 100_000)
    whole = gw.canvas("page.html").body
    for first, last in ((0, 5), (100_000, 100_020), (100_000, 104_000), (99_000, 180_000),
                        (len(whole) - 5, len(whole) - 1)):
        answer = gw.part("page.html", f"bytes={first}-{last}")
        tap.equal(answer.body == whole[first:last + 1], True, f"{first}-{last}")


def test_a_client_of_the_old_protocol_gets_a_file_by_its_length(gw):
    gw.write("a.txt", TEXT)
    answer = httpc.raw(gw.port, f"GET {CANVAS}a.txt HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
    tap.equal((answer.status, answer.body == TEXT, answer.ended), (200, True, True))
    tap.equal(answer.header("transfer-encoding"), None)


def test_a_file_that_shrinks_meanwhile_ends_the_connection(gw):
    path = os.path.join(gw.state_dir, "canvas", "shrinks.bin")
    with open(path, "wb") as out:
        out.truncate(64 * MB)
    with reader(gw, "shrinks.bin") as sock:
        time.sleep(0.5)
        os.truncate(path, MB)
        total = 0
        while data := sock.recv(1 << 16):
            total += len(data)
        assert total < 64 * MB, total
    tap.equal(gw.get("/healthz").status, 200)


def reader(gw, name, buffer=4096):
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    sock.settimeout(10 * tap.FACTOR)
    sock.connect(("127.0.0.1", gw.port))
    sock.sendall(f"GET {CANVAS}{name} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                 .encode())
    return sock


@tap.timeout(60)
def test_slow_readers_of_a_huge_file_cost_little(gw):
    """What a reader has not read is in the file, and at most a piece of it in memory."""
    readers = []
    with open(os.path.join(gw.state_dir, "canvas", "huge.bin"), "wb") as out:
        out.truncate(500 * MB)
    with memory.Watch(gw) as watch:
        for _ in range(20):
            readers.append(reader(gw, "huge.bin"))
        for _ in range(10):
            for one in readers:
                one.recv(4096)
            time.sleep(0.05)
        tap.equal(gw.get("/healthz").status, 200)
    if os.environ.get("OPENCLAW_TEST_FACTOR", "1") == "1":
        assert watch.most - watch.idle < 8 * 1024, (watch.idle, watch.most)
    for one in readers:
        one.close()


@tap.timeout(60)
def test_a_large_file_comes_whole(gw):
    block = os.urandom(MB)
    gw.write("large.bin", block * 40)
    with reader(gw, "large.bin", 1 << 18) as sock:
        pieces = []
        while piece := sock.recv(1 << 18):
            pieces.append(piece)
    body = b"".join(pieces).partition(b"\r\n\r\n")[2]
    tap.equal(body == block * 40, True)


def test_a_reader_that_goes_leaves_nothing_open(gw):
    with open(os.path.join(gw.state_dir, "canvas", "huge.bin"), "wb") as out:
        out.truncate(500 * MB)
    readers = [reader(gw, "huge.bin") for _ in range(10)]
    for one in readers:
        one.recv(4096)

    def opened():
        folder = f"/proc/{gw.pid}/fd"
        found = 0
        for name in os.listdir(folder):
            try:
                found += os.readlink(os.path.join(folder, name)).endswith("huge.bin")
            except FileNotFoundError:
                pass
        return found

    tap.equal(opened(), 10)
    for one in readers:
        one.close()
    deadline = time.monotonic() + 5 * tap.FACTOR
    while opened():
        assert time.monotonic() < deadline, opened()
        time.sleep(0.05)


tap.main(globals(), World)
