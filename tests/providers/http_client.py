#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The HTTP client by itself: what goes out, what comes back, what is given up.
import os
import tempfile
import time

from support import tap
from support.fake_openai import FakeOpenAI
from support.rpc import RpcError
from world import World

LIBRARY = "libcurl"


def world():
    return World()


def fetch(w, *handlers, timeout=15.0, path="/page", **order):
    """All that the sink was told."""
    w.then(*handlers)
    order.setdefault("url", f"http://127.0.0.1:{w.fake.port}{path}")
    with w.gateway.connected() as client:
        return client.call("asker.fetch", order, timeout * tap.FACTOR)


def page(text=b"hello", status=200, **headers):
    def handler(peer):
        peer.head(status, kind="text/plain", length=len(text), **headers)
        peer.raw(text)
    return handler


def moved(where, status=302):
    return lambda peer: peer.head(status, length=0, Location=where)


def maps(w):
    with open(f"/proc/{w.gateway.pid}/maps", encoding="utf-8") as source:
        return source.read()


def threads(w):
    return len(os.listdir(f"/proc/{w.gateway.pid}/task"))


def test_nothing_of_it_is_there_before_the_first_request():
    with World() as w:
        before = threads(w)
        assert LIBRARY not in maps(w), "libcurl is loaded"
        assert fetch(w, page())[-1] == ["done", "5"]
        assert LIBRARY in maps(w)
        tap.equal(threads(w), before + 1)


def test_a_machine_without_libcurl_is_told_so_until_it_has_one():
    with tempfile.TemporaryDirectory(prefix="oc-no-curl-") as folder:
        broken = [os.path.join(folder, name) for name in ("libcurl.so.4", "libcurl-gnutls.so.4")]
        for file in broken:
            with open(file, "wb"):
                pass
        with World(env={"LD_LIBRARY_PATH": folder}) as w:
            kind, message = fetch(w)[-1][1:]
            tap.equal(kind, "unavailable")
            assert message.startswith("libcurl cannot be opened") and "libcurl4" in message, message
            assert "libcurl cannot be opened" in w.fails()
            for file in broken:
                os.remove(file)
            tap.equal(fetch(w, page())[-1], ["done", "5"])


def test_a_page_comes_with_its_head(w):
    told = fetch(w, page(X_Two="b", Set_Cookie="c"))
    tap.equal(told[0], ["head", "200"])
    assert ["header", "X-Two", "b"] in told, told
    tap.equal(told[-1], ["done", "5"])
    request = w.fake.requests[0]
    tap.equal((request.method, request.path, request.body), ("GET", "/page", b""))


def test_methods_and_bodies_go_out_as_they_are(w):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        fetch(w, page(), method=method, body="x=1",
              headers={"Content-Type": "text/x", "X-Empty": ""})
        request = w.fake.requests[0]
        tap.equal((request.method, request.body), (method, b"x=1"))
        tap.equal((request.headers["content-type"], request.headers["x-empty"]), ("text/x", ""))
    fetch(w, page(), body="x")
    tap.equal(w.fake.requests[0].method, "POST")
    assert "content-type" not in w.fake.requests[0].headers, "a type that nobody gave"


def test_a_head_request_has_no_body(w):
    tap.equal(fetch(w, lambda peer: peer.head(length=1000), method="HEAD")[-1], ["done", "0"])
    tap.equal(w.fake.requests[0].method, "HEAD")


def test_a_status_of_failure_is_an_answer(w):
    told = fetch(w, page(b"gone", 404))
    tap.equal((told[0], told[-1]), (["head", "404"], ["done", "4"]))


def test_a_redirect_is_the_answer_unless_it_is_to_be_followed(w):
    told = fetch(w, moved("/there"))
    tap.equal((told[0], told[-1]), (["head", "302"], ["done", "0"]))
    told = fetch(w, moved("/there"), page(), follow=True)
    tap.equal([word for word in told if word[0] == "head"], [["head", "200"]])
    tap.equal([request.path for request in w.fake.requests], ["/page", "/there"])


def test_redirects_end_somewhere(w):
    told = fetch(w, *[moved("/page")] * 10, follow=True)
    tap.equal(told[-1][:2], ["failed", "invalid"])
    tap.equal(len(w.fake.requests), 6)


def test_a_redirect_leads_to_nothing_but_http(w):
    for url in ("file:///etc/passwd", "ftp://127.0.0.1:9/x"):
        tap.equal(fetch(w, moved(url), follow=True)[-1][:2], ["failed", "invalid"], url)


def test_credentials_do_not_follow_to_another_host(w):
    with FakeOpenAI() as other:
        other.then(page())
        there = f"http://localhost:{other.port}/there"
        fetch(w, moved(there), follow=True, headers={"Authorization": "Bearer secret"})
        assert "authorization" not in other.requests[0].headers, other.requests[0]


def test_only_http_is_spoken(w):
    for url in ("file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/"):
        tap.equal(fetch(w, url=url)[-1][:2], ["failed", "invalid"], url)


def test_a_request_that_cannot_be_is_refused_at_once(w):
    for order in ({"url": ""}, {"headers": {"X": "a\r\nY: b"}}, {"headers": {"X\n": "a"}},
                  {"url": "http://127.0.0.1/\r\n"}, {"method": "GET /x HTTP/1.1\r\nA:"}):
        error = tap.raises(RpcError, fetch, w, **order)
        tap.equal(error.message, "start: -22", order)


def test_failures_have_kinds(w):
    tap.equal(fetch(w, url="http://127.0.0.1:9/")[-1][:2], ["failed", "connect"])
    tap.equal(fetch(w, url="http://no-such-host.invalid/")[-1][:2], ["failed", "resolve"])
    tap.equal(fetch(w, lambda peer: peer.reset())[-1][:2], ["failed", "closed"])
    tap.equal(fetch(w, lambda peer: peer.raw(b"\x00\x01nonsense\r\n\r\n"))[-1][:2],
              ["failed", "closed"])


def test_each_wait_has_its_limit(w):
    def quiet_behind_the_head(peer):
        peer.head(length=10)
        peer.raw(b"hell")
        peer.idle()

    def drip(peer):
        peer.head(length=1000)
        try:
            for _ in range(100):
                peer.raw(b"x")
                time.sleep(0.1)
        except OSError:
            pass
    for handler, order, words in (
            (lambda peer: peer.idle(), {"firstByteMs": 300}, "no answer within 300 ms"),
            (quiet_behind_the_head, {"idleMs": 300}, "the answer stopped for 300 ms"),
            (drip, {"totalMs": 500, "idleMs": 300}, "timed out after 5")):
        started = time.monotonic()
        told = fetch(w, handler, **order)
        tap.equal(told[-1][:2], ["failed", "timeout"], order)
        assert words in told[-1][2].lower(), told
        assert time.monotonic() - started < 3 * tap.FACTOR, order


def test_an_abort_lets_go_of_the_peer(w):
    gone = []

    def endless(peer):
        peer.head()
        peer.raw(b"x" * 1000)
        gone.append(peer.idle())
    tap.equal(fetch(w, endless, abortAfter=1000)[-1], ["aborted"])
    deadline = time.monotonic() + 5 * tap.FACTOR
    while not gone and time.monotonic() < deadline:
        time.sleep(0.02)
    tap.equal(gone, [True])


def test_a_large_page_arrives_whole(w):
    size = 30 << 20
    tap.equal(fetch(w, page(b"x" * size), timeout=30)[-1], ["done", str(size)])


def test_a_reader_that_is_behind_stops_the_peer():
    size = 60 << 20
    gone = []

    def push(peer):
        peer.head(length=size)
        gone.append(peer.push(size, 0.5))
    with World() as w:
        tap.equal(fetch(w, push, napMs=2000, timeout=30)[-1], ["done", str(size)])
        # What the kernel keeps for both sides is in it.
        assert gone[0] < 20 << 20, gone


def test_a_head_without_end_is_given_up(w):
    def endless(peer):
        peer.raw(b"HTTP/1.1 200 OK\r\n")
        try:
            for number in range(20_000):
                peer.raw(b"X-%d: %s\r\n" % (number, b"y" * 100))
        except OSError:
            pass
    told = fetch(w, endless)
    tap.equal(told[-1], ["failed", "closed", "the head of the answer is too large"])


def test_a_proxy_of_the_environment_is_used():
    with FakeOpenAI() as proxy:
        proxy.then(page(b"by proxy"))
        with World(env={"http_proxy": f"http://127.0.0.1:{proxy.port}"}) as w:
            told = fetch(w, url="http://example.invalid/page")
            tap.equal(told[-1], ["done", "8"])
            tap.equal(proxy.requests[0].path, "http://example.invalid/page")


if __name__ == "__main__":
    tap.main(globals(), world)
