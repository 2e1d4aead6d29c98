# SPDX-License-Identifier: MIT
"""An OpenClaw client on top of the WebSocket one: handshake, requests, events."""
import itertools
import json
import time
import uuid

from . import ws

ALL_SCOPES = ["operator.admin", "operator.read", "operator.write", "operator.approvals",
              "operator.pairing"]
VERSION = "2026.9.6"


class RpcError(Exception):
    """A response with ok:false. `frame` is the whole response."""

    def __init__(self, frame):
        self.frame = frame
        self.error = frame.get("error") or {}
        super().__init__(json.dumps(self.error))

    @property
    def code(self):
        return self.error.get("code")

    @property
    def message(self):
        return self.error.get("message")

    @property
    def details(self):
        return self.error.get("details")


def connect_params(client_id="cli", mode="cli", role="operator", scopes=None, token=None,
                   password=None, protocol=(4, 4), caps=(), **more):
    """The params of a `connect`. Further members come as keywords; None drops one."""
    params = {"minProtocol": protocol[0], "maxProtocol": protocol[1],
              "client": {"id": client_id, "version": VERSION, "platform": "linux", "mode": mode},
              "role": role, "scopes": ALL_SCOPES if scopes is None else list(scopes),
              "caps": list(caps)}
    auth = {"token": token, "password": password}
    auth = {key: value for key, value in auth.items() if value is not None}
    if auth:
        params["auth"] = auth
    params.update(more)
    return {key: value for key, value in params.items() if value is not None}


class Client:
    """One connection. `frames` holds everything received, in order; the events that nobody has
    asked for yet wait in `events`, the responses in `responses` by id."""

    def __init__(self, port, timeout=5.0, **options):
        self.timeout = timeout
        self.socket = ws.WebSocket(port, timeout=timeout, **options)
        self.frames = []
        self.events = []
        self.responses = {}
        self.hello = None
        self._ids = itertools.count(1)

    # --- frames ------------------------------------------------------------------------------
    def send(self, frame):
        """A frame as JSON; a string goes out as it is."""
        self.socket.send_text(frame if isinstance(frame, str) else json.dumps(frame))

    def pump(self, timeout):
        """Receives and files one frame."""
        message = self.socket.receive(timeout)
        if message.opcode != ws.TEXT:
            raise AssertionError("the server sent a binary message")
        frame = json.loads(message.data)
        self.frames.append(frame)
        if frame.get("type") == "event":
            self.events.append(frame)
        else:
            self.responses.setdefault(frame.get("id"), []).append(frame)
        return frame

    def drain(self, seconds=0.2):
        """Files what arrives until nothing has come for so long."""
        try:
            while True:
                self.pump(seconds)
        except ws.Timeout:
            return self

    # --- handshake ---------------------------------------------------------------------------
    def challenge(self, timeout=None):
        """The first frame, which must be the challenge."""
        frame = self.pump(self.timeout if timeout is None else timeout)
        if frame.get("event") != "connect.challenge":
            raise AssertionError(f"the first frame is {frame!r}")
        self.events.remove(frame)
        return frame

    def connect(self, **options):
        """Challenge, `connect`, hello. Options are those of `connect_params`."""
        self.challenge()
        self.hello = self.call("connect", connect_params(**options))
        return self.hello

    def refused(self, params, timeout=None):
        """Sends a `connect` that must fail: (error, close code, close reason)."""
        self.challenge()
        try:
            payload = self.call("connect", params, timeout)
        except RpcError as refusal:
            code, reason = self.socket.wait_closed(timeout)
            return refusal.error, code, reason
        raise AssertionError(f"connected: {json.dumps(payload)[:300]}")

    # --- requests ----------------------------------------------------------------------------
    def request(self, method, params=None, **more):
        """Sends a request and gives its id."""
        frame = {"type": "req", "id": f"r{next(self._ids)}", "method": method}
        if params is not None:
            frame["params"] = params
        frame.update(more)
        self.send(frame)
        return frame["id"]

    def response(self, ident, timeout=None):
        """The next response frame with this id."""
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while not self.responses.get(ident):
            self.pump(max(0.0, deadline - time.monotonic()))
        return self.responses[ident].pop(0)

    def call(self, method, params=None, timeout=None):
        """The payload of the (first) answer, or RpcError."""
        frame = self.response(self.request(method, params), timeout)
        if frame.get("ok") is not True:
            raise RpcError(frame)
        return frame.get("payload")

    def answer(self, frame, timeout=None):
        """Sends any frame and gives the response that comes next, whatever its id."""
        known = len(self.frames)
        self.send(frame)
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            for found in self.frames[known:]:
                if found.get("type") == "res":
                    self.responses[found.get("id")].remove(found)
                    return found
            self.pump(max(0.0, deadline - time.monotonic()))

    def agent(self, message, timeout=None, **more):
        """Both answers of `agent`: (accepted frame, final frame)."""
        params = {"message": message, "idempotencyKey": str(uuid.uuid4())}
        params.update(more)
        ident = self.request("agent", params)
        accepted = self.response(ident, timeout)
        if accepted.get("ok") is not True:
            raise RpcError(accepted)
        return accepted, self.response(ident, timeout)

    # --- events ------------------------------------------------------------------------------
    def wait_event(self, wanted, timeout=None):
        """Takes the first event that matches: a name, or a predicate over the frame."""
        matches = wanted if callable(wanted) else lambda frame: frame.get("event") == wanted
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            for frame in self.events:
                if matches(frame):
                    self.events.remove(frame)
                    return frame
            self.pump(max(0.0, deadline - time.monotonic()))

    def wait_final(self, run_id, timeout=10.0):
        """The chat event that ends a run."""
        return self.wait_event(lambda frame: frame["event"] == "chat"
                               and frame["payload"].get("runId") == run_id
                               and frame["payload"].get("state") in ("final", "aborted", "error"),
                               timeout)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.socket.abort()
        return False
