# SPDX-License-Identifier: MIT
"""OpenAI's chat completions over a real socket, as well and as badly as a test wants it.

`FakeOpenAI().then(handler)` answers the next request by `handler(peer)`; without one it is answered
well. What was asked is in `requests`.
"""
import collections
import json
import socket
import struct
import threading
import time

Request = collections.namedtuple("Request", "method path headers body at")


def delta(text=None, finish=None, **members):
    """One chunk of a stream as a dict."""
    if text is not None:
        members["content"] = text
    return {"id": "c1", "object": "chat.completion.chunk", "model": "gpt-test",
            "choices": [{"index": 0, "delta": members, "finish_reason": finish}]}


def usage(prompt=11, completion=3, cached=0):
    return {"id": "c1", "object": "chat.completion.chunk", "choices": [],
            "usage": {"prompt_tokens": prompt, "completion_tokens": completion,
                      "total_tokens": prompt + completion,
                      "prompt_tokens_details": {"cached_tokens": cached}}}


def event(data, end="\n"):
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"data: {text}{end}{end}".encode()


def good_stream(words, end="\n"):
    """The bytes of a whole answer."""
    parts = [event(delta(role="assistant"), end)]
    parts += [event(delta(word), end) for word in words]
    parts += [event(delta(finish="stop"), end), event(usage(), end), event("[DONE]", end)]
    return b"".join(parts)


class Peer:
    """One request in a handler's hands."""

    def __init__(self, connection, request, stopping):
        self._connection = connection
        self.request = request
        self._stopping = stopping
        self.kept = False

    def raw(self, data):
        self._connection.sendall(data)

    def push(self, size, patience):
        """Sends so many bytes: how many had gone when the peer first took none for so long."""
        chunk, sent, stalled = b"x" * 65536, 0, None
        self._connection.settimeout(patience)
        while sent < size:
            try:
                sent += self._connection.send(chunk[:size - sent])
            except TimeoutError:
                stalled = sent if stalled is None else stalled
                self._connection.settimeout(30)
        return size if stalled is None else stalled

    def head(self, status=200, reason="OK", kind="text/event-stream", length=None, keep=False,
             **headers):
        """The head of an answer; without a length the end of the connection ends it. A connection
        that is kept may carry one more request, which libcurl sends again by itself when the
        connection is lost under it."""
        self.kept = keep
        lines = [f"HTTP/1.1 {status} {reason}", f"Content-Type: {kind}"]
        if length is not None:
            lines.append(f"Content-Length: {length}")
        lines.append("Connection: " + ("keep-alive" if keep else "close"))
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.raw(("\r\n".join(lines) + "\r\n\r\n").encode())

    def send(self, *events):
        for data in events:
            self.raw(event(data))

    def error(self, status, message, reason="Error", code=None, **headers):
        body = json.dumps({"error": {"message": message, "type": "t", "code": code}}).encode()
        self.head(status, reason, "application/json", len(body), **headers)
        self.raw(body)

    def reset(self):
        """The connection is lost: a reset, no orderly end."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()
        self.kept = False

    def idle(self, seconds=30.0):
        """Says nothing until the client goes, or the test ends. True when the client went."""
        self._connection.settimeout(0.05)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._stopping.is_set():
            try:
                if self._connection.recv(1) == b"":
                    return True
            except TimeoutError:
                continue
            except OSError:
                return True
        return False


def answer_well(peer, words=("Hello", " there"), keep=False):
    data = good_stream(words)
    peer.head(length=len(data), keep=keep)
    peer.raw(data)


class FakeOpenAI:
    def __init__(self, wrap=lambda connection: connection):
        self._wrap = wrap
        self._handlers = collections.deque()
        self._stopping = threading.Event()
        self._threads = []
        self.requests = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port = self._listener.getsockname()[1]

    def url(self, scheme="http", host="127.0.0.1"):
        return f"{scheme}://{host}:{self.port}/v1"

    def then(self, *handlers):
        self._handlers.extend(handlers)
        return self

    def forget(self):
        self.requests.clear()
        self._handlers.clear()
        self.connections = 0

    def _serve(self):
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self.connections += 1
            self._spawn(self._converse, connection)

    def _spawn(self, target, *arguments):
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _converse(self, connection):
        try:
            connection.settimeout(30)
            connection = self._wrap(connection)
            while self._one(connection):
                pass
        except OSError:
            pass
        finally:
            connection.close()

    def _one(self, connection):
        request = read_request(connection)
        if request is None:
            return False
        self.requests.append(request)
        handler = self._handlers.popleft() if self._handlers else answer_well
        peer = Peer(connection, request, self._stopping)
        handler(peer)
        return peer.kept

    def __enter__(self):
        self._spawn(self._serve)
        return self

    def __exit__(self, *_error):
        self._stopping.set()
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=5)
        return False


def read_request(connection):
    """One request, or None at the end of the connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode().split("\r\n")
    method, path, _ = lines[0].split(" ", 2)
    headers = {name.lower(): value.strip()
               for name, value in (line.split(":", 1) for line in lines[1:])}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    return Request(method, path, headers, body, time.monotonic())
