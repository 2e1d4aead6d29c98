#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Cases 6.5 to 6.23: what is UTF-8 and what is not, after Markus Kuhn's test file.
from support import rfc6455, tap, ws
from support.gateway import Gateway
from support.rfc6455 import message

KOSME = "\u03ba\u1f79\u03c3\u03bc\u03b5".encode()


def judged(line, data, valid):
    """Valid text comes back as an id; the rest ends the connection."""
    line.frame(ws.TEXT, message(data))
    if valid:
        line.stays([data.decode()])
    else:
        line.ends(1007)


def cut_off(line, data):
    """The message ends within a character."""
    line.frame(ws.TEXT, message(data)[:-2])
    line.ends(1007)


def bare_zero(line):
    """U+0000 is good UTF-8 and no JSON, which is ignored."""
    line.frame(ws.TEXT, message(b"\0"))
    line.frame(ws.TEXT, b"\0")
    line.stays()


def table(group, valid, rows):
    rfc6455.cases(globals(), [(f"6.{group}.{at}", row.hex(), row, valid)
                              for at, row in enumerate(rows, 1)], judged)


def characters(*codes):
    return [chr(code).encode(errors="surrogatepass") for code in codes]


WHOLE = (2, 5, 7, 9, 11)  # where the characters of KOSME end
table(5, True, [KOSME[:at] for at in WHOLE])
rfc6455.cases(globals(), [(f"6.6.{at}", f"cut off behind {KOSME[:at].hex()}", KOSME[:at])
                          for at in range(1, 11) if at not in WHOLE], cut_off)
rfc6455.cases(globals(), [("6.7.1", "zero")], bare_zero)
table("7 b", True, characters(0x80, 0x800, 0x10000))
table(8, False, [b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80"])
table(9, True, characters(0x7f, 0x7ff, 0xffff, 0x10ffff))
table(10, False, [b"\xf7\xbf\xbf\xbf", b"\xfb\xbf\xbf\xbf\xbf", b"\xfd\xbf\xbf\xbf\xbf\xbf"])
table(11, True, characters(0xd7ff, 0xe000, 0xfffd, 0x10ffff))
table("11 b", False, [b"\xf4\x90\x80\x80"])
table(12, False, [b"\x80", b"\xbf"] + [b"\x80\xbf" * (n // 2) + b"\x80" * (n % 2)
                                       for n in range(2, 8)] + [bytes(range(0x80, 0xc0))])
table(13, False, [bytes(x for lead in leads for x in (lead, 0x20))
                  for leads in (range(0xc0, 0xe0), range(0xe0, 0xf0), range(0xf0, 0xf8),
                                range(0xf8, 0xfc), range(0xfc, 0xfe))])
MISSING = [b"\xc0", b"\xe0\x80", b"\xf0\x80\x80", b"\xf8\x80\x80\x80", b"\xfc\x80\x80\x80\x80",
           b"\xdf", b"\xef\xbf", b"\xf7\xbf\xbf", b"\xfb\xbf\xbf\xbf", b"\xfd\xbf\xbf\xbf\xbf"]
table(14, False, MISSING)
table(15, False, [b"".join(MISSING)])
table(16, False, [b"\xfe", b"\xff", b"\xfe\xfe\xff\xff"])
table(17, False, [b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xf8\x80\x80\x80\xaf",
                  b"\xfc\x80\x80\x80\x80\xaf"])
table(18, False, [b"\xc1\xbf", b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf", b"\xf8\x87\xbf\xbf\xbf",
                  b"\xfc\x83\xbf\xbf\xbf\xbf"])
table(19, False, [b"\xc0\x80", b"\xe0\x80\x80", b"\xf0\x80\x80\x80", b"\xf8\x80\x80\x80\x80",
                  b"\xfc\x80\x80\x80\x80\x80"])
table(20, False, characters(0xd800, 0xdb7f, 0xdb80, 0xdbff, 0xdc00, 0xdf80, 0xdfff))
table(21, False, [b"".join(characters(high, low)) for high in (0xd800, 0xdb7f, 0xdb80, 0xdbff)
                  for low in (0xdc00, 0xdfff)])
table(22, True, characters(0xfffe, 0xffff, *(plane * 0x10000 + last for plane in range(1, 17)
                                             for last in (0xfffe, 0xffff))))
table(23, True, characters(0xfffd))

if __name__ == "__main__":
    tap.main(globals(), Gateway)
