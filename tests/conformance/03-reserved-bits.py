#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Cases 3: bits that no extension has been agreed to use.
import struct

from support import rfc6455, tap, ws
from support.gateway import Gateway
from support.rfc6455 import message


def alone(line, opcode, bits, payload=b""):
    line.frame(opcode, payload, rsv=bits)
    line.ends(1002, pongs=[])


def behind_a_good_one(line, bits, chop=0):
    line.raw(ws.encode(ws.TEXT, message("good")) + ws.encode(ws.TEXT, message("bad"), rsv=bits)
             + ws.encode(ws.PING, b""), chop)
    line.ends(1002, answers=["good"], pongs=[])


rfc6455.cases(globals(), [
    ("3.1", "text with bit 1", ws.TEXT, 1, message("bad")),
    ("3.5", "binary with bits 5", ws.BINARY, 5, message("bad")),
    ("3.6", "a ping with bits 6", ws.PING, 6),
    ("3.7", "a close with bits 7", ws.CLOSE, 7, struct.pack("!H", 1000)),
    ("3.8", "text with bit 4, as if it were compressed", ws.TEXT, 4, message("bad"))], alone)
rfc6455.cases(globals(), [
    ("3.2", "text with bit 2 behind good text", 2),
    ("3.3", "text with bits 3 behind good text, in segments", 3, 16),
    ("3.4", "text with bit 4 behind good text, byte by byte", 4, 1)], behind_a_good_one)


def ends_late(gw):
    """7.1.1: a server ends the TCP connection behind the two close frames. Whether this one does
    depends on what it takes the mask of the second one for."""
    with rfc6455.Line(gw) as line:
        line.frame(ws.PING, b"", rsv=6)
        tap.equal(line.end(1.0).code, 1002, "code")
        late = not line.peer.ended
        tap.equal(line.end(8.0 * tap.FACTOR).ended, True, "the end")
        return late


@tap.timeout(40)
def test_3_9_the_tcp_connection_ends_too(gw):
    late = any(ends_late(gw) for _ in range(6))
    rfc6455.judge("late-end", not late, "open for a second and more")

if __name__ == "__main__":
    tap.main(globals(), Gateway)
