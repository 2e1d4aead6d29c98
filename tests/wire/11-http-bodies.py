#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Bodies: what may hide a second request in one is refused and the connection closed.
from support import httpc, tap
from support.gateway import Gateway

HIDDEN = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def post(more, body="", path="/nope"):
    return f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n{body}"


def closes(gw, data, allowed):
    """One answer of an allowed status, then the end; never an answer to what is hidden behind."""
    with httpc.Connection(gw.port, timeout=3 * tap.FACTOR) as connection:
        connection.send(data)
        answer = connection.response()
        what = repr(data[:110])
        assert answer is not None or connection.ended, f"neither answer nor end: {what}"
        if answer is not None:
            assert answer.status in allowed, (what, answer)
            second = connection.response(0.5)
            assert second is None, f"a second answer to {what}: {second}"
        assert connection.wait_end(3 * tap.FACTOR), f"still open after {what}"
    tap.equal(gw.get("/healthz").status, 200, f"healthy after {what}")


def test_chunked_bodies_are_not_implemented(gw):
    closes(gw, post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n" + HIDDEN),
           (501, 400))
    closes(gw, post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n" + HIDDEN), (501, 400))
    closes(gw, post("transfer-encoding:\tCHUNKED\r\n", "0\r\n\r\n" + HIDDEN), (501, 400))
    closes(gw, post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n" + HIDDEN, "/healthz"), (501, 400))


def test_doubled_lengths_are_refused(gw):
    closes(gw, post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello" + HIDDEN), (400,))
    closes(gw, post("Content-Length: 0\r\nContent-Length: 44\r\n", HIDDEN), (400,))
    closes(gw, post("Content-Length: 5, 5\r\n", "hello" + HIDDEN), (400,))


def test_a_length_beside_chunked_is_refused(gw):
    closes(gw, post(f"Content-Length: {len(HIDDEN)}\r\nTransfer-Encoding: chunked\r\n",
                    "0\r\n\r\n" + HIDDEN), (400, 501))


def test_lengths_that_are_no_numbers_are_refused(gw):
    for value in ("-1", "+5", "0x5", "5 5", "five", "", "1e1", "18446744073709551616", "9" * 30):
        closes(gw, post(f"Content-Length: {value}\r\n", "hello" + HIDDEN), (400, 413))


def test_a_get_with_a_body_does_not_hide_a_request(gw):
    data = f"GET /nope HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(HIDDEN)}\r\n\r\n{HIDDEN}"
    with httpc.Connection(gw.port) as connection:
        connection.send(data)
        answer = connection.response()
        assert answer is None or answer.status in (400, 404), answer
        second = connection.response(0.5)
        assert second is None, f"the body was taken for a request: {second}"


def test_a_huge_announced_body_is_not_waited_for(gw):
    data = post("Content-Length: 10000000000\r\n", "x" * 1000)
    with httpc.Connection(gw.port) as connection:
        connection.send(data)
        answer = connection.response(3 * tap.FACTOR)
        assert answer is not None or connection.ended, "no answer"
        assert answer is None or answer.status in (400, 404, 413), answer


def test_a_body_that_nobody_wants_is_harmless(gw):
    with httpc.Connection(gw.port) as connection:
        connection.send(post(f"Content-Length: {1 << 20}\r\n", "x" * (1 << 20)))
        answer = connection.response()
        assert answer is None or answer.status in (404, 413), answer
    tap.equal(gw.get("/healthz").status, 200)


def test_two_requests_in_one_segment_are_two_requests(gw):
    with httpc.Connection(gw.port) as connection:
        connection.send(HIDDEN + HIDDEN.replace("healthz", "nope"))
        first = connection.response()
        tap.equal(first.status, 200)
        second = connection.response(2)
        assert connection.ended if second is None else second.status == 404, second


if __name__ == "__main__":
    tap.main(globals(), Gateway)
