#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Cases 5: messages in fragments, and fragments of nothing.
from support import rfc6455, tap, ws
from support.gateway import Gateway
from support.rfc6455 import message, pieces

TEXT = message("parts", 60)
CHOPS = (0, 16, 1)


def split_control(line, opcode):
    line.frame(opcode, b"one", fin=False)
    line.frame(ws.CONTINUATION, b"two")
    line.ends(1002, pongs=[])


def two_fragments(line, chop, ping=False):
    first, second = pieces(TEXT, 30)
    data = ws.encode(ws.TEXT, first, fin=False)
    data += ws.encode(ws.PING, b"between") if ping else b""
    line.raw(data + ws.encode(ws.CONTINUATION, second), chop)
    line.stays(["parts"], pongs=[b"between"] if ping else [])


def continues_nothing(line, fin, chop):
    line.raw(ws.encode(ws.CONTINUATION, b"nothing", fin=fin) + ws.encode(ws.TEXT, TEXT), chop)
    line.ends(1002)


def continues_a_whole_message(line):
    line.say(ws.TEXT, pieces(TEXT, 30))
    line.frame(ws.CONTINUATION, b"more", fin=False)
    line.frame(ws.TEXT, message("late"))
    line.ends(1002, answers=["parts"])


def continues_nothing_twice(line, fin):
    for _ in range(2):
        line.frame(ws.CONTINUATION, b"nothing", fin=fin)
        line.frame(ws.TEXT, TEXT)
    line.ends(1002)


def text_within_text(line):
    line.frame(ws.TEXT, pieces(TEXT, 30)[0], fin=False)
    line.frame(ws.TEXT, pieces(TEXT, 30)[1])
    line.ends(1002)


def five_fragments(line, chop):
    """And two pings between them, which are not answered behind the message."""
    parts = pieces(TEXT, 12)
    for at, part in enumerate(parts):
        line.raw(ws.encode(ws.CONTINUATION if at else ws.TEXT, part, fin=at == 4), chop)
        if at in (1, 3):
            ping = f"ping {at}".encode()
            line.raw(ws.encode(ws.PING, ping), chop)
            line.until(lambda wanted=ping: wanted in line.peer.pongs, "the pong")
            tap.equal(line.peer.answers, [], "before the end of the message")
    line.stays(["parts"], pongs=[b"ping 1", b"ping 3"])


def empty_fragments(line):
    line.say(ws.TEXT, [b"", TEXT[:9], b"", b"", TEXT[9:], b""])
    line.stays(["parts"])


rfc6455.cases(globals(), [("5.1", "a ping in two fragments", ws.PING),
                          ("5.2", "a pong in two fragments", ws.PONG)], split_control)
rfc6455.cases(globals(), [(f"5.{3 + at}", f"text in two fragments, segments of {chop}", chop)
                          for at, chop in enumerate(CHOPS)], two_fragments)
rfc6455.cases(globals(), [(f"5.{6 + at}", f"a ping between, segments of {chop}", chop, True)
                          for at, chop in enumerate(CHOPS)], two_fragments)
for number, final in ((9, True), (12, False)):
    rfc6455.cases(globals(), [
        (f"5.{number + at}", f"a continuation of nothing, the last one: {final}, segments of "
         f"{chop}", final, chop) for at, chop in enumerate(CHOPS)], continues_nothing)
rfc6455.cases(globals(), [("5.15", "a continuation of a message that has ended")],
              continues_a_whole_message)
rfc6455.cases(globals(), [("5.16", "two continuations of nothing, more to come", False),
                          ("5.17", "two continuations of nothing, both the last", True)],
              continues_nothing_twice)
rfc6455.cases(globals(), [("5.18", "text that begins within text")], text_within_text)
rfc6455.cases(globals(), [("5.19", "five fragments and two pings", 0),
                          ("5.20", "the same, byte by byte", 1)], five_fragments)
rfc6455.cases(globals(), [("5.21", "fragments of no bytes")], empty_fragments)

if __name__ == "__main__":
    tap.main(globals(), Gateway)
