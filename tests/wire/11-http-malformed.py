#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Requests that are no HTTP, or HTTP of a kind that is not served. The server is well after each.
import json

from support import httpc, tap
from support.gateway import Gateway

REFUSED = (400, 404, 405, 414, 431, 501, 505)


def harmless(gw, data, allowed=REFUSED):
    """The bytes bring a refusal or an end of the connection, and nobody else notices."""
    answer = httpc.raw(gw.port, data, timeout=3 * tap.FACTOR)
    what = repr(data[:60])
    assert answer.status in allowed or (answer.status == 0 and answer.ended), (what, answer)
    tap.equal(gw.get("/healthz").status, 200, f"healthy after {what}")
    return answer


def get(path, version="HTTP/1.1", method="GET", more=""):
    return f"{method} {path} {version}\r\nHost: 127.0.0.1\r\n{more}\r\n"


def test_request_lines_that_are_none(gw):
    for line in ("GET", "GET /", "GET  /  HTTP/1.1", "/ HTTP/1.1", "GET / HTTP/9.9",
                 "GET / FTP/1.1", "GET / HTTP/", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                 "\x00" * 16, "PRI * HTTP/2.0", "G\x00T / HTTP/1.1", "EHLO there"):
        harmless(gw, line + "\r\nHost: 127.0.0.1\r\n\r\n")


def test_unknown_methods(gw):
    for method in ("FOO", "get", "CONNECT", "PROPFIND", "X" * 1000):
        tap.equal(harmless(gw, get("/healthz", method=method)).status, 405, method)


def test_trace_is_refused_and_echoes_nothing(gw):
    for path in ("/healthz", "/", "/nope"):
        request = get(path, method="TRACE", more="Cookie: secret=1\r\n")
        answer = harmless(gw, request, (405,))
        assert b"secret" not in answer.body, answer


def test_odd_paths(gw):
    for path in ("/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%00", "/healthz%00", "/%",
                 "/%zz", "//healthz", "/./healthz/..", "/\\..\\", "healthz", "*", "/\x7f",
                 "/\x80\xff", "/" + "a" * 2000, "/" + "%41" * 500):
        harmless(gw, get(path))


def test_absolute_targets_are_served_or_refused(gw):
    answer = harmless(gw, get("http://127.0.0.1/healthz"), REFUSED + (200,))
    if answer.status == 200:
        tap.equal(answer.body, b'{"ok":true,"status":"live"}')


def test_header_lines_that_are_none(gw):
    for line in ("Na me: x", "Name : x", " folded: x", "NoColon", ": no name", "X: \x00", "X: a\rb",
                 "X: a\nb"):
        tap.equal(harmless(gw, get("/healthz", more=line + "\r\n")).status, 400, repr(line))


def test_a_doubled_host_is_refused(gw):
    harmless(gw, get("/healthz", more="Host: other\r\n"), (400,))


def test_bare_line_feeds_are_refused(gw):
    harmless(gw, "GET /healthz HTTP/1.1\nHost: 127.0.0.1\n\n", (400,))


def test_http_1_0_is_answered_and_closed(gw):
    answer = httpc.raw(gw.port, "GET /healthz HTTP/1.0\r\n\r\n")
    tap.equal((answer.status, answer.ended), (200, True))


def test_http_2_is_not_spoken(gw):
    upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
    harmless(gw, get("/", more=upgrade), (400, 404))
    harmless(gw, get("/healthz", more=upgrade), (400, 200))
    preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"
    answer = harmless(gw, preface)
    assert not answer.body.startswith(b"\x00\x00"), "an HTTP/2 frame"


def test_errors_are_json_and_never_html(gw):
    for data in (get("/%zz"), get("/nope"), get("/healthz", method="DELETE"),
                 get("/healthz", method="FOO"), get("/", method="TRACE"), "\x16\x03\x01"):
        answer = httpc.raw(gw.port, data)
        if data == get("/healthz", method="DELETE"):
            tap.equal(answer.header("Content-Type"), "text/plain; charset=utf-8", data[:30])
        else:
            assert "error" in json.loads(answer.body), answer
            tap.equal(answer.header("X-Content-Type-Options"), "nosniff", data[:30])


def test_an_end_at_any_point_is_harmless(gw):
    whole = get("/healthz").encode()
    for cut in range(0, len(whole), 3):
        with httpc.Connection(gw.port) as connection:
            connection.send(whole[:cut])
    tap.equal(gw.get("/healthz").status, 200)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
