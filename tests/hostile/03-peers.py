#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Peers that behave badly beside 200 who do not: nobody else loses an event, nothing is kept for
# what they only announce, and who is gone without a word is noticed in the end.
import json
import os
import socket
import struct
import threading
import time
import uuid

from support import netns, tap, ws
from support.beside import Beside
from support.gateway import Gateway
from support.rpc import connect_params

FAR = "127.0.0.77"          # an address that the test can take from its peers
UNSEEN = 55 * tap.FACTOR    # seconds until a peer that answers no ping must be gone
TURNS = 20
WORD = "x" * 65536
LIMITS = {"OPENCLAW_MAX_PREAUTH_CONNECTIONS_PER_IP": "400"}


class World:
    """Two gateways. The peers of `left` were half open before the first test began, so that the
    time until they are found out goes by beside the other tests."""

    def __init__(self):
        self.gateway = Gateway(env=LIMITS)
        self.left = Gateway()
        self.others = None

    def __enter__(self):
        self.gateway.__enter__()
        self.left.__enter__()
        self.others = Beside(self.left).__enter__()
        self.descriptors = self.count()
        self.gone_since = time.monotonic()
        self.gone = vanish(self.left) + [deaf(self.left) for _ in range(5)]
        assert self.count() >= self.descriptors + len(self.gone) - 1, "they are in"
        return self

    def __exit__(self, *error):
        for one in self.gone:
            one.close()
        if self.others.figures is None:
            self.others.__exit__(AssertionError)
        self.left.__exit__(*error)
        return self.gateway.__exit__(*error)

    def count(self):
        return len(os.listdir(f"/proc/{self.left.pid}/fd"))

    def dump(self):
        self.gateway.dump()
        self.left.dump()


def far_socket(gateway):
    """A connection that comes from the far address."""
    sock = socket.socket()
    sock.bind((FAR, 0))
    sock.settimeout(5 * tap.FACTOR)
    sock.connect(("127.0.0.1", gateway.port))
    return sock


def vanish(gateway):
    """Connections whose other end is out of reach: no end, no reset, no answer to anything."""
    netns.ip(f"addr add {FAR}/32 dev lo")
    mute = [far_socket(gateway) for _ in range(5)]
    half = [far_socket(gateway) for _ in range(5)]
    for one in half:
        one.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpg")
    spoken = [hello(far_socket(gateway), gateway.token) for _ in range(5)]
    time.sleep(0.2)
    netns.ip(f"addr del {FAR}/32 dev lo")
    netns.ip(f"route add blackhole {FAR}/32")
    return mute + half + spoken


def hello(sock, token):
    """The handshake on a plain socket."""
    sock.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                 b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                 b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
    params = connect_params("test", "test", token=token)
    frame = {"type": "req", "id": "c", "method": "connect", "params": params}
    sock.sendall(ws.encode(ws.TEXT, json.dumps(frame).encode()))
    received = b""
    while b'"hello-ok"' not in received:
        piece = sock.recv(65536)
        assert piece, received
        received += piece
    return sock


def deaf(gateway):
    """A client that answers no ping, and nothing else."""
    return hello(socket.create_connection(("127.0.0.1", gateway.port)), gateway.token)


class OneByteASecond:
    """A reader of one byte a second, with a small window."""

    def __init__(self, gateway):
        client = gateway.client(receive_buffer=4096)
        client.connect(token=gateway.token)
        self._client = client
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._read)
        self.bytes = 0

    def _read(self):
        while not self._end.wait(1):
            try:
                self.bytes += len(self._client.socket.sock.recv(1))
            except OSError:
                return

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._end.set()
        self._thread.join()
        self._client.socket.abort()
        return False


def turns(gateway, count):
    """Runs whose events go to everybody."""
    with gateway.connected(timeout=20 * tap.FACTOR) as client:
        for _ in range(count):
            run = str(uuid.uuid4())
            client.call("chat.send", {"sessionKey": "agent:main:hostile", "message": WORD,
                                      "idempotencyKey": run})
            tap.equal(client.wait_final(run, 20 * tap.FACTOR)["payload"]["state"], "final")
            client.frames.clear()
            client.events.clear()


@tap.timeout(110)
def test_200_clients_get_every_event_beside_one_that_reads_a_byte_a_second(world):
    gateway = world.gateway
    with Beside(gateway, 200) as others, OneByteASecond(gateway) as reader:
        turns(gateway, TURNS)
        time.sleep(1)
    others.check_finals(TURNS)
    assert 1 <= reader.bytes < 60, reader.bytes


def raw_clients(gateway, count):
    return [gateway.connected() for _ in range(count)]


@tap.timeout(110)
def test_lengths_that_are_only_announced_cost_nothing(world):
    with Beside(world.gateway):
        liars = raw_clients(world.gateway, 200)
        for at, liar in enumerate(liars):
            liar.socket.send_frame(ws.TEXT, b"{" * 100, length=25 << 20, fin=at % 2 == 0)
        time.sleep(1)
        with world.gateway.connected() as client:
            tap.equal(client.call("health")["ok"], True)
        for liar in liars:
            liar.socket.abort()


@tap.timeout(110)
def test_half_frames_of_strangers_cost_little_and_end_with_the_handshake(world):
    whole = ws.encode(ws.TEXT, b"{" * 60000)
    with Beside(world.gateway):
        strangers = [world.gateway.client() for _ in range(200)]
        for at, one in enumerate(strangers):
            one.challenge()
            one.socket.send_raw(whole[:1 + at * 290])
        with world.gateway.connected() as client:
            tap.equal(client.call("health")["ok"], True)
            for one in strangers:
                one.socket.wait_closed(20 * tap.FACTOR)


@tap.timeout(110)
def test_bytes_that_are_no_text_end_their_sender_alone(world):
    with Beside(world.gateway), world.gateway.connected() as other:
        for size in (1, 100, 10_000, 60_000):
            for bad in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"):
                for client in (world.gateway.client(), world.gateway.connected()):
                    client.socket.send_frame(ws.TEXT, b'{"type":"' + b"x" * size + bad + b'"}')
                    tap.equal(client.socket.wait_closed(5 * tap.FACTOR)[0], 1007, bad)
                    client.socket.abort()
        tap.equal(other.call("health")["ok"], True)


@tap.timeout(110)
def test_resets_in_the_middle_of_everything_are_harmless(world):
    reset = struct.pack("ii", 1, 0)
    request = ws.encode(ws.TEXT, b'{"type":"req","id":"r","method":"health"}')
    with Beside(world.gateway):
        for cut in range(0, len(request), 2):
            for client in (world.gateway.client(), world.gateway.connected()):
                client.socket.send_raw(request[:cut])
                client.socket.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
                client.socket.abort()
        with world.gateway.connected() as client:
            tap.equal(client.call("health")["ok"], True)


@tap.timeout(160)
def test_who_is_gone_without_a_word_is_noticed_in_the_end(world):
    deadline = world.gone_since + UNSEEN
    assert world.count() > world.descriptors + 5 or time.monotonic() > world.gone_since + 40
    while world.count() > world.descriptors and time.monotonic() < deadline:
        time.sleep(0.25)
    assert world.count() <= world.descriptors, (world.count(), world.descriptors)
    with world.left.connected() as client:
        others = [row for row in client.call("system-presence") if row.get("mode") == "test"
                  and row["reason"] != "disconnect"]
        tap.equal(others, [], "presence of those who are gone")
    world.others.__exit__(None)


if __name__ == "__main__":
    netns.enter("192.0.2.2/24")
    netns.ip("addr add 127.0.0.1/32 dev lo")
    netns.ip("addr del 127.0.0.1/8 dev lo")
    tap.main(globals(), World)
