#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Cases 1: frames of every size, and how their lengths and masks are written.
import struct

from support import rfc6455, tap, ws
from support.gateway import Gateway
from support.rfc6455 import message

SIZES = (125, 126, 127, 128, 65535, 65536)


def whole(line, opcode, size, chop=0):
    line.raw(ws.encode(opcode, message("whole", size)), chop)
    line.stays(["whole"])


def empty(line, opcode):
    """No JSON, and nothing that ends a connection."""
    line.frame(opcode)
    line.stays()


for group, kind in ((1, ws.TEXT), (2, ws.BINARY)):
    name = "text" if kind == ws.TEXT else "binary"
    rfc6455.cases(globals(), [(f"1.{group}.1", f"{name} of 0 bytes", kind)], empty)
    rfc6455.cases(globals(), [(f"1.{group}.{at}", f"{name} of {size} bytes", kind, size)
                              for at, size in enumerate(SIZES, 2)], whole)
    rfc6455.cases(globals(), [(f"1.{group}.8", f"{name} of 65536 bytes in segments of 997", kind,
                               65536, 997)], whole)


def unmasked(line, opcode):
    """5.1: a server closes over a frame without a mask."""
    line.raw(ws.encode(opcode, message("bare") if opcode == ws.TEXT else b"", masked=False))
    if opcode == ws.CLOSE:
        found = line.end()
        rfc6455.judge("unmasked-frames", found.code == 1002, found)
    else:
        found = line.after()
        rfc6455.judge("unmasked-frames", found.code == 1002 and not found.answers, found)


rfc6455.cases(globals(), [("1.3.1", "text without a mask", ws.TEXT),
                          ("1.3.2", "a ping without a mask", ws.PING),
                          ("1.3.3", "a close without a mask", ws.CLOSE)], unmasked)


def long_length(line, form):
    """5.2: a length takes as few bytes as it can."""
    data, key = message("long"), b"\1\2\3\4"
    head = struct.pack("!BBH", 0x81, 0xfe, len(data)) if form == 126 else \
        struct.pack("!BBQ", 0x81, 0xff, len(data))
    line.raw(head + key + ws.mask(key, data))
    found = line.after()
    rfc6455.judge("long-lengths", found.code == 1002, found)


rfc6455.cases(globals(), [("1.4.1", "a small length in two bytes", 126),
                          ("1.4.2", "a small length in eight bytes", 127)], long_length)


def highest_bit(line):
    line.raw(ws.encode(ws.TEXT, b"{", length=1 << 63))
    found = line.end()
    assert found.ended and found.code in (1002, 1006, 1009), found
    rfc6455.judge("no-close-frame", found.code != 1006, found)


rfc6455.cases(globals(), [("1.4.3", "a length with the highest bit", )], highest_bit)

if __name__ == "__main__":
    tap.main(globals(), Gateway)
