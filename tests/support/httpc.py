# SPDX-License-Identifier: MIT
"""HTTP requests written byte by byte, malformed ones included."""
import json
import socket
import time
from dataclasses import dataclass, field


@dataclass
class Response:
    status: int = 0
    reason: str = ""
    fields: list = field(default_factory=list)
    body: bytes = b""
    ended: bool = False  # the peer ended the connection

    def header(self, name):
        """The value of one header, None when it is absent; twice is an error."""
        values = [value for key, value in self.fields if key == name.lower()]
        if len(values) > 1:
            raise AssertionError(f"{name} was sent {len(values)} times")
        return values[0] if values else None

    def json(self):
        return json.loads(self.body)


class Connection:
    """One TCP connection to the gateway's port; by TLS with `tls`, an ssl.SSLContext."""

    def __init__(self, port, host="127.0.0.1", timeout=5.0, tls=None):
        self.timeout = timeout
        self.ended = False
        self._buffer = b""
        self.sock = socket.create_connection((host, port), timeout)
        if tls:
            self.sock = tls.wrap_socket(self.sock, server_hostname=host)

    def send(self, data):
        try:
            self.sock.sendall(data if isinstance(data, bytes) else data.encode("latin-1"))
        except (BrokenPipeError, ConnectionResetError):
            self.ended = True

    def _fill(self, deadline):
        left = deadline - time.monotonic()
        if left <= 0 or self.ended:
            return False
        self.sock.settimeout(left)
        try:
            data = self.sock.recv(65536)
        except socket.timeout:
            return False
        except ConnectionError:
            data = b""
        if not data:
            self.ended = True
            return False
        self._buffer += data
        return True

    def response(self, timeout=None, head_only=False):
        """The next response, or None. `head_only`: it answers a HEAD."""
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while b"\r\n\r\n" not in self._buffer:
            if not self._fill(deadline):
                return None
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        parts = lines[0].split(" ", 2)
        pairs = (line.split(":", 1) for line in lines[1:])
        answer = Response(int(parts[1]), parts[2] if len(parts) > 2 else "",
                          [(key.strip().lower(), value.strip()) for key, value in pairs])
        if not head_only:
            answer.body = self._body(answer, deadline)
        answer.ended = self.ended
        return answer

    def _body(self, answer, deadline):
        length = answer.header("content-length")
        wanted = int(length) if length is not None else None
        while wanted is None or len(self._buffer) < wanted:
            if not self._fill(deadline):
                break
        wanted = len(self._buffer) if wanted is None else wanted
        body, self._buffer = self._buffer[:wanted], self._buffer[wanted:]
        return body

    def quiet(self, seconds):
        """True when nothing (further) arrives for so long; an end is quiet too."""
        deadline = time.monotonic() + seconds
        return not self._buffer and not self._fill(deadline)

    def wait_end(self, timeout=None):
        """True once the peer has ended the connection; what it still sends is dropped."""
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while self._fill(deadline):
            self._buffer = b""
        return self.ended

    def close(self):
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()
        return False


def request(port, path, method="GET", headers=None, body=b"", host="127.0.0.1", timeout=5.0,
            tls=None):
    """One well-formed request on its own connection."""
    name = f"[{host}]" if ":" in host else host
    fields = {"Host": f"{name}:{port}", "Connection": "close"}
    if body:
        fields["Content-Length"] = str(len(body))
    fields.update(headers or {})
    head = f"{method} {path} HTTP/1.1\r\n"
    head += "".join(f"{key}: {value}\r\n" for key, value in fields.items() if value is not None)
    with Connection(port, host, timeout, tls) as connection:
        connection.send(head.encode("latin-1") + b"\r\n" + body)
        answer = connection.response(head_only=method == "HEAD")
        if answer is None:
            raise AssertionError(f"no answer to {method} {path}")
        return answer


def raw(port, data, timeout=5.0, host="127.0.0.1"):
    """Whatever comes back for these bytes; a Response with status 0 when nothing does."""
    with Connection(port, host, timeout) as connection:
        connection.send(data)
        answer = connection.response() or Response()
        answer.ended = connection.ended or connection.wait_end(0.5)
        return answer
