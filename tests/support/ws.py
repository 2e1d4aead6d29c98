# SPDX-License-Identifier: MIT
"""A WebSocket client (RFC 6455) that can also misbehave. Every wait has a deadline."""
import base64
import hashlib
import os
import socket
import struct
import time
from dataclasses import dataclass

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Timeout(Exception):
    """Nothing arrived in time."""


class Closed(Exception):
    """The peer ended the connection: by a close frame, or (code 1006) without one."""

    def __init__(self, code, reason):
        super().__init__(f"closed {code} {reason!r}")
        self.code = code
        self.reason = reason


class Refused(Exception):
    """The upgrade was answered with plain HTTP."""

    def __init__(self, status, headers, body):
        super().__init__(f"HTTP {status}: {body[:200]!r}")
        self.status = status
        self.headers = headers
        self.body = body


@dataclass
class Message:
    opcode: int
    data: bytes


def mask(key, payload):
    """The payload under the key; one big XOR, so that 25 MiB take no time."""
    size = len(payload)
    if size == 0:
        return b""
    repeated = (key * (size // 4 + 1))[:size]
    value = int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")
    return value.to_bytes(size, "big")


def encode(opcode, payload, fin=True, masked=True, rsv=0, length=None):
    """One frame. `length` overrides the announced size, for tests that lie."""
    size = len(payload) if length is None else length
    first = (0x80 if fin else 0) | (rsv << 4) | opcode
    bit = 0x80 if masked else 0
    if size < 126:
        head = struct.pack("!BB", first, bit | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + mask(key, payload)


class WebSocket:
    """`headers` are added to the upgrade request; a known name replaces, None drops it. `tls` is
    an ssl.SSLContext, `source` the address to come from."""

    def __init__(self, port, host="127.0.0.1", path="/", headers=None, timeout=5.0,
                 receive_buffer=0, tls=None, source=None):
        self.timeout = timeout
        self.auto_pong = True
        self.pings = []
        self.pongs = []
        self.closed = None
        self._buffer = bytearray()
        self._parts = bytearray()
        self._opcode = None
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            if receive_buffer:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            self.sock.settimeout(timeout)
            if source:
                self.sock.bind((source, 0))
            self.sock.connect((host, port))
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if tls:
                self.sock = tls.wrap_socket(self.sock, server_hostname=host)
            self.response_headers = self._upgrade(host, port, path, headers or {})
        except BaseException:
            self.sock.close()
            raise

    def _upgrade(self, host, port, path, extra):
        key = base64.b64encode(os.urandom(16)).decode()
        name = f"[{host}]" if ":" in host else host
        fields = {"Host": f"{name}:{port}", "Upgrade": "websocket", "Connection": "Upgrade",
                  "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13"}
        fields.update(extra)
        lines = [f"GET {path} HTTP/1.1"]
        lines += [f"{field}: {value}" for field, value in fields.items() if value is not None]
        self.send_raw(("\r\n".join(lines) + "\r\n\r\n").encode())
        deadline = time.monotonic() + self.timeout
        while b"\r\n\r\n" not in self._buffer:
            self._fill(deadline)
        head, _, rest = bytes(self._buffer).partition(b"\r\n\r\n")
        self._buffer = bytearray(rest)
        status, found = self._parse_head(head)
        if status != 101:
            raise Refused(status, found, self._refusal_body(found, deadline))
        accept = base64.b64encode(hashlib.sha1(key.encode() + GUID).digest()).decode()
        if "Sec-WebSocket-Key" not in extra and found.get("sec-websocket-accept") != accept:
            raise AssertionError(f"wrong Sec-WebSocket-Accept in {found!r}")
        return found

    @staticmethod
    def _parse_head(head):
        lines = head.decode("latin-1").split("\r\n")
        pairs = (line.split(":", 1) for line in lines[1:])
        return int(lines[0].split(" ")[1]), {k.strip().lower(): v.strip() for k, v in pairs}

    def _refusal_body(self, headers, deadline):
        wanted = int(headers.get("content-length", "-1"))
        try:
            while wanted < 0 or len(self._buffer) < wanted:
                self._fill(deadline)
        except (Closed, Timeout):
            pass
        body = bytes(self._buffer)
        return body if wanted < 0 else body[:wanted]

    def _fill(self, deadline):
        """Reads what there is, once."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise Timeout("nothing more arrived in time")
        self.sock.settimeout(left)
        try:
            data = self.sock.recv(1 << 18)
        except socket.timeout:
            raise Timeout("nothing more arrived in time") from None
        except ConnectionError as error:
            raise self._end(1006, f"{type(error).__name__}") from None
        if not data:
            raise self._end(1006, "")
        self._buffer += data

    def _end(self, code, reason):
        if self.closed is None:
            self.closed = Closed(code, reason)
        return self.closed

    def send_raw(self, data):
        """Bytes as they are. A peer that is gone is noticed by the next receive."""
        self.sock.settimeout(self.timeout)
        try:
            self.sock.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def send_frame(self, opcode, payload=b"", **options):
        self.send_raw(encode(opcode, payload, **options))

    def send_text(self, text):
        self.send_frame(TEXT, text.encode() if isinstance(text, str) else text)

    def ping(self, payload=b""):
        self.send_frame(PING, payload)

    def _frame(self, deadline):
        """One frame off the buffer: (fin, opcode, payload)."""
        while len(self._buffer) < 2:
            self._fill(deadline)
        first, second = self._buffer[0], self._buffer[1]
        if first & 0x70:
            raise AssertionError(f"reserved bits in {first:#x}")
        if second & 0x80:
            raise AssertionError("the server masked a frame")
        size, start = second & 0x7F, 2
        if size >= 126:
            start = 4 if size == 126 else 10
            while len(self._buffer) < start:
                self._fill(deadline)
            size = int.from_bytes(self._buffer[2:start], "big")
        while len(self._buffer) < start + size:
            self._fill(deadline)
        payload = bytes(self._buffer[start:start + size])
        del self._buffer[:start + size]
        return bool(first & 0x80), first & 0x0F, payload

    def _control(self, opcode, payload):
        if opcode == PING:
            self.pings.append((time.monotonic(), payload))
            if self.auto_pong:
                self.send_frame(PONG, payload)
        elif opcode == PONG:
            self.pongs.append(payload)
        else:
            code = int.from_bytes(payload[:2], "big") if len(payload) >= 2 else 1005
            ended = self._end(code, payload[2:].decode())
            self.send_frame(CLOSE, payload[:2])
            raise ended

    def receive(self, timeout=None):
        """The next whole message. Control frames on the way are dealt with and noted."""
        if self.closed is not None:
            raise self.closed
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            fin, opcode, payload = self._frame(deadline)
            if opcode >= CLOSE:
                self._control(opcode, payload)
                continue
            if opcode != CONTINUATION:
                self._opcode = opcode
            self._parts += payload
            if fin:
                data, self._parts = bytes(self._parts), bytearray()
                return Message(self._opcode, data)

    def wait_pong(self, timeout=None):
        """The payload of the next pong; messages before it are dropped."""
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while not self.pongs:
            fin, opcode, payload = self._frame(deadline)
            del fin
            if opcode >= CLOSE:
                self._control(opcode, payload)
        return self.pongs.pop(0)

    def wait_closed(self, timeout=None):
        """Drops messages until the peer closes, then gives (code, reason)."""
        try:
            while True:
                self.receive(timeout)
        except Closed as end:
            return end.code, end.reason

    def wait_eof(self, timeout=None):
        """True once the TCP connection is ended by the peer."""
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        self._buffer.clear()
        try:
            while True:
                self._fill(deadline)
                self._buffer.clear()
        except Closed:
            return True
        except Timeout:
            return False

    def close(self, code=1000, reason=""):
        """A clean close from this side."""
        if self.closed is None:
            self.send_frame(CLOSE, struct.pack("!H", code) + reason.encode())
        self.abort()

    def abort(self):
        """Drops the TCP connection without a word."""
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.abort()
        return False
