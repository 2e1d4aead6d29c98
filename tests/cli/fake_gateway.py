# SPDX-License-Identifier: MIT
"""A gateway that says what a test has told it to say.

`FakeGateway(answer)` accepts connections on a free port, shakes hands, and calls
`answer(peer, frame)` for every request behind `connect`. `hello` replaces the answer to `connect`:
a function of its params that returns the payload, or raises Refusal. `tls` is a context of ssl:
then it speaks wss.
"""
import base64
import hashlib
import json
import socket
import struct
import threading

from support import ws
from support.tap import FACTOR

WAIT = 10 * FACTOR


class Refusal(Exception):
    def __init__(self, code, message, reason):
        super().__init__(message)
        self.error = {"code": code, "message": message, "details": {"code": reason}}


class Peer:
    """One connection, seen from the gateway."""

    def __init__(self, sock):
        self.sock = sock
        self.buffer = b""
        self.close_code = None
        self.path = None
        self.gone = threading.Event()

    def _take(self, size):
        while len(self.buffer) < size:
            data = self.sock.recv(65536)
            if not data:
                raise ConnectionError("the client is gone")
            self.buffer += data
        taken, self.buffer = self.buffer[:size], self.buffer[size:]
        return taken

    def upgrade(self):
        while b"\r\n\r\n" not in self.buffer:
            data = self.sock.recv(65536)
            if not data:
                raise ConnectionError("the client is gone")
            self.buffer += data
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        self.path = head.split()[1].decode()
        key = next(line.split(b":", 1)[1].strip() for line in head.split(b"\r\n")
                   if line.lower().startswith(b"sec-websocket-key:"))
        accept = base64.b64encode(hashlib.sha1(key + ws.GUID).digest())
        self.sock.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          b"Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")

    def receive(self):
        """The next request, or None behind a close frame."""
        first, second = self._take(2)
        size = second & 0x7F
        if size == 126:
            size, = struct.unpack("!H", self._take(2))
        elif size == 127:
            size, = struct.unpack("!Q", self._take(8))
        key = self._take(4)
        data = ws.mask(key, self._take(size))
        if first & 0x0F == ws.CLOSE:
            self.close_code = struct.unpack("!H", data[:2])[0] if data else 1005
            self.sock.sendall(ws.encode(ws.CLOSE, data, masked=False))
            return None
        return json.loads(data)

    def send(self, frame):
        text = frame if isinstance(frame, str) else json.dumps(frame, separators=(",", ":"))
        self.sock.sendall(ws.encode(ws.TEXT, text.encode(), masked=False))

    def event(self, name, payload):
        self.send({"type": "event", "event": name, "payload": payload})

    def reply(self, request, payload):
        self.send({"type": "res", "id": request["id"], "ok": True, "payload": payload})

    def fail(self, request, error, **more):
        self.send({"type": "res", "id": request["id"], "ok": False, "error": error, **more})

    def close(self, code, reason):
        data = struct.pack("!H", code) + reason.encode()
        self.sock.sendall(ws.encode(ws.CLOSE, data, masked=False))


def plain_hello(_params):
    return {"type": "hello-ok", "protocol": 4}


class FakeGateway:
    def __init__(self, answer=None, hello=plain_hello, tls=None):
        self._tls = tls
        self._answer = answer or (lambda peer, frame: peer.reply(frame, {}))
        self._hello = hello
        self.requests = []  # every frame received, `connect` too
        self.peers = []

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()
        return self

    def __exit__(self, *_error):
        # Else it might accept on the descriptor's number for whoever has it next.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._acceptor.join()
        self._listener.close()
        for peer in self.peers:
            peer.sock.close()

    @property
    def url(self):
        return f"{'wss' if self._tls else 'ws'}://127.0.0.1:{self.port}"

    def of(self, method):
        return [frame["params"] for frame in self.requests if frame["method"] == method]

    def _accept(self):
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.settimeout(WAIT)
            peer = Peer(sock)
            self.peers.append(peer)
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer):
        try:
            if self._tls:
                peer.sock = self._tls.wrap_socket(peer.sock, server_side=True)
            peer.upgrade()
            peer.event("connect.challenge", {"nonce": "n", "ts": 1})
            while (frame := peer.receive()) is not None:
                self.requests.append(frame)
                if frame["method"] == "connect":
                    self._connect(peer, frame)
                else:
                    self._answer(peer, frame)
        except OSError:
            pass  # the client has gone, or the test is over
        finally:
            peer.gone.set()
            peer.sock.close()

    def _connect(self, peer, frame):
        try:
            peer.reply(frame, self._hello(frame["params"]))
        except Refusal as refusal:
            peer.fail(frame, refusal.error)
            peer.close(1008, str(refusal))
