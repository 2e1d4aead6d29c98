#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Cases 4: opcodes that mean nothing.
from support import rfc6455, tap, ws
from support.gateway import Gateway
from support.rfc6455 import message


def alone(line, opcode, payload):
    line.frame(opcode, payload)
    line.ends(1002, pongs=[])


def behind_a_good_one(line, opcode, chop):
    line.raw(ws.encode(ws.TEXT, message("good")) + ws.encode(opcode, message("bad"))
             + ws.encode(ws.PING, b""), chop)
    line.ends(1002, answers=["good"], pongs=[])


for group, first, kind in ((1, 3, "data"), (2, 11, "control")):
    rfc6455.cases(globals(), [
        (f"4.{group}.{at + 1}", f"{kind} opcode {first + at}", first + at, payload)
        for at, payload in ((0, b""), (1, message("bad")))], alone)
    rfc6455.cases(globals(), [
        (f"4.{group}.{at + 1}", f"{kind} opcode {first + at} behind good text in segments of "
         f"{chop}", first + at, chop) for at, chop in ((2, 0), (3, 16), (4, 1))],
        behind_a_good_one)

if __name__ == "__main__":
    tap.main(globals(), Gateway)
