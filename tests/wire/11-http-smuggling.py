#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Requests that a proxy and a server could cut at different places: each gets one refusal and the
# end of its connection, whichever of the two readings is right, and what hides inside is never
# answered.
import time

from support import httpc, tap
from support.gateway import Gateway

HIDDEN = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
CHUNKED = "0\r\n\r\n" + HIDDEN
LENGTH = f"Content-Length: {len(CHUNKED)}\r\n"
SHORT = "Content-Length: 4\r\n"
CHUNKS = "Transfer-Encoding: chunked\r\n"
UPGRADE = ("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")


def one_refusal(gw, data, allowed=(400, 501)):
    """At most one answer, an allowed one, then the end; what stands behind is nobody's request."""
    what = repr(data[:160])
    with httpc.Connection(gw.port, timeout=3 * tap.FACTOR) as connection:
        connection.send(data)
        answer = connection.response()
        assert answer is not None and answer.status in allowed, (what, answer)
        tap.equal(answer.header("Connection"), "close", what)
        second = connection.response(3 * tap.FACTOR)
        assert second is None, f"a second answer to {what}: {second}"
        assert connection.ended, f"still open after {what}"
    tap.equal(gw.get("/healthz").status, 200, f"healthy after {what}")


def post(more, body=CHUNKED, method="POST", path="/healthz"):
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n{body}"


def get(path="/healthz", more="", host="Host: 127.0.0.1\r\n"):
    return f"GET {path} HTTP/1.1\r\n{host}{more}\r\n"


def test_a_length_and_chunks_in_either_order(gw):
    for more in (LENGTH + CHUNKS, CHUNKS + LENGTH, SHORT + CHUNKS, CHUNKS + SHORT):
        for method in ("POST", "GET", "HEAD", "DELETE", "OPTIONS"):
            one_refusal(gw, post(more, method=method))


def test_spellings_of_chunked_that_one_reader_may_miss(gw):
    for field in ("Transfer-Encoding: xchunked", "Transfer-Encoding : chunked",
                  "Transfer-Encoding\t: chunked", " Transfer-Encoding: chunked",
                  "Transfer-Encoding:\x0bchunked", "Transfer-Encoding:\x00chunked",
                  "Transfer-Encoding: chunked\x00", "Transfer-Encoding: \x7fchunked",
                  "Transfer-Encoding:\n chunked", "Transfer-Encoding:\r\n chunked",
                  "X: y\r\n Transfer-Encoding: chunked", "X: y\rTransfer-Encoding: chunked",
                  "X: y\nTransfer-Encoding: chunked", "Transfer-Encoding: identity",
                  "Transfer-Encoding: chunked, identity", "Transfer-Encoding: cow, chunked",
                  "Transfer-Encoding: 'chunked'", 'Transfer-Encoding: "chunked"',
                  "Transfer-Encoding:", "Transfer-Encoding: ,chunked", "TRANSFER-ENCODING: Chunked",
                  "Transfer-Encoding: chunked\r\nTransfer-Encoding: cow",
                  "Transfer-Encoding: cow\r\nTransfer-Encoding: chunked",
                  "\x00Transfer-Encoding: chunked", "Transfer-Encoding\x00: chunked",
                  "Transfer\u00adEncoding: chunked"):
        one_refusal(gw, post(f"{SHORT}{field}\r\n"))
        one_refusal(gw, post(f"{field}\r\n{SHORT}"))


def test_spellings_of_a_length_that_one_reader_may_miss(gw):
    for field in ("Content-Length : 4", "Content-Length\t: 4", " Content-Length: 4",
                  "Content-Length:\x0b4", "Content-Length: 4\x0b", "Content-Length: 4,",
                  "Content-Length: 4;", "Content-Length: 4\x00", "Content-Length: 4\r\n 4",
                  "Content-Length: 0\r\n 44", "Content-Length: 4\nX: y", "Content-Length: \u00b2",
                  "Content-Length: 0x4", "Content-Length: +4", "Content-Length: -4",
                  "Content-Length: 4.0", "Content-Length: 4 4", "Content-Length: ''"):
        one_refusal(gw, post(f"{field}\r\n"))


def test_two_lengths_however_they_are_written(gw):
    for first, second in (("4", "4"), ("4", "44"), ("44", "4"), ("0", "44"), ("44", "0"),
                          ("4", "")):
        one_refusal(gw, post(f"Content-Length: {first}\r\nContent-Length: {second}\r\n"))
        one_refusal(gw, post(f"Content-Length: {first}\r\ncontent-LENGTH: {second}\r\n"))


def test_chunks_of_any_size_are_not_read(gw):
    for size in ("5", "05", "-5", "0x5", "5;a=b", "fffffffffffffffff", "", "g", "5 ", "5\n"):
        one_refusal(gw, post(CHUNKS, f"{size}\r\nhello\r\n{CHUNKED}"))


def test_a_body_without_a_length_ends_the_connection(gw):
    """A reader that knows a header of another name as a length would see a body there."""
    for more in ("", "Content_Length: 47\r\n", "X-Content-Length: 47\r\n", "Content-Size: 47\r\n"):
        one_refusal(gw, post(more, HIDDEN), (405,))


def test_a_body_that_no_route_takes_is_no_request(gw):
    for method in ("GET", "HEAD", "DELETE", "OPTIONS", "POST", "PUT", "PATCH"):
        one_refusal(gw, post(f"Content-Length: {len(HIDDEN)}\r\n", HIDDEN, method),
                    (400, 404, 405, 413))


def test_what_is_read_once_is_given_once(gw):
    for name, value in (("Host", "127.0.0.1"), ("Authorization", "Bearer tok"),
                        ("Origin", "http://127.0.0.1"), ("Content-Length", "0"),
                        ("X-Real-IP", "192.0.2.1"), ("X-OpenClaw-Scopes", "operator.read")):
        host = "" if name == "Host" else "Host: 127.0.0.1\r\n"
        for again in (value, "other"):
            one_refusal(gw, get(more=f"{name}: {value}\r\n{name.upper()}: {again}\r\n", host=host)
                        + HIDDEN, (400,))
    for again in ("Sec-WebSocket-Version: 13\r\n", "Origin: http://a\r\nOrigin: http://b\r\n",
                  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"):
        one_refusal(gw, get("/", UPGRADE + again), (400,))


def test_a_host_is_a_name_or_an_address(gw):
    for host in ("a b", "user@127.0.0.1", "127.0.0.1/x", "127.0.0.1?x", "127.0.0.1#x", "a,b",
                 "a\\b", "<a>", "http://a/", '"a"', "a\u00e9", "a\tb"):
        one_refusal(gw, get(host=f"Host: {host}\r\n") + HIDDEN, (400,))
    for host in ("127.0.0.1:1", "[::1]:1", "[fe80::1%25eth0]", "localhost", "a-b_c.example", ""):
        tap.equal(httpc.raw(gw.port, get(host=f"Host: {host}\r\n", more="Connection: close\r\n"))
                  .status, 200, host)


def test_no_host_is_no_request(gw):
    one_refusal(gw, get(host="") + HIDDEN, (400,))
    one_refusal(gw, get(host="Host : a\r\n") + HIDDEN, (400,))


def test_targets_that_are_no_plain_path(gw):
    for path in ("http://127.0.0.1/healthz", "HTTP://other/healthz", "127.0.0.1:80", "*", "healthz",
                 "//healthz", "///", "/a//b", "/.", "/..", "/./healthz", "/a/../healthz",
                 "/%2e/healthz", "/%2E%2e/healthz", "/a/%2e%2e/healthz", "/.%2e/healthz",
                 "/healthz%00", "/%00", "/healthz%0", "/healthz%", "/%gg", "/\\healthz",
                 "/..\\healthz", "/a b", "/a\tb", "/a\x00", "/\u00e9", "/a\x7f",
                 "/" + "a" * 20_000):
        one_refusal(gw, get(path) + HIDDEN, (400, 404, 431))


def test_escapes_are_not_undone_before_a_route_is_looked_for(gw):
    for path in ("/healthz%2f", "/%68ealthz", "/healthz%20", "/healthz;x", "/HEALTHZ",
                 "/healthz/x"):
        answer = httpc.raw(gw.port, get(path, "Connection: close\r\n"))
        tap.equal(answer.status, 404, path)


def test_request_lines_with_other_white_space(gw):
    for line in ("GET\t/healthz\tHTTP/1.1", "GET  /healthz HTTP/1.1", "GET /healthz  HTTP/1.1",
                 "GET /healthz HTTP/1.1 ", " GET /healthz HTTP/1.1", "GET /healthz\x0bHTTP/1.1",
                 "GET /healthz HTTP/1.1\r", "GET /healthz http/1.1", "GET /healthz HTTP/1.10",
                 "GET /healthz HTTP/01.1", "GET /healthz", "\r\n\r\nGET /healthz HTTP/1.1"):
        one_refusal(gw, f"{line}\r\nHost: 127.0.0.1\r\n\r\n{HIDDEN}", (400, 405, 505))


def test_http_2_in_every_disguise_is_refused_or_ignored(gw):
    preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    settings = "\x00\x00\x00\x04\x00\x00\x00\x00\x00"
    one_refusal(gw, preface + settings + HIDDEN, (400, 405, 505))
    more = "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"
    one_refusal(gw, get("/", f"Connection: Upgrade, HTTP2-Settings\r\n{more}") + preface, (400,))
    one_refusal(gw, get("/", f"Connection: upgrade\r\nUpgrade: websocket, h2c\r\n{more}"), (400,))
    with httpc.Connection(gw.port) as connection:
        connection.send(get(more=f"Connection: HTTP2-Settings\r\n{more}"))
        tap.equal(connection.response().body, b'{"ok":true,"status":"live"}')
        connection.send(preface + settings)
        assert connection.response().status in (400, 405, 505)
        assert connection.wait_end(), "still open behind the preface"


@tap.timeout(40)
def test_answers_that_nobody_reads_hold_up_their_reader_alone(gw):
    """Endless requests on one connection: the gateway stops reading them."""
    before = gw.rss_kb()
    with httpc.Connection(gw.port) as deaf:
        deaf.sock.setblocking(False)
        sent, began = 0, time.monotonic()
        data = HIDDEN.encode() * 1000
        while time.monotonic() < began + 2:
            try:
                sent += deaf.sock.send(data)
            except BlockingIOError:
                time.sleep(0.01)
        tap.equal(gw.get("/healthz").status, 200, "others")
        grown = gw.rss_kb() - before
    assert sent < 64 << 20, f"{sent} bytes were read"
    assert grown < 8000 * tap.FACTOR ** 3, f"{grown} kB for one that reads nothing"


if __name__ == "__main__":
    tap.main(globals(), Gateway)
