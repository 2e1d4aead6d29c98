# SPDX-License-Identifier: MIT
"""One recorded connection, said again to a gateway."""
import json
import time

from compare import Comparer
from recording import signed
from support import rpc, ws
from support.tap import FACTOR

# May come at any time, more or less often than in the recording; those that come are compared.
# How long one of them is waited for, unless it is the first behind a hello:
TIMED = {"tick": 0.15 * FACTOR, "health": 0.15 * FACTOR, "presence": FACTOR}
ANSWER_SECONDS = 8 * FACTOR
EVENT_SECONDS = 4 * FACTOR
# A hello is followed by one of each.
GREETINGS = {"health", "presence"}
SLACK_MS = 900 * FACTOR
QUIET_SECONDS = 0.15 * FACTOR


def event_name(frame):
    """What kind of event it is: its name, and for what comes in stages the stage."""
    name, payload = frame.get("event"), frame.get("payload")
    if not isinstance(payload, dict):
        return name
    if name == "chat":
        return ".".join(str(payload[k]) for k in ("state", "phase") if k in payload).join(
            ("chat.", ""))
    if name == "agent":
        phase = (payload.get("data") or {}).get("phase")
        return f"agent.{payload.get('stream')}" + (f".{phase}" if phase else "")
    if name == "sessions.changed":
        return "sessions.changed." + str(payload.get("reason") or payload.get("phase"))
    return name


def reasons(frame):
    """Why the nodes of a presence stand in it."""
    rows = frame["payload"].get("presence") or []
    return sorted(row["reason"] for row in rows if row["mode"] == "node")


class Player:
    """`expected(name)` says whether an event of that kind is worth waiting for; `act(frame)` is
    called before a recorded frame of the server is waited for."""

    def __init__(self, gateway, identities, recorded, expected=lambda name: True,
                 act=lambda frame: None):
        self.identities = identities
        self.recorded = recorded
        self.compared = Comparer(identities)
        self._gateway = gateway
        self._expected = expected
        self._act = act
        self._methods = {}
        self._order = []
        self._greeted = set()
        self._done = 0
        self.client = None
        self._now = 0
        self._asked_at = 0.0

    # --- the socket --------------------------------------------------------------------------
    def _headers(self):
        headers = {name: self.identities.address(value)
                   for name, value in self.recorded.get("headers", {}).items()}
        if "origin" in self.recorded:
            headers["Origin"] = self.identities.address(self.recorded["origin"])
        return headers

    def open(self):
        first = self.recorded["frames"][0]
        if "http" in first:
            return self._refused(first["http"])
        self.client = rpc.Client(self._gateway.port, headers=self._headers())
        return True

    def _refused(self, recorded):
        idle = [ws.WebSocket(self._gateway.port) for _ in range(self.recorded.get("sockets", 0))]
        try:
            ws.WebSocket(self._gateway.port, headers=self._headers()).abort()
            self.compared.note("http", "missing", recorded)
        except ws.Refused as refusal:
            here = {"status": refusal.status, "headers": refusal.headers,
                    "body": refusal.body.decode()}
            self.compared.values("http", recorded, here)
        finally:
            for socket in idle:
                socket.abort()
        return False

    # --- the frames --------------------------------------------------------------------------
    def play(self):
        """All of it, except what ends the connection's part: `finish`."""
        self._play(self.recorded["frames"])

    def greet(self):
        """The handshake alone, up to what comes of it."""
        frames = self.recorded["frames"]
        hello = next(number for number, frame in enumerate(frames)
                     if frame.get("in", {}).get("type") == "res")
        self._play(frames[:hello + 1])
        self._done = hello + 1

    def play_rest(self):
        self._play(self.recorded["frames"][self._done:])

    def _play(self, frames):
        for frame in frames:
            ((direction, content),) = frame.items()
            getattr(self, "_" + direction)(content)

    def _out(self, frame):
        if isinstance(frame, dict):
            if "id" in frame:
                self._methods[str(frame["id"])] = frame.get("method", "")
            if frame.get("method") == "connect" and isinstance(frame.get("params"), dict):
                params = signed(self.identities, frame["params"], self._now)
                frame = {**frame, "params": params}
            else:
                frame = self.identities.here(frame)
        self._asked_at = time.monotonic()
        self.client.send(frame)

    def _binary(self, frame):
        self._methods[str(frame["id"])] = frame["method"]
        self.client.socket.send_frame(ws.BINARY, json.dumps(frame).encode())

    def _in(self, frame):
        self._act(frame)
        if frame.get("type") == "res":
            return self._response(frame)
        name = event_name(frame)
        free = name in TIMED and (name not in GREETINGS or name in self._greeted)
        self._greeted.add(name)
        here = self._take_alike(name, frame) if free else self._take(name, free)
        if here is None:
            if not free:
                self.compared.note(f"event({name})", "missing", frame)
            return None
        if name == "connect.challenge":
            self._now = int(time.time() * 1000)
        elif name not in TIMED:
            self._order.append((self.client.frames.index(here), name))
        return self.compared.values(f"event({name})", frame, here)

    def _response(self, frame):
        path = f"res({self._methods.get(str(frame['id']), '')})"
        try:
            here = self.client.response(frame["id"], ANSWER_SECONDS)
        except (ws.Timeout, ws.Closed) as error:
            return self.compared.note(path, "missing", frame, str(error))
        self._check_delay(path)
        return self.compared.values(path, frame, here)

    def _check_delay(self, path):
        """An answer that was held back is held back as long."""
        recorded = self.recorded.get("ms")
        took = (time.monotonic() - self._asked_at) * 1000
        if recorded and not 0.9 * recorded - 10 <= took <= recorded + SLACK_MS:
            self.compared.note(f"{path} delay", "value", recorded, round(took))

    def _take(self, name, free):
        """The next event of that kind, waited for when it has to come."""
        wait = TIMED[name] if free else EVENT_SECONDS if self._expected(name) else 0.001
        try:
            return self.client.wait_event(lambda one: event_name(one) == name, wait)
        except (ws.Timeout, ws.Closed):
            return None

    def _take_alike(self, name, recorded):
        """Of those that may come more often, the next that says of nodes what the recorded one
        says. Those before it are surplus."""
        passed = []
        here = self._take(name, True)
        while here is not None and reasons(here) != reasons(recorded):
            passed.append(here)
            here = self._take(name, True)
        self.client.events[:0] = passed
        return here

    def _ping(self, _):
        """When pings come is the clock's; `finish` counts them."""

    def _close(self, recorded):
        self._act({"close": recorded})
        try:
            code, reason = self.client.socket.wait_closed(ANSWER_SECONDS)
        except ws.Timeout:
            return self.compared.note("close", "missing", recorded)
        return self.compared.values("close", recorded, {"code": code, "reason": reason})

    def _leave(self, _):
        self.client.socket.close()

    # --- the end -----------------------------------------------------------------------------
    def finish(self):
        """What came beside the recording, what came in another order, and what must be steady."""
        if self.client is None:
            return self.compared.found
        self._hold(self.recorded.get("hold", 0))
        if not self._ended():
            self._drain()
        for frame in self.client.events:
            if event_name(frame) in TIMED:
                self._surplus(event_name(frame), frame)
            else:
                self.compared.note(f"event({event_name(frame)})", "extra", None, frame)
        for ident, frames in self.client.responses.items():
            for frame in frames:
                path = f"res({self._methods.get(str(ident), '')})"
                self.compared.note(path, "extra", None, frame)
        self._check_order()
        self._check_seq()
        self.client.socket.abort()
        return self.compared.found

    def _surplus(self, name, here):
        """One more than was recorded is as the recorded one that it is nearest to."""
        recorded = [frame["in"] for frame in self.recorded["frames"]
                    if frame.get("in", {}).get("event") == name]
        if name == "presence":
            return self._surplus_rows(recorded, here)
        found = []
        for one in recorded:
            comparer = Comparer(self.identities)
            comparer.values(f"event({name})", one, here)
            found.append(comparer.found)
        self.compared.found += min(found, key=len, default=[])

    def _surplus_rows(self, recorded, here):
        """Who is there at the same time is a matter of moments; each row is as a recorded one."""
        rows = [row for one in recorded for row in one["payload"]["presence"]]
        for number, row in enumerate(here["payload"]["presence"]):
            found = []
            for one in rows:
                comparer = Comparer(self.identities)
                comparer.values(f"event(presence).payload.presence[{number}]", one, row)
                found.append(comparer.found)
            self.compared.found += min(found, key=len, default=[])

    def _ended(self):
        return any("leave" in frame or "close" in frame for frame in self.recorded["frames"])

    def _drain(self):
        try:
            self.client.drain(QUIET_SECONDS)
        except ws.Closed:
            pass

    def _hold(self, seconds):
        """Stays for as long as a tick and a ping need to come; both have to."""
        if not seconds:
            return
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                self.client.pump(max(0.0, deadline - time.monotonic()))
            except ws.Timeout:
                break
        ticks = [one for one in self.client.frames if one.get("event") == "tick"]
        for name, times in (("tick", ticks), ("ping", self.client.socket.pings)):
            if not times:
                self.compared.note(name, "missing", f"one in {seconds} s")

    def _check_order(self):
        for (before, one), (after, other) in zip(self._order, self._order[1:]):
            if before > after:
                self.compared.note(f"order({other} before {one})", "value")

    def _check_seq(self):
        """Numbers go up by one from event to event, whatever came between."""
        seqs = [frame["seq"] for frame in self.client.frames if "seq" in frame]
        if seqs != list(range(1, len(seqs) + 1)):
            self.compared.note("seq", "value", "1, 2, 3 and on", seqs)
