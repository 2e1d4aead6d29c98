# SPDX-License-Identifier: MIT
"""A reverse proxy on the loopback, which tells a gateway whom it forwards."""
import contextlib
import socket
import threading

from . import rpc

HEAD_END = b"\r\n\r\n"


class Forwarder:
    """From the beginning of a `with` to its end, `port` leads to the gateway, for `client`; a
    Device connects to it as to the gateway itself. `more` are further headers that it adds."""

    def __init__(self, gateway, client, more=()):
        self._gateway = gateway
        self._line = "".join(f"\r\n{line}" for line in
                             (f"X-Forwarded-For: {client}", *more)).encode()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._ends = []
        self.auth, self.token = gateway.auth, gateway.token

    def client(self, **options):
        return rpc.Client(self.port, **options)

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error):
        for one in [self._listener, *self._ends]:
            # It wakes who waits for it.
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        return False

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near = self._listener.accept()[0]
                self._ends.append(near)
                threading.Thread(target=self._forward, args=(near,), daemon=True).start()

    def _forward(self, near):
        head = b""
        with contextlib.suppress(OSError):
            while HEAD_END not in head and (piece := near.recv(4096)):
                head += piece
        if HEAD_END not in head:
            return near.close()
        far = socket.create_connection(("127.0.0.1", self._gateway.port))
        self._ends.append(far)
        far.sendall(head.replace(HEAD_END, self._line + HEAD_END, 1))
        threading.Thread(target=_pass_on, args=(far, near), daemon=True).start()
        return _pass_on(near, far)


def _pass_on(source, target):
    """Until one of them ends; then the other has to."""
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
