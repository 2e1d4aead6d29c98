#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Cases 7: the end of a connection, with every code and reason.
import struct

from support import rfc6455, tap, ws
from support.gateway import Gateway
from support.rfc6455 import message

NORMAL = struct.pack("!H", 1000)


def behind_a_message(line):
    line.raw(ws.encode(ws.TEXT, message("first")) + ws.encode(ws.CLOSE, NORMAL))
    found = line.end()
    tap.equal(found, rfc6455.Outcome(["first"], [], 1000, True))


def nothing_behind_it(line, *frames):
    line.raw(b"".join((ws.encode(ws.CLOSE, NORMAL), *frames)))
    line.ends(1000, pongs=[])


def between_fragments(line):
    line.raw(ws.encode(ws.TEXT, message("half")[:9], fin=False) + ws.encode(ws.CLOSE, NORMAL)
             + ws.encode(ws.CONTINUATION, message("half")[9:]))
    line.ends(1000)


def behind_much(line):
    line.raw(ws.encode(ws.TEXT, message("much", 256 * 1024)) + ws.encode(ws.CLOSE, NORMAL)
             + ws.encode(ws.PING, b"late"))
    line.ends(1000, answers=["much"], pongs=[])


def payload(line, data, code):
    line.frame(ws.CLOSE, data)
    line.ends(code)


def empty_payload(line):
    """What is answered may have the code that says: nothing is wrong."""
    line.frame(ws.CLOSE)
    found = line.end()
    assert found.code in (1000, 1005) and found.ended, found


def no_close_frame(line, data, code):
    """The connection ends for that, with the code or without any."""
    line.frame(ws.CLOSE, data)
    found = line.end()
    assert found.ended and found.code in (code, 1006), found
    rfc6455.judge("no-close-frame", found.code == code, found)


def code_of_today(line, code):
    """Registered behind the RFC; clients of this protocol send 1012."""
    line.frame(ws.CLOSE, struct.pack("!H", code))
    found = line.end()
    assert found.code in (code, 1002) and found.ended, found
    rfc6455.judge("newer-close-codes", found.code == code, found)


rfc6455.cases(globals(), [("7.1.1", "a close behind a message")], behind_a_message)
rfc6455.cases(globals(), [
    ("7.1.2", "a second close", ws.encode(ws.CLOSE, NORMAL)),
    ("7.1.3", "a ping behind the close", ws.encode(ws.PING, b"late")),
    ("7.1.4", "text behind the close", ws.encode(ws.TEXT, message("late")))], nothing_behind_it)
rfc6455.cases(globals(), [("7.1.5", "a close between two fragments")], between_fragments)
rfc6455.cases(globals(), [("7.1.6", "a close behind 256 KiB, and a ping")], behind_much)
rfc6455.cases(globals(), [("7.3.1", "a close of no bytes")], empty_payload)
rfc6455.cases(globals(), [
    ("7.3.2", "a close of one byte", b"a", 1002),
    ("7.3.3", "a code alone", NORMAL, 1000),
    ("7.3.4", "a reason", NORMAL + b"Hello World!", 1000),
    ("7.3.5", "a reason of 123 bytes", NORMAL + b"*" * 123, 1000)], payload)
rfc6455.cases(globals(), [
    ("7.3.6", "a reason of 124 bytes", NORMAL + b"*" * 124, 1002),
    ("7.5.1", "a reason that is no UTF-8", NORMAL + b"\xce\xba\xed\xa0\x80", 1007)],
    no_close_frame)
GOOD = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
rfc6455.cases(globals(), [(f"7.7.{at}", f"code {code}", struct.pack("!H", code), code)
                          for at, code in enumerate(GOOD, 1)], payload)
rfc6455.cases(globals(), [(f"7.7.{at}", f"code {code}", code)
                          for at, code in enumerate((1012, 1013, 1014), 14)], code_of_today)
BAD = (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999)
rfc6455.cases(globals(), [(f"7.9.{at}", f"code {code}", struct.pack("!H", code), 1002)
                          for at, code in enumerate(BAD, 1)], payload)
rfc6455.cases(globals(), [
    ("7.9.10", "code 1015", struct.pack("!H", 1015), 1002),
    ("7.13.1", "code 5000", struct.pack("!H", 5000), 1002),
    ("7.13.2", "code 65535", struct.pack("!H", 65535), 1002),
    ("7.13.3", "four bytes of a code", struct.pack("!I", 65536), 1002)], payload)

if __name__ == "__main__":
    tap.main(globals(), Gateway)
