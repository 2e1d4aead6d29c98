#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A plugin that answers HTTP requests badly spoils its own answer, never the one behind it on the
# same connection.
import signal
import socket

from broken import gateway
from support import tap

AGAIN = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def ask(gw, path, behind=""):
    """The socket of a GET."""
    sock = socket.create_connection(("127.0.0.1", gw.port), 8 * tap.FACTOR)
    sock.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n{behind}".encode())
    return sock


def rest(sock):
    """All that comes, until the gateway closes."""
    with sock, sock.makefile("rb") as source:
        return source.read()


def cut_off(answer):
    """A chunked answer without its end, and nothing behind it."""
    head, body = answer.split(b"\r\n\r\n", 1)
    assert b"transfer-encoding: chunked" in head, head
    tap.equal(body, b"5\r\nbegun\r\n")


def test_the_first_answer_is_the_answer(gw):
    tap.equal(gw.get("/pages/twice").body, b"first")


def test_what_a_route_throws_is_an_error_of_its_own(gw):
    answer = gw.get("/pages/throws")
    tap.equal((answer.status, answer.json()["error"]["type"]), (500, "internal_error"))
    gw.await_log("plugin pages threw an exception out of /pages/throws")


def test_whoever_has_begun_cannot_answer_anew(gw):
    cut_off(rest(ask(gw, "/pages/begin-then-respond", AGAIN)))


def test_what_is_thrown_in_the_middle_cuts_the_answer_off(gw):
    cut_off(rest(ask(gw, "/pages/begin-then-throw", AGAIN)))
    gw.await_log("threw an exception out of /pages/begin-then-throw")


def test_a_header_stays_on_its_line(gw):
    answer = gw.get("/pages/two-lines")
    tap.equal(answer.header("x-told"), "oneset-cookie: two")
    tap.equal(answer.header("set-cookie"), None)


def test_the_gateway_serves_on(gw):
    tap.equal(gw.get("/healthz").status, 200)


def ending(path):
    """What is left of an answer that never came when the gateway is stopped."""
    with gateway("pages") as gw:
        sock = ask(gw, path)
        tap.equal(gw.get("/healthz").status, 200)
        gw.send_signal(signal.SIGTERM)
        tap.equal(gw.wait(10), 0, "exit status")
        gw.await_log("pages left behind: 1 open HTTP request")
        return rest(sock)


def test_an_answer_that_never_came_is_named():
    tap.equal(ending("/pages/never").split(b"\r\n")[0], b"HTTP/1.1 503 Service Unavailable")


def test_an_answer_that_never_ends_is_named():
    cut_off(ending("/pages/begin-and-never-end"))


if __name__ == "__main__":
    tap.main(globals(), lambda: gateway("pages"))
