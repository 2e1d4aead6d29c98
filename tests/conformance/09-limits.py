#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Cases 9 and 10: messages up to the 25 MiB that are taken, in frames, fragments and segments of
# every size, and many one after the other.
from support import rfc6455, tap, ws
from support.gateway import Gateway
from support.rfc6455 import message, pieces

KIB, MIB = 1 << 10, 1 << 20
MOST = 25 * MIB
LARGE = tuple(256 * KIB * 4 ** n for n in range(4)) + (8 * MIB,)


def whole(line, opcode, size):
    line.raw(ws.encode(opcode, message("large", size)))
    line.stays(["large"])


def in_fragments(line, opcode, size, fragment):
    parts = pieces(message("large", size), fragment)
    last = len(parts) - 1
    line.raw(b"".join(ws.encode(ws.CONTINUATION if at else opcode, part, fin=at == last)
                      for at, part in enumerate(parts)))
    line.stays(["large"])


def in_segments(line, opcode, chop):
    line.raw(ws.encode(opcode, message("large", MIB // 4)), chop)
    line.stays(["large"])


def too_large(line, fragment):
    parts = pieces(message("large", MOST + 1), fragment)
    last = len(parts) - 1
    line.raw(b"".join(ws.encode(ws.CONTINUATION if at else ws.TEXT, part, fin=at == last)
                      for at, part in enumerate(parts)))
    found = line.end()
    tap.equal(found, rfc6455.Outcome([], [], 1009, True))


def many(line, opcode, size):
    for number in range(1000):
        line.raw(ws.encode(opcode, message(f"m{number}", size)))
        if number % 10 == 9:
            line.until(lambda count=number + 1: len(line.peer.answers) == count, "an answer")
    line.stays([f"m{number}" for number in range(1000)])


def by_autobahn(line):
    """The library cuts the message itself."""
    line.peer.sendMessage(message("auto", 64 * KIB), fragmentSize=1300)
    line.stays(["auto"])


for kind, group, opcode_ in (("text", 1, ws.TEXT), ("binary", 2, ws.BINARY)):
    rfc6455.cases(globals(), [
        (f"9.{group}.{at}", f"{kind} of {size} bytes", opcode_, size)
        for at, size in enumerate((64 * KIB, *LARGE[:4], MOST), 1)], whole)
    rfc6455.cases(globals(), [
        (f"9.{group + 2}.{at}", f"{kind} of 4 MiB in fragments of {64 * 4 ** at}", opcode_,
         4 * MIB if at > 3 else MIB // 4, 64 * 4 ** at) for at in range(9)], in_fragments)
    rfc6455.cases(globals(), [
        (f"9.{group + 4}.{at}", f"{kind} of 256 KiB in segments of {64 * 2 ** at}", opcode_,
         64 * 2 ** at) for at in range(6)], in_segments)
    rfc6455.cases(globals(), [
        (f"9.{group + 6}.{at}", f"1000 times {kind} of {size} bytes", opcode_, size)
        for at, size in enumerate((0, 64, 256, 1024, 4096, 16384), 1)], many)
rfc6455.cases(globals(), [("9.9.1", "25 MiB in two fragments", ws.TEXT, MOST, MOST // 2)],
              in_fragments)
rfc6455.cases(globals(), [("9.9.2", "a byte too many", MOST + 1),
                          ("9.9.3", "a byte too many in fragments of 1 MiB", MIB)], too_large)
rfc6455.cases(globals(), [("10.1.1", "64 KiB cut by the client's library")], by_autobahn)

if __name__ == "__main__":
    tap.main(globals(), Gateway)
