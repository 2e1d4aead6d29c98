#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The harness against a tiny server in this process: what it must notice, it notices.
import base64
import hashlib
import io
import json
import socket
import subprocess
import sys
import threading
from contextlib import redirect_stdout

from support import gateway, httpc, rpc, tap, ws


class Peer:
    """A server for one connection: upgrades it, then plays a script of actions on the socket."""

    def __init__(self, *script, status=None):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.received = b""
        self._thread = threading.Thread(target=self._play, args=(script, status), daemon=True)
        self._thread.start()

    def _play(self, script, status):
        connection, _ = self._listener.accept()
        connection.settimeout(5)
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(4096)
        if status:
            connection.sendall(status)
        else:
            key = head.split(b"Sec-WebSocket-Key: ")[1].split(b"\r\n")[0]
            accept = base64.b64encode(hashlib.sha1(key + ws.GUID).digest())
            connection.sendall(b"HTTP/1.1 101 Switching\r\nSec-WebSocket-Accept: " + accept
                               + b"\r\n\r\n")
        for step in script:
            if callable(step):
                self.received += step(connection)
            else:
                connection.sendall(step)
        connection.close()

    def done(self):
        self._thread.join(5)
        self._listener.close()
        return self.received


def text(frame):
    return ws.encode(ws.TEXT, json.dumps(frame).encode(), masked=False)


CHALLENGE = {"type": "event", "event": "connect.challenge", "payload": {"nonce": "n"}}


def test_masking_is_its_own_inverse():
    for size in (0, 1, 3, 4, 5, 1000):
        payload = bytes(range(256)) * 4
        tap.equal(ws.mask(b"abcd", ws.mask(b"abcd", payload[:size])), payload[:size])


def test_lengths_of_all_three_forms_arrive_whole():
    for size in (0, 125, 126, 65535, 65536):
        peer = Peer(ws.encode(ws.TEXT, b"x" * size, masked=False))
        with ws.WebSocket(peer.port) as client:
            tap.equal(len(client.receive().data), size)
        peer.done()


def test_fragments_are_joined_and_a_ping_between_them_is_answered():
    peer = Peer(ws.encode(ws.TEXT, b"ab", fin=False, masked=False),
                ws.encode(ws.PING, b"p", masked=False),
                ws.encode(ws.CONTINUATION, b"cd", masked=False),
                lambda connection: connection.recv(100))
    with ws.WebSocket(peer.port) as client:
        tap.equal(client.receive().data, b"abcd")
        tap.equal(len(client.pings), 1)
        tap.equal(peer.done()[0], 0x8A)


def test_close_code_and_reason_are_read():
    peer = Peer(ws.encode(ws.CLOSE, b"\x03\xf4why", masked=False))
    with ws.WebSocket(peer.port) as client:
        tap.equal(client.wait_closed(), (1012, "why"))


def test_an_end_without_close_frame_is_1006():
    peer = Peer()
    with ws.WebSocket(peer.port) as client:
        tap.equal(client.wait_closed()[0], 1006)


def test_silence_is_a_timeout():
    peer = Peer(lambda connection: connection.recv(1))
    with ws.WebSocket(peer.port) as client:
        tap.raises(ws.Timeout, client.receive, 0.05)


def test_a_refused_upgrade_carries_status_and_body():
    peer = Peer(status=b"HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\nfull")
    refused = tap.raises(ws.Refused, ws.WebSocket, peer.port)
    tap.equal((refused.status, refused.body), (503, b"full"))


def test_http_responses_are_parsed_and_doubled_headers_noticed():
    peer = Peer(status=b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA: 1\r\nA: 2\r\n\r\nhi")
    answer = httpc.request(peer.port, "/")
    tap.equal((answer.status, answer.body), (200, b"hi"))
    tap.raises(AssertionError, answer.header, "A")


def test_answers_and_events_are_sorted_and_errors_raised():
    event = {"type": "event", "event": "tick", "payload": {}, "seq": 1}
    error = {"code": "X", "message": "m"}
    peer = Peer(text(CHALLENGE), text(event),
                text({"type": "res", "id": "r1", "ok": True, "payload": 7}),
                text({"type": "res", "id": "r2", "ok": False, "error": error}),
                lambda connection: connection.recv(4096))
    with rpc.Client(peer.port) as client:
        client.challenge()
        tap.equal(client.call("a"), 7)
        tap.equal(tap.raises(rpc.RpcError, client.call, "b").code, "X")
        tap.equal(client.wait_event("tick"), event)
        tap.raises(ws.Closed, client.wait_event, "tick", 1)


def test_another_first_frame_than_the_challenge_fails():
    peer = Peer(text({"type": "event", "event": "tick"}))
    with rpc.Client(peer.port) as client:
        tap.raises(AssertionError, client.challenge)


def test_the_runner_reports_failures_and_overruns():
    def test_fails():
        raise AssertionError("no")

    @tap.timeout(0.05)
    def test_hangs():
        threading.Event().wait(3)

    def test_works():
        pass

    out = io.StringIO()
    namespace = {"test_fails": test_fails, "test_hangs": test_hangs, "test_works": test_works}
    program = sys.argv[1:]
    del sys.argv[1:]
    try:
        with redirect_stdout(out):
            ended = tap.raises(SystemExit, tap.main, namespace)
    finally:
        sys.argv[1:] = program
    tap.equal(ended.code, 1)
    lines = [line for line in out.getvalue().splitlines() if not line.startswith("#")]
    tap.equal(lines, ["1..3", "not ok 1 - fails", "not ok 2 - hangs", "ok 3 - works"])


def test_a_gateway_that_ends_at_once_is_a_failure():
    world = gateway.Gateway(port=gateway.free_port())
    world.command = lambda: [sys.executable, "-c", "raise SystemExit(3)"]
    out = io.StringIO()
    with redirect_stdout(out):
        error = tap.raises(AssertionError, world.start)
    tap.equal(str(error), "the gateway did not get ready (exit 3)")
    world.__exit__(None, None, None)


def test_a_gateway_that_ignores_the_signal_is_killed_and_reported():
    world = gateway.Gateway()
    code = ("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
            "print(1, flush=True); time.sleep(60)")
    world.process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    world.process.stdout.readline()
    limit, gateway.STOP_SECONDS = gateway.STOP_SECONDS, 0.1
    try:
        with redirect_stdout(io.StringIO()):
            tap.raises(AssertionError, world.__exit__, None, None, None)
    finally:
        gateway.STOP_SECONDS = limit
    tap.equal(world.process.poll(), -9)
    world.process.stdout.close()


if __name__ == "__main__":
    tap.main(globals())
