#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Control frames and the rules of RFC 6455, before and after hello.
import json
import struct

from support import tap, ws
from support.gateway import Gateway


def opened(gw):
    client = gw.client()
    client.challenge()
    return client


def breaks(gw, raw, allowed=(1002,)):
    """The server must end a connection that got these bytes, with one of these codes or none."""
    for make in (opened, lambda world: world.connected()):
        with make(gw) as client:
            client.socket.send_raw(raw)
            code, _ = client.socket.wait_closed()
            assert code in tuple(allowed) + (1006,), code


def test_a_ping_is_answered_with_its_payload(gw):
    for make in (opened, lambda world: world.connected()):
        with make(gw) as client:
            for payload in (b"", b"hello", bytes(range(125))):
                client.socket.ping(payload)
                tap.equal(client.socket.wait_pong(), payload)


def test_a_pong_that_nobody_asked_for_is_ignored(gw):
    with gw.connected() as client:
        client.socket.send_frame(ws.PONG, b"unasked")
        tap.equal(client.call("health")["ok"], True)


def test_a_message_may_come_in_fragments_with_pings_between(gw):
    text = json.dumps({"type": "req", "id": "frag", "method": "health"}).encode()
    with gw.connected() as client:
        for at in range(0, len(text), 7):
            last = at + 7 >= len(text)
            client.socket.send_frame(ws.CONTINUATION if at else ws.TEXT, text[at:at + 7], fin=last)
            client.socket.ping(b"p")
        tap.equal(client.response("frag")["ok"], True)


def test_a_close_is_answered_with_its_code(gw):
    for code in (1000, 1001, 1008, 4000, 4008):
        with gw.connected() as client:
            client.socket.send_frame(ws.CLOSE, struct.pack("!H", code) + b"bye")
            tap.equal(client.socket.wait_closed()[0], code)


def test_a_close_without_a_code_is_answered(gw):
    with gw.connected() as client:
        client.socket.send_frame(ws.CLOSE)
        code, _ = client.socket.wait_closed()
        assert code in (1005, 1000), code


def test_nothing_is_answered_after_a_close(gw):
    with gw.connected() as client:
        frame = json.dumps({"type": "req", "id": "late", "method": "health"}).encode()
        client.socket.send_raw(ws.encode(ws.CLOSE, struct.pack("!H", 1000))
                               + ws.encode(ws.TEXT, frame))
        try:
            while True:
                client.pump(5)
        except ws.Closed:
            pass
        tap.equal(client.responses.get("late"), None)


def test_reserved_bits_break_the_protocol(gw):
    for bits in (1, 2, 4):
        breaks(gw, ws.encode(ws.TEXT, b"{}", rsv=bits))


def test_unknown_opcodes_break_the_protocol(gw):
    for opcode in (3, 7, 11, 15):
        breaks(gw, ws.encode(opcode, b"x"))


def test_long_or_fragmented_control_frames_break_the_protocol(gw):
    breaks(gw, ws.encode(ws.PING, b"x" * 126))
    breaks(gw, ws.encode(ws.PING, b"x", fin=False))


def test_fragments_out_of_order_break_the_protocol(gw):
    breaks(gw, ws.encode(ws.CONTINUATION, b"x"))
    breaks(gw, ws.encode(ws.TEXT, b"{", fin=False) + ws.encode(ws.TEXT, b"}"))


def test_text_that_is_not_utf_8_is_refused(gw):
    for raw in (b'"\xff"', b'"\xc3(', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b'"\xc0\xaf"'):
        breaks(gw, ws.encode(ws.TEXT, raw), (1007, 1002))


def test_close_codes_that_may_not_be_sent_are_refused(gw):
    for code in (0, 999, 1005, 1006, 1015, 2999, 5000):
        with gw.connected() as client:
            client.socket.send_frame(ws.CLOSE, struct.pack("!H", code))
            found, _ = client.socket.wait_closed()
            assert found in (1002, 1006, 1000), (code, found)


def test_the_server_goes_on_after_all_that(gw):
    with gw.connected() as client:
        tap.equal(client.call("health")["ok"], True)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
