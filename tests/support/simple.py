# SPDX-License-Identifier: MIT
"""A client of the simple dialect: {method, params, id} out, {id, result | error} and {event, data}
in."""
import itertools
import json
import time

from . import ws


class SimpleError(Exception):
    """An answer with an error."""

    def __init__(self, error):
        super().__init__(json.dumps(error))
        self.error = error


class Client:
    """`headers` are those of the upgrade. Frames are kept as they came in `frames`."""

    def __init__(self, port, timeout=5.0, headers=None, **options):
        self.socket = ws.WebSocket(port, headers=headers, timeout=timeout, **options)
        self.timeout = timeout
        self.frames = []
        self.events = []
        self._ids = itertools.count(1)

    def send(self, frame):
        self.socket.send_text(frame if isinstance(frame, (str, bytes)) else json.dumps(frame))

    def pump(self, timeout=None):
        """The next frame. The challenge, which every socket gets, is left out."""
        while True:
            frame = json.loads(self.socket.receive(self.timeout if timeout is None else timeout)
                               .data)
            if frame.get("event") == "connect.challenge":
                continue
            self.frames.append(frame)
            if "event" in frame:
                self.events.append(frame)
            return frame

    def answer(self, frame=None, timeout=None):
        """Sends a frame, if any, and gives the next one that is no event."""
        if frame is not None:
            self.send(frame)
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            found = self.pump(max(0.0, deadline - time.monotonic()))
            if "event" not in found:
                return found

    def call(self, method, params=None, timeout=None):
        """The result, or SimpleError."""
        frame = {"method": method, "id": next(self._ids)}
        if params is not None:
            frame["params"] = params
        found = self.answer(frame, timeout)
        if found.get("id") != frame["id"]:
            raise AssertionError(f"the answer to {frame!r} is {found!r}")
        if "error" in found:
            raise SimpleError(found["error"])
        return found["result"]

    def auth(self, **params):
        return self.call("auth", params)

    def wait_event(self, name, timeout=None):
        """Takes the first event of this name and gives its data."""
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            for frame in self.events:
                if frame["event"] == name:
                    self.events.remove(frame)
                    return frame["data"]
            self.pump(max(0.0, deadline - time.monotonic()))

    def drain(self, seconds=0.2):
        try:
            while True:
                self.pump(seconds)
        except ws.Timeout:
            return self

    def wait_closed(self, timeout=None):
        return self.socket.wait_closed(self.timeout if timeout is None else timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.socket.abort()
        return False
