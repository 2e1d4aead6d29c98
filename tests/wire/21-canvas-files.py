#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The files of the canvas: which are served, and how; and every way to ask for another one.
import os
import signal
import socket
import threading
import time

from support import httpc, tap
from support.gateway import Gateway

CANVAS = "/__openclaw__/canvas/"
A2UI = "/__openclaw__/a2ui/"
PAGE = "<!doctype html><title>t</title><body><p>A</p></body><!-- </body> --></html>"
SECRET = "outside of the canvas"


class World(Gateway):
    @property
    def root(self):
        return os.path.join(self.state_dir, "canvas")

    def path(self, *names):
        return os.path.join(self.root, *names)

    def write(self, name, text):
        path = self.path(*name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        return path

    def canvas(self, name, **options):
        return self.get(CANVAS + name, **options)

    def missing(self, name, **options):
        answer = self.canvas(name, **options)
        tap.equal((answer.status, answer.body), (404, b"not found"), name)


def outside(gw):
    """A file beside the canvas."""
    path = os.path.join(gw.state_dir, "secret.txt")
    with open(path, "w", encoding="utf-8") as out:
        out.write(SECRET)
    return path


def test_a_new_canvas_has_a_page_and_is_for_its_owner_alone():
    with World() as gw:
        gw.await_log("[canvas] host mounted at "
                     f"http://127.0.0.1:{gw.port}{CANVAS} (root {gw.root})")
        tap.equal(os.stat(gw.root).st_mode & 0o777, 0o700)
        tap.equal(os.stat(gw.path("index.html")).st_mode & 0o777, 0o600)
        answer = gw.canvas("")
        tap.equal(answer.status, 200)
        assert b"This is your canvas" in answer.body and b"sendUserAction" in answer.body


def test_a_canvas_that_has_a_page_keeps_it():
    gw = World()
    gw.write("index.html", "mine")
    with gw:
        assert gw.canvas("").body.startswith(b"mine<script>")
        tap.equal(os.listdir(gw.root), ["index.html"])


def test_a_file_is_served_as_what_its_name_says(gw):
    kinds = {"a.html": "text/html; charset=utf-8", "a.HTM": "text/html; charset=utf-8",
             "a.css": "text/css; charset=utf-8", "a.mjs": "text/javascript; charset=utf-8",
             "a.json": "application/json; charset=utf-8", "a.svg": "image/svg+xml",
             "a.png": "image/png", "a.woff2": "font/woff2", "a.mp4": "video/mp4",
             "a.tar.gz": "application/gzip", "a": "application/octet-stream",
             "a.unknown": "application/octet-stream", "html": "application/octet-stream"}
    for name, kind in kinds.items():
        gw.write(name, "x")
        answer = gw.canvas(name)
        tap.equal((answer.status, answer.header("content-type")), (200, kind), name)
        tap.equal(answer.header("cache-control"), "no-store", name)
        tap.equal(answer.header("x-content-type-options"), "nosniff", name)
    tap.equal(gw.canvas("a.css").body, b"x")


def test_a_page_has_the_bridge_before_its_last_end_of_a_body(gw):
    gw.write("page.html", PAGE)
    before, script, after = gw.canvas("page.html").body.decode().partition("<script>")
    tap.equal(before, "<!doctype html><title>t</title><body><p>A</p></body><!-- ")
    tap.equal(script, "<script>")
    assert after.endswith("</script>\n</body> --></html>"), after[-80:]
    for text in ("", "no body", "<BODY>x</BODY>"):
        gw.write("page.html", text)
        found = gw.canvas("page.html").body.decode()
        tap.equal(found.count("openclawSendUserAction ="), 1, text)
        tap.equal(found[:found.index("<script>")], text.partition("</BODY>")[0], text)


def test_the_end_of_the_body_is_found_wherever_it_lies(gw):
    for size in (65529, 65530, 65533, 65536, 65540, 200_000):
        gw.write("page.html", "<body>" + "x" * 70_000 + "</body>" + "y" * size)
        found = gw.canvas("page.html").body.decode()
        assert "x<script>" in found and "</script>\n</body>y" in found, size


def test_a_folder_has_its_index(gw):
    gw.write("sub/deep/index.html", "<p>deep")
    gw.write("bare/file.txt", "x")
    assert gw.canvas("sub/deep/").body.startswith(b"<p>deep<script>")
    answer = gw.canvas("sub/deep?a=1&b=2")
    tap.equal((answer.status, answer.header("location")), (302, "./deep/?a=1&b=2"))
    for path in (CANVAS, A2UI):
        answer = gw.get(path[:-1])
        name = path.split("/")[-2]
        tap.equal((answer.status, answer.header("location")), (302, f"./{name}/"))
    for name in ("bare/", "no-such-thing/", "a<b>&/"):
        answer = gw.canvas(name)
        tap.equal((answer.status, answer.header("content-type")), (404, "text/html; charset=utf-8"))
        folder = gw.root + "/" + name.replace("&", "&amp;").replace("<", "&lt;").replace(
            ">", "&gt;")
        assert f"Create <code>{folder}index.html</code>" in answer.body.decode(), answer.body
    for name in ("bare/nothing", "bare/file.txt/", "bare/file.txt/x", "no/such"):
        tap.equal(gw.canvas(name).status, 404, name)


def test_names_may_have_any_letter_but_what_separates(gw):
    names = {"with space.txt": "with%20space.txt", "grün.txt": "gr%C3%BCn.txt", "100%.txt":
             "100%25.txt", "%2e": "%252e", "a+b.txt": "a+b.txt", "..c": "..c", "...": "...",
             ".hidden": ".hidden", "q?.txt": "q%3F.txt", "#.txt": "%23.txt"}
    for name, asked in names.items():
        gw.write(name, name)
        answer = gw.canvas(asked)
        tap.equal((answer.status, answer.body.decode()), (200, name), asked)


def test_no_path_leads_outside(gw):
    outside(gw)
    tries = ["../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "%2e%2e%2fsecret.txt",
             ".%2e/secret.txt", "%2E./secret.txt", "..%5csecret.txt", "..\\secret.txt",
             "%2e%2e%5csecret.txt", "..%252fsecret.txt", "%252e%252e%252fsecret.txt",
             "..%c0%afsecret.txt", "%c0%ae%c0%ae/secret.txt", "..%ef%bc%8fsecret.txt",
             "x/../../secret.txt", "x/%2e%2e/%2e%2e/secret.txt", "x%2f..%2f..%2fsecret.txt",
             "/" + gw.state_dir + "/secret.txt", "%2f" + gw.state_dir[1:] + "/secret.txt",
             "secret.txt%00.html", "..%00/secret.txt", "..;/secret.txt", "..%3b/secret.txt",
             "./../secret.txt", "%2e/%2e%2e/secret.txt", "..%0d%0a/secret.txt", "..%09/secret.txt",
             "%u002e%u002e/secret.txt", "..%", "..%2", "%zz", "file:///etc/passwd",
             "..%2f" * 40 + "etc/passwd", "a" * 300, "a/" * 100 + "b"]
    gw.write("x/file.txt", "x")
    for prefix in ("", "cap/abcdefghijklmnopqrstuvwx/__openclaw__/canvas/"):
        for path in tries:
            base = CANVAS if not prefix else "/__openclaw__/" + prefix
            answer = gw.get(base + path)
            assert answer.status in (400, 404), (path, answer)
            assert SECRET.encode() not in answer.body and b"root:" not in answer.body, path
    for path in tries:
        answer = gw.get(A2UI + path)
        assert answer.status in (400, 404), (path, answer)


def test_no_symbolic_link_is_followed(gw):
    secret = outside(gw)
    gw.write("real/file.txt", "real")
    os.symlink(secret, gw.path("link.txt"))
    os.symlink("real/file.txt", gw.path("inner.txt"))
    os.symlink(gw.state_dir, gw.path("state"))
    os.symlink("real", gw.path("alias"))
    os.symlink("loop", gw.path("loop"))
    os.mkdir(gw.path("folder"))
    os.symlink(secret, gw.path("folder", "index.html"))
    os.link(gw.path("real", "file.txt"), gw.path("hard.txt"))
    for name in ("link.txt", "inner.txt", "state/secret.txt", "alias/file.txt", "loop", "alias",
                 "state"):
        gw.missing(name)
    for name in ("folder/", "alias/", "state/", "folder/index.html/"):
        tap.equal(gw.canvas(name).status, 404, name)
    tap.equal(gw.canvas("hard.txt").body, b"real")


def test_a_name_that_becomes_a_link_meanwhile_gives_nothing_away(gw):
    """One thread swaps a file, and a folder, for a link to what lies outside; others read."""
    secret = outside(gw)
    os.makedirs(gw.path("place"), exist_ok=True)
    gw.write("place/secret.txt", "fine")
    gw.write("swapped.txt", "fine")
    end = threading.Event()

    def swap(name, target, spare):
        os.symlink(target, gw.path(spare))
        while not end.is_set():
            # The file and the link change places.
            os.rename(gw.path(name), gw.path(spare + ".away"))
            os.rename(gw.path(spare), gw.path(name))
            os.rename(gw.path(name), gw.path(spare))
            os.rename(gw.path(spare + ".away"), gw.path(name))

    threads = [threading.Thread(target=swap, args=row) for row in
               (("swapped.txt", secret, "spare-a"), ("place", gw.state_dir, "spare-b"))]
    for thread in threads:
        thread.start()
    seen = set()
    try:
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            for name in ("swapped.txt", "place/secret.txt"):
                answer = gw.canvas(name)
                seen.add((answer.status, answer.body))
    finally:
        end.set()
        for thread in threads:
            thread.join()
    assert seen <= {(200, b"fine"), (404, b"not found")} and (200, b"fine") in seen, seen


def test_what_is_no_regular_file_is_not_opened(gw):
    os.mkfifo(gw.path("pipe"))
    os.mkdir(gw.path("piped"))
    os.mkfifo(gw.path("piped", "index.html"))
    with socket.socket(socket.AF_UNIX) as listener:
        os.chdir(gw.root)
        listener.bind("socket")
        for name in ("pipe", "socket"):
            started = time.monotonic()
            gw.missing(name)
            assert time.monotonic() - started < 2 * tap.FACTOR
    tap.equal(gw.canvas("piped/").status, 404)
    # Nobody opened it: there is still no reader.
    tap.raises(OSError, os.open, gw.path("pipe"), os.O_WRONLY | os.O_NONBLOCK)


def test_a_file_that_may_not_be_read_is_not_there(gw):
    gw.write("private.txt", "x")
    os.chmod(gw.path("private.txt"), 0)
    if os.geteuid() != 0:
        gw.missing("private.txt")


def test_a_file_that_is_too_large_is_refused_in_words(gw):
    with open(gw.path("huge.bin"), "wb") as out:
        out.truncate((1 << 30) + 1)
    answer = gw.canvas("huge.bin")
    tap.equal((answer.status, answer.body), (413, b"too large: files of up to 1 GB are served"))


def test_only_get_and_head_are_answered(gw):
    for path in (CANVAS, A2UI, "/__openclaw__/ws", "/__openclaw__/cap/abc/__openclaw__/canvas/"):
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = gw.get(path, method=method)
            tap.equal((answer.status, answer.body, answer.header("allow")),
                      (405, b"Method Not Allowed", "GET, HEAD"), f"{method} {path}")
        tap.equal(gw.get(path, body=b"x").status, 413 if path != "/" else 0, path)


def test_the_renderer_is_served_whole(gw):
    web = os.path.join(os.environ["OPENCLAW_SOURCE"], "plugins", "canvas", "web", "a2ui")
    count = 0
    for folder, _, names in os.walk(web):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as source:
                wanted = source.read()
            answer = gw.get(A2UI + os.path.relpath(path, web))
            if name.endswith(".html"):
                assert b"openclawSendUserAction" in answer.body
                answer.body = answer.body[:300]
                wanted = wanted[:300]
            tap.equal((answer.status, answer.body), (200, wanted), path)
            count += 1
    assert count > 20, count
    tap.equal(gw.get(A2UI).body, gw.get(A2UI + "index.html").body)
    for name in ("nope.js", "catalog", "catalog/", "../bridge.js", "index.html/"):
        tap.equal(gw.get(A2UI + name).status, 404, name)


def test_a_canvas_that_is_taken_away_and_comes_back_is_served_again(gw):
    gw.write("back.txt", "1")
    os.rename(gw.root, gw.root + ".away")
    gw.missing("back.txt")
    os.rename(gw.root + ".away", gw.root)
    tap.equal(gw.canvas("back.txt").body, b"1")


def test_requests_on_one_connection_are_answered_in_turn(gw):
    gw.write("a.txt", "a" * 100_000)
    gw.write("b.txt", "b")
    with httpc.Connection(gw.port) as connection:
        for name in ("a.txt", "b.txt", "nope", "a.txt"):
            connection.send(f"GET {CANVAS}{name} HTTP/1.1\r\nHost: localhost\r\n\r\n")
        bodies = [connection.response().body for _ in range(4)]
        tap.equal(bodies, [b"a" * 100_000, b"b", b"not found", b"a" * 100_000])


def test_the_gateway_ends_while_files_are_on_their_way():
    with World() as gw:
        with open(gw.path("big.bin"), "wb") as out:
            out.truncate(64 << 20)
        readers = [httpc.Connection(gw.port) for _ in range(4)]
        for one in readers:
            one.send(f"GET {CANVAS}big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.3)
        gw.stop(signal.SIGTERM)
        assert "HTTP request" not in gw.log(), gw.log()


tap.main(globals(), World)
