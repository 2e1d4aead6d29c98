# SPDX-License-Identifier: MIT
"""A peer on python3-autobahn that says what it likes, and the list of what the server may do
otherwise than RFC 6455 asks: the names in openclaw-protocol(7)."""
import asyncio
import json
import os
import re
from dataclasses import dataclass

from autobahn.asyncio.websocket import WebSocketClientFactory, WebSocketClientProtocol

from . import rpc, tap, ws

METHOD = "last-heartbeat"  # what a message asks for: its id comes back, and that is the echo
PATIENCE = 5.0 * tap.FACTOR
GRACE = 0.25 * tap.FACTOR  # for a pong that comes behind the answer it was asked before
END = 3.0 * tap.FACTOR     # until the server ends the TCP connection behind its close frame
MAN_PAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(__file__))),
                        "man", "openclaw-protocol.7")


def message(ident, size=0, method=METHOD):
    """A request of so many bytes, or as few as it takes; white space is the rest."""
    text = f'{{"type":"req","method":"{method}","id":"'.encode()
    text += ident if isinstance(ident, bytes) else json.dumps(ident)[1:-1].encode()
    text += b'"}'
    return text.ljust(size)


def pieces(data, size):
    return [data[at:at + size] for at in range(0, len(data), size)] or [b""]


class Peer(WebSocketClientProtocol):
    """Notes what comes. What the server itself does wrong ends up in `violations`."""

    def __init__(self):
        super().__init__()
        self.answers, self.pongs, self.violations, self.events = [], [], [], []
        self.code = None      # of the server's close frame; 1006: an end without one
        self.reason = b""
        self.ended = False    # the TCP connection

    def onMessage(self, payload, isBinary):  # pylint: disable=invalid-name
        if isBinary:
            self.violations.append("a binary message")
        frame = json.loads(payload)
        if frame["type"] == "event":
            self.events.append(frame["event"])
        else:
            self.answers.append(frame["id"])

    def onPong(self, payload):
        self.pongs.append(payload)

    def onCloseFrame(self, code, reasonRaw):
        if self.code is None:
            self.code, self.reason = code or 1005, reasonRaw or b""
        return super().onCloseFrame(code, reasonRaw)

    def _protocol_violation(self, reason):
        self.violations.append(reason)
        return super()._protocol_violation(reason)

    def _invalid_payload(self, reason):
        self.violations.append(reason)
        return super()._invalid_payload(reason)

    def _unread(self):
        """What the network has brought and nobody has read."""
        found = b""
        try:
            while piece := os.read(self.transport.get_extra_info("socket").fileno(), 65536):
                found += piece
        except OSError:
            pass
        return found

    def connection_lost(self, exc):
        # A send that finds the connection reset is the end for asyncio, whatever came before.
        if exc is not None:
            self.receive_queue.append(self._unread())
            while self.receive_queue:
                self._dataReceived(self.receive_queue.popleft())
        self.ended = True
        self.code = self.code or 1006
        super().connection_lost(exc)


@dataclass
class Outcome:
    """`code` is that of the server's close frame, None while the connection is open."""
    answers: list
    pongs: list
    code: int = None
    ended: bool = False


class Line:
    """A connection to a gateway, after its hello or, without one, after its challenge."""

    def __init__(self, gw, hello=True):
        self._loop = asyncio.new_event_loop()
        factory = WebSocketClientFactory(f"ws://127.0.0.1:{gw.port}/", loop=self._loop)
        factory.protocol = Peer
        factory.setProtocolOptions(failByDrop=False, openHandshakeTimeout=PATIENCE,
                                   closeHandshakeTimeout=0, serverConnectionDropTimeout=0,
                                   tcpNoDelay=True)
        make = self._loop.create_connection(factory, "127.0.0.1", gw.port)
        _, self.peer = self._loop.run_until_complete(make)
        self.until(lambda: "connect.challenge" in self.peer.events, "challenge")
        if hello:
            params = rpc.connect_params(token=gw.token)
            self.frame(ws.TEXT, json.dumps({"type": "req", "id": "hello", "method": "connect",
                                            "params": params}).encode())
            self.until(lambda: self.peer.answers == ["hello"], "hello")
            self.peer.answers.clear()

    # --- sending -----------------------------------------------------------------------------
    def frame(self, opcode, payload=b"", **options):
        """One frame as Autobahn makes it; fin and rsv may be given."""
        self.peer.sendFrame(opcode, payload, **options)

    def raw(self, data, chop=0):
        """Bytes as they are, in pieces of so many, each a segment of its own; what is left when
        the server closes is not sent."""
        for piece in pieces(data, chop) if chop else [data]:
            if self.peer.code or self.peer.transport.is_closing():
                return
            self.peer.sendData(piece)
            if chop:
                self.turn()

    def turn(self, seconds=0.0):
        """Lets the network have its way."""
        self._loop.run_until_complete(asyncio.sleep(seconds))

    def say(self, opcode, fragments, size=0):
        """A message in so many fragments, each in pieces of `size` bytes."""
        last = len(fragments) - 1
        for at, part in enumerate(fragments):
            self.raw(ws.encode(ws.CONTINUATION if at else opcode, part, fin=at == last), size)

    # --- seeing ------------------------------------------------------------------------------
    def until(self, done, what="it", seconds=PATIENCE):
        """Waits; AssertionError when it takes longer."""
        if not self.within(done, seconds):
            raise AssertionError(f"{what} does not come: answers {self.peer.answers}, "
                                 f"code {self.peer.code}, ended {self.peer.ended}")

    def within(self, done, seconds):
        deadline = self._loop.time() + seconds
        while not done() and self._loop.time() < deadline:
            self.turn(0.0005)
        return done()

    def stays(self, answers=(), pongs=()):
        """The connection is open and has answered exactly this."""
        found = self.after(len(pongs))
        tap.equal(found, Outcome(list(answers), list(pongs)))

    def after(self, pongs=0):
        """What has come when a further request is answered or the connection has ended."""
        self.raw(ws.encode(ws.TEXT, message("barrier")))
        self.until(lambda: "barrier" in self.peer.answers or self.peer.code, "the barrier")
        self.within(lambda: len(self.peer.pongs) >= pongs, GRACE)
        return self._outcome()

    def ends(self, code=1002, answers=(), pongs=None):
        """The connection is closed with this code."""
        found = self.end(0)
        wanted = Outcome(list(answers), found.pongs if pongs is None else list(pongs), code,
                         found.ended)
        tap.equal(found, wanted)

    def end(self, tcp_seconds=END):
        """What has come behind the server's close frame, when it has ended the TCP connection too
        or has not for so long."""
        if self.within(lambda: self.peer.code, PATIENCE):
            self.within(lambda: self.peer.ended, tcp_seconds)
        return self._outcome()

    def _outcome(self):
        peer = self.peer
        tap.equal(peer.violations, [], "what the server did wrong")
        answers = [ident for ident in peer.answers if ident != "barrier"]
        return Outcome(answers, peer.pongs, peer.code, peer.ended)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        if self.peer.transport:
            self.peer.transport.abort()
        self.turn()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self.turn()
        self._loop.close()
        return False


# --- cases and deviations ----------------------------------------------------------------------
def listed():
    """The names of the deviations that openclaw-protocol(7) lists."""
    with open(MAN_PAGE, encoding="utf-8") as source:
        section = source.read().split(".Ss Deviations from RFC 6455\n")[1]
    return re.findall(r"^\.It Li (\S+)$", re.split(r"^\.S[sh] ", section, flags=re.M)[0], re.M)


def judge(name, by_the_rfc, found):
    """Passes when the RFC is kept and `name` is not listed, or neither. `found` is for the text."""
    if by_the_rfc and name in listed():
        raise AssertionError(f"{name} is listed in openclaw-protocol(7) and does not occur")
    if not by_the_rfc and name not in listed():
        raise AssertionError(f"{name} is not listed in openclaw-protocol(7): {found}")


def cases(namespace, rows, run, hello=True):
    """Makes a test of each row: number, sentence, what else `run` takes behind the line."""
    for number, sentence, *more in rows:
        def test(gw, more=tuple(more)):
            with Line(gw, hello) as line:
                run(line, *more)
        test.__name__ = f"test_{number}_{sentence}"
        if test.__name__ in namespace:
            raise AssertionError(f"{test.__name__} is there twice")
        namespace[test.__name__] = test
