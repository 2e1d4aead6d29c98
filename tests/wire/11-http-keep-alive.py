#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Several requests on one connection: each is read as strictly as the first.
import json
import time

from support import httpc, tap
from support.gateway import Gateway

UPGRADE = ("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")


def get(path="/healthz", more="", method="GET", version="HTTP/1.1"):
    return f"{method} {path} {version}\r\nHost: 127.0.0.1\r\n{more}\r\n"


def test_requests_are_answered_one_after_the_other(gw):
    with httpc.Connection(gw.port) as connection:
        for path, status in (("/healthz", 200), ("/nope", 404), ("/readyz", 200)) * 5:
            connection.send(get(path))
            tap.equal(connection.response().status, status, path)


def test_requests_sent_at_once_are_answered_in_their_order(gw):
    paths = [("/healthz", 200), ("/nope", 404)] * 100
    with httpc.Connection(gw.port) as connection:
        connection.send("".join(get(path) for path, _ in paths))
        for path, status in paths:
            tap.equal(connection.response().status, status, path)
        assert connection.quiet(0.2), "an answer too many"


def test_a_request_in_single_bytes_is_a_request(gw):
    with httpc.Connection(gw.port) as connection:
        for _ in range(2):
            for letter in get():
                connection.send(letter)
            tap.equal(connection.response().status, 200)


def test_the_second_request_is_checked_like_the_first(gw):
    cases = {get("/%zz"): 400, get("//healthz"): 404, get("/%2e%2e/healthz"): 404,
             get(method="TRACE"): 405, get(method="get"): 405, get(method="CONNECT"): 405,
             get(version="HTTP/9.9"): 505, get(more="NoColon\r\n"): 400,
             get(more="X: a\rb\r\n"): 400, get(more="X: \x00\r\n"): 400,
             get(more="Host: other\r\n"): 400, get(more="Content-Length:\r\n"): 400,
             get(more="Content-Length: 1\r\nContent-Length: 1\r\n"): 400,
             get(more="Transfer-Encoding: chunked\r\n"): 501,
             get(more=UPGRADE.replace("websocket", "TLS/1.0")): 400,
             get(more="X: " + "x" * 20_000 + "\r\n"): 431, "\x16\x03\x01\x00": 400}
    for data, status in cases.items():
        for at_once in (True, False):
            with httpc.Connection(gw.port) as connection:
                connection.send(get() + data if at_once else get())
                tap.equal(connection.response().status, 200)
                if not at_once:
                    connection.send(data)
                answer = connection.response()
                tap.equal(answer.status, status, repr(data[:60]))
                assert "error" in json.loads(answer.body), answer
                tap.equal(answer.header("X-Content-Type-Options"), "nosniff", repr(data[:60]))
                tap.equal(answer.header("Connection"), "close", repr(data[:60]))
                assert connection.wait_end(), f"still open after {data[:60]!r}"


def test_nothing_behind_a_refused_request_is_read(gw):
    for bad in (get("/%zz"), get(method="TRACE"), get(more="Content-Length: 5, 5\r\n")):
        with httpc.Connection(gw.port) as connection:
            connection.send(bad + get())
            assert connection.response().status >= 400
            assert connection.response(0.5) is None, f"a request behind {bad!r} was answered"


def test_an_upgrade_may_come_behind_other_requests(gw):
    for at_once in (True, False):
        with httpc.Connection(gw.port) as connection:
            connection.send(get("/nope") + get("/", UPGRADE) if at_once else get("/nope"))
            tap.equal(connection.response().status, 404)
            if not at_once:
                connection.send(get("/", UPGRADE))
            answer = connection.response(head_only=True)
            tap.equal(answer.status, 101)
            tap.equal(answer.header("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")


def test_upgrade_headers_that_nobody_asked_to_use_are_ignored(gw):
    for more in ("Upgrade: TLS/1.0\r\n", "Upgrade: h2c\r\n", "Upgrade: websocket\r\n",
                 "Connection: Upgrade\r\n"):
        answer = httpc.raw(gw.port, get(more=more), timeout=2 * tap.FACTOR)
        tap.equal((answer.status, answer.body), (200, b'{"ok":true,"status":"live"}'), more)


def test_an_upgrade_brings_no_body(gw):
    answer = httpc.raw(gw.port, get("/", UPGRADE + "Content-Length: 5\r\n") + "hello")
    tap.equal(answer.status, 400)


def test_who_asks_for_the_end_gets_it(gw):
    for data in (get(more="Connection: close\r\n"), get(more="Connection: Keep-Alive, CLOSE\r\n"),
                 "GET /healthz HTTP/1.0\r\n\r\n", get(version="HTTP/1.0")):
        with httpc.Connection(gw.port) as connection:
            connection.send(data + get())
            answer = connection.response()
            tap.equal((answer.status, answer.header("Connection")), (200, "close"), data[:60])
            assert connection.response(0.5) is None, "a request behind the last was answered"
            assert connection.wait_end(), f"still open after {data[:60]!r}"


def test_head_has_no_body_and_the_next_answer_follows(gw):
    with httpc.Connection(gw.port) as connection:
        connection.send(get(method="HEAD") + get())
        head = connection.response(head_only=True)
        tap.equal((head.status, head.header("Content-Length")), (200, "27"))
        tap.equal(connection.response().body, b'{"ok":true,"status":"live"}')


def test_very_many_equal_headers_are_served(gw):
    tap.equal(httpc.raw(gw.port, get(more="Accept: x\r\n" * 1000)).status, 200)


def test_an_unknown_expectation_is_refused(gw):
    tap.equal(httpc.raw(gw.port, get(more="Expect: miracles\r\n")).status, 417)


@tap.timeout(30)
def test_a_second_request_that_does_not_end_is_closed(gw):
    with httpc.Connection(gw.port) as connection:
        connection.send(get() + "GET /healthz HTTP/1.1\r\nHo")
        tap.equal(connection.response().status, 200)
        began = time.monotonic()
        answer = connection.response(20 * tap.FACTOR)
        tap.equal(answer.status, 408)
        assert time.monotonic() - began > 10, "the deadline of a whole request"
        assert connection.wait_end(), "still open"


if __name__ == "__main__":
    tap.main(globals(), Gateway)
