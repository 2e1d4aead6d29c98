#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Cases 2: pings and pongs.
from support import rfc6455, tap, ws
from support.gateway import Gateway

NOT_TEXT = bytes((0x00, 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0x00, 0xff))
TEN = [f"ping {number}".encode() for number in range(10)]


def answered(line, payload, chop=0):
    line.raw(ws.encode(ws.PING, payload), chop)
    line.stays(pongs=[payload])


def too_long(line, opcode):
    line.frame(opcode, b"\xfe" * 126)
    found = line.end()
    assert found.ended and found.code in (1002, 1006) and not found.pongs, found
    rfc6455.judge("no-close-frame", found.code == 1002, found)


def unasked(line, payload, ping=None):
    line.frame(ws.PONG, payload)
    if ping is not None:
        line.frame(ws.PING, ping)
    line.stays(pongs=[] if ping is None else [ping])


def ten(line, chop):
    """5.5.3 lets a server answer the newest of several pings alone."""
    line.raw(b"".join(ws.encode(ws.PING, payload) for payload in TEN), chop)
    found = line.after(len(TEN))
    tap.equal(found.code, None, "code")
    assert found.pongs and set(found.pongs) <= set(TEN), found
    tap.equal(found.pongs, [payload for payload in TEN if payload in found.pongs], "in order")
    return found


def ten_in_segments(line, chop):
    ten(line, chop)


def ten_at_once(line):
    found = ten(line, 0)
    rfc6455.judge("pings-at-once", found.pongs[-1] == TEN[-1], found)


def one_after_the_other(line):
    for at, payload in enumerate(TEN):
        line.frame(ws.PING, payload)
        line.until(lambda wanted=at + 1: len(line.peer.pongs) == wanted, "the pong")
    line.stays(pongs=TEN)


rfc6455.cases(globals(), [
    ("2.1", "a ping without payload", b""),
    ("2.2", "a ping with text", b"Hello, world!"),
    ("2.3", "a ping with bytes that are no text", NOT_TEXT),
    ("2.4", "a ping of 125 bytes", b"\xfe" * 125),
    ("2.6", "a ping of 125 bytes, byte by byte", b"\xfe" * 125, 1)], answered)
rfc6455.cases(globals(), [("2.5", "a ping of 126 bytes", ws.PING),
                          ("2.5 b", "a pong of 126 bytes", ws.PONG)], too_long)
rfc6455.cases(globals(), [("2.7", "a pong that nobody asked for", b""),
                          ("2.8", "the same with payload", b"unasked"),
                          ("2.9", "and a ping behind it", b"unasked", b"asked")], unasked)
rfc6455.cases(globals(), [("2.10", "ten pings at once")], ten_at_once)
rfc6455.cases(globals(), [("2.11", "ten pings, byte by byte", 1)], ten_in_segments)
rfc6455.cases(globals(), [("2.12", "ten pings, each behind the last one's pong")],
              one_after_the_other)

if __name__ == "__main__":
    tap.main(globals(), Gateway)
