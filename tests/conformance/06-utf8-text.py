#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Cases 6.1 to 6.4: text in fragments and segments, and how soon a byte that is wrong is noticed.
from support import rfc6455, tap, ws
from support.gateway import Gateway
from support.rfc6455 import message, pieces

HELLO = "Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!!"
KOSME = "\u03ba\u1f79\u03c3\u03bc\u03b5"
BAD = KOSME.encode() + b"\xed\xa0\x80" + b"edited"
# What says at which byte a text becomes impossible.
HEAD, BEYOND, REST = KOSME.encode(), b"\xf4\x90\x80\x80", b"edited"


def empty(line, fragments):
    line.say(ws.TEXT, [b""] * fragments)
    line.stays()


def text_between_empty_fragments(line):
    line.say(ws.TEXT, [b"", message("middle"), b""])
    line.stays(["middle"])


def valid(line, ident, fragment, chop):
    text = message(ident)
    line.say(ws.TEXT, pieces(text, fragment or len(text)), chop)
    line.stays([ident])


def invalid(line, fragment):
    text = message(BAD)
    line.say(ws.TEXT, pieces(text, fragment or len(text)))
    line.ends(1007)


def noticed_early(line, parts, in_one_frame):
    """The connection ends behind the second part; the third is never sent."""
    before = message("")[:-2]
    if in_one_frame:
        whole = ws.encode(ws.TEXT, before + b"".join(parts))
        last = len(whole) - len(parts[2])
        first = last - len(parts[1])
        line.raw(whole[:first])
        behind = whole[first:last]
    else:
        line.frame(ws.TEXT, before + parts[0], fin=False)
        behind = ws.encode(ws.CONTINUATION, parts[1], fin=False)
    line.turn(0.05)
    tap.equal(line.peer.code, None, "before the bytes that are wrong")
    line.raw(behind)
    line.ends(1007)


rfc6455.cases(globals(), [("6.1.1", "text of no bytes", 1),
                          ("6.1.2", "three fragments of no bytes", 3)], empty)
rfc6455.cases(globals(), [("6.1.3", "text between fragments of no bytes")],
              text_between_empty_fragments)
rfc6455.cases(globals(), [
    ("6.2.1", "text beyond ASCII", HELLO, 0, 0),
    ("6.2.2", "the same in two fragments", HELLO, 50, 0),
    ("6.2.3", "the same in fragments of one byte", HELLO, 1, 0),
    ("6.2.4", "Greek text in fragments of one byte", KOSME, 1, 0),
    ("6.2.5", "Greek text in segments of one byte", KOSME, 0, 1)], valid)
rfc6455.cases(globals(), [("6.3.1", "text that is no UTF-8", 0),
                          ("6.3.2", "the same in fragments of one byte", 1)], invalid)
rfc6455.cases(globals(), [
    ("6.4.1", "a wrong character in the second fragment", (HEAD, BEYOND, REST), False),
    ("6.4.2", "its first wrong byte in the second fragment",
     (HEAD + BEYOND[:1], BEYOND[1:2], BEYOND[2:] + REST), False),
    ("6.4.3", "a wrong character in the second segment of a frame", (HEAD, BEYOND, REST), True),
    ("6.4.4", "its first wrong byte in the second segment",
     (HEAD + BEYOND[:1], BEYOND[1:2], BEYOND[2:] + REST), True)], noticed_early)

if __name__ == "__main__":
    tap.main(globals(), Gateway)
