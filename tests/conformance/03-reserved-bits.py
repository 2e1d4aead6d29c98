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


def end_of_the_tcp_connection(line):
    """7.1.1: a server ends it behind the two close frames."""
    line.frame(ws.TEXT, message("bad"), rsv=1)
    found = line.end(1.0 * tap.FACTOR)
    tap.equal(found.code, 1002, "code")
    rfc6455.judge("late-end", found.ended, found)
    tap.equal(line.end(8.0 * tap.FACTOR).ended, True, "the end, late")


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
rfc6455.cases(globals(), [("3.9", "the TCP connection ends, too")], end_of_the_tcp_connection)

if __name__ == "__main__":
    tap.main(globals(), Gateway)
