#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `openclaw qr` beside the real gateway; what it draws is compared with what libqrencode says.
import base64
import ctypes
import json
import os
import pty
import struct
import subprocess
import zlib

from support import tap
from support.device import Device
from support.gateway import Gateway, binary

PUBLIC = "wss://gw.example.com"
LEVEL_M = 1
BLOCKS = {"█": (True, True), "▀": (True, False), "▄": (False, True), " ": (False, False)}


class Drawn(ctypes.Structure):
    _fields_ = [("version", ctypes.c_int), ("width", ctypes.c_int),
                ("data", ctypes.POINTER(ctypes.c_ubyte))]


def modules(text):
    """The dark modules of a text, row by row."""
    library = ctypes.CDLL("libqrencode.so.4")
    library.QRcode_encodeData.restype = ctypes.POINTER(Drawn)
    code = library.QRcode_encodeData(len(text), text.encode(), 0, LEVEL_M).contents
    side = code.width
    return [[bool(code.data[y * side + x] & 1) for x in range(side)] for y in range(side)]


def framed(rows, edge):
    """The same with a quiet zone, or the zone of a picture cut off for a negative `edge`."""
    if edge < 0:
        return [row[-edge:edge] for row in rows[-edge:edge]]
    side = len(rows) + 2 * edge
    empty = [[False] * side for _ in range(edge)]
    return empty + [[False] * edge + row + [False] * edge for row in rows] + empty


def read_blocks(lines, colors):
    rows = []
    for line in lines:
        pairs = [BLOCKS[c] for c in line]
        rows += [[pair[half] == colors for pair in pairs] for half in (0, 1)]
    return rows


def run(gw, *arguments, env=None):
    environment = gw.environment() | {"OPENCLAW_GATEWAY_PORT": str(gw.port)} | (env or {})
    return subprocess.run([binary(), "qr", *arguments], env=environment, capture_output=True,
                          text=True, timeout=15 * tap.FACTOR, check=False)


def says(gw, *arguments):
    outcome = run(gw, *arguments)
    tap.equal((outcome.returncode, outcome.stderr), (0, ""), " ".join(arguments))
    return outcome.stdout


def token_of(code):
    return json.loads(base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)))["bootstrapToken"]


def code_in(text):
    return next(line.split()[-1] for line in text.splitlines() if line.startswith("Setup code:"))


def test_a_phone_can_read_what_is_drawn():
    with Gateway() as gw:
        text = says(gw, "--url", PUBLIC)
        lines = text.splitlines()
        start = lines.index("") + 1
        drawing = lines[start:lines.index("", start)]
        rows = read_blocks(drawing, False)
        expected = framed(modules(code_in(text)), 2)
        tap.equal(rows[:len(expected)], expected)
        assert max(map(len, drawing)) <= 80
        for line in (f"Gateway: {PUBLIC}", "Auth: token", "Access: full", "Source: --url",
                     "  openclaw devices list"):
            assert line in lines, text
        assert all(len(line) <= 80 for line in lines if not line.startswith("Setup code:")), text


def test_on_a_terminal_it_is_black_on_white():
    with Gateway() as gw:
        ours, theirs = pty.openpty()
        environment = gw.environment() | {"OPENCLAW_GATEWAY_PORT": str(gw.port)}
        child = subprocess.Popen([binary(), "qr", "--url", PUBLIC], env=environment, stdout=theirs)
        os.close(theirs)
        text = b""
        while True:
            try:
                text += os.read(ours, 4096)
            except OSError:
                break
        tap.equal(child.wait(10), 0)
        os.close(ours)
        lines = text.decode().splitlines()
        drawing = [line.removeprefix("\x1b[30;107m").removesuffix("\x1b[0m") for line in lines
                   if line.startswith("\x1b")]
        expected = framed(modules(code_in(text.decode())), 2)
        tap.equal(read_blocks(drawing, True)[:len(expected)], expected)


def test_the_code_alone_lets_a_phone_in():
    phone = Device(id="openclaw-ios", mode="node", platform="iOS 19.1", deviceFamily="iPhone")
    with Gateway() as gw:
        code = says(gw, "--setup-code-only", "--url", PUBLIC).strip()
        with phone.connect(gw, role="node", scopes=[],
                           auth={"bootstrapToken": token_of(code)}) as one:
            tap.equal(one.hello["auth"]["deviceTokens"][0]["role"], "operator")


def test_json_says_what_the_text_says():
    with Gateway() as gw:
        answer = json.loads(says(gw, "--json", "--public-url", PUBLIC, "--limited"))
        assert token_of(answer.pop("setupCode"))
        tap.equal(answer, {"gatewayUrl": PUBLIC, "auth": "token", "urlSource": "--public-url",
                           "access": "limited"})


def test_an_address_that_others_can_overhear_limits_the_code():
    with Gateway() as gw:
        answer = json.loads(says(gw, "--json", "--url", "ws://192.168.7.7:18789"))
        tap.equal((answer["access"], answer["accessDowngraded"]), ("limited", True))
        outcome = run(gw, "--setup-code-only", "--url", "ws://192.168.7.7:18789")
        assert "limited access" in outcome.stderr and len(outcome.stdout.split()) == 1, outcome


def test_the_remote_address_is_taken_from_the_configuration():
    config = {"gateway": {"remote": {"url": "wss://remote.example"}}}
    with Gateway(config=config) as gw:
        answer = json.loads(says(gw, "--json", "--remote"))
        tap.equal((answer["gatewayUrl"], answer["urlSource"]),
                  ("wss://remote.example", "gateway.remote.url"))


def test_what_cannot_be_is_said():
    with Gateway() as gw:
        for arguments, text in (
                ((), "qr failed: Gateway is only bound to loopback."),
                (("--token", "a", "--password", "b"),
                 "Use either --token or --password, not both."),
                (("--limited", "--voice-node"), "Use either --limited or --voice-node, not both."),
                (("--remote",), "qr --remote requires gateway.remote.url")):
            outcome = run(gw, *arguments)
            tap.equal((outcome.returncode, outcome.stdout), (1, ""), str(arguments))
            assert text in outcome.stderr, outcome.stderr


def test_the_picture_of_the_method_shows_the_same_code():
    with Gateway() as gw, gw.connected() as owner:
        answer = owner.call("device.pair.setupCode", {"publicUrl": PUBLIC})
        png = base64.b64decode(answer["qrDataUrl"].removeprefix("data:image/png;base64,"))
        tap.equal(png[:8], b"\x89PNG\r\n\x1a\n")
        chunks, place = {}, 8
        while place < len(png):
            size, kind = struct.unpack_from(">I4s", png, place)
            body = png[place + 8:place + 8 + size]
            tap.equal(struct.unpack_from(">I", png, place + 8 + size)[0],
                      zlib.crc32(kind + body), "CRC")
            chunks[kind], place = body, place + 12 + size
        side, high, depth, color = struct.unpack_from(">IIBB", chunks[b"IHDR"])
        tap.equal((side, depth, color), (high, 1, 0))
        expected = framed(modules(answer["setupCode"]), 4)
        scale, rest = divmod(side, len(expected))
        tap.equal(rest, 0)
        assert scale >= 3, scale
        data, width = zlib.decompress(chunks[b"IDAT"]), 1 + (side + 7) // 8
        for y in range(side):
            row = data[y * width:(y + 1) * width]
            tap.equal(row[0], 0, "filter")
            dark = [not row[1 + x // 8] >> (7 - x % 8) & 1 for x in range(side)]
            tap.equal(dark, [expected[y // scale][x // scale] for x in range(side)])


if __name__ == "__main__":
    tap.main(globals())
