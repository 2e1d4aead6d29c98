#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Headers that are too big or too many: refused, or served, but never a stall and never half seen.
from support import httpc, tap, ws
from support.gateway import Gateway

REFUSED = (400, 413, 414, 431)


def sent(gw, more, path="/healthz"):
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n"
    answer = httpc.raw(gw.port, head, timeout=5 * tap.FACTOR)
    assert answer.status or answer.ended, "neither answer nor end"
    tap.equal(gw.get("/healthz").status, 200, "healthy afterwards")
    return answer


def test_a_huge_header_is_refused(gw):
    for size in (70_000, 300_000, 2_000_000):
        answer = sent(gw, "X-Big: " + "x" * size + "\r\n")
        assert answer.status in REFUSED or answer.status == 0, (size, answer)


def test_a_huge_path_is_refused(gw):
    answer = sent(gw, "", "/" + "a" * 100_000)
    assert answer.status in REFUSED or answer.status == 0, answer


def test_very_many_headers_are_refused(gw):
    answer = sent(gw, "".join(f"X-{number}: y\r\n" for number in range(20_000)))
    assert answer.status in REFUSED or answer.status == 0, answer


def test_headers_of_an_ordinary_browser_are_served(gw):
    more = "".join(f"X-Header-{number}: {'v' * 100}\r\n" for number in range(40))
    tap.equal(sent(gw, more + "Cookie: " + "c" * 2000 + "\r\n").status, 200)


def test_a_forwarding_header_behind_padding_is_not_overlooked(gw):
    for size in (1000, 3000, 5000, 9000, 20000, 40000):
        fields = {"X-Padding": "p" * size, "X-Forwarded-For": "203.0.113.9"}
        try:
            with ws.WebSocket(gw.port, headers=fields):
                raise AssertionError(f"upgraded although forwarded, behind {size} bytes")
        except ws.Refused as error:
            assert error.status == 403 or error.status in REFUSED, (size, error)
        except ws.Closed:
            pass


def test_an_upgrade_with_big_headers_is_whole_or_refused(gw):
    for size in (1000, 3000, 6000, 12000):
        try:
            with gw.client(headers={"Cookie": "c" * size}) as client:
                client.connect(token="tok")
        except ws.Refused as error:
            assert error.status in REFUSED and size > 4000, (size, error)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
