#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Pages are told when files of the canvas have changed: once things have settled, and not for
# nothing.
import contextlib
import os
import shutil
import time

from support import tap, ws
from support.gateway import Gateway

CANVAS = "/__openclaw__/canvas/"
WS = "/__openclaw__/ws"


class World(Gateway):
    def path(self, *names):
        return os.path.join(self.state_dir, "canvas", *names)

    def write(self, name, text="x"):
        with open(self.path(*name.split("/")), "w", encoding="utf-8") as out:
            out.write(text)

    def page(self):
        """A page that listens, behind the beginning of the watch."""
        page = ws.WebSocket(self.port, path=WS)
        self.settle(page)
        return page

    def settle(self, page):
        """Changes a file until it is told, then waits until all is quiet."""
        deadline = time.monotonic() + 5 * tap.FACTOR
        number = 0
        while True:
            number += 1
            self.write("beat.txt", str(number))
            try:
                tap.equal(page.receive(0.3).data, b"reload")
                break
            except ws.Timeout:
                assert time.monotonic() < deadline, "no watch"
        quiet(page)


def quiet(page, seconds=0.4):
    """Gives the number of messages until there is none for so long."""
    count = 0
    try:
        while True:
            page.receive(seconds * tap.FACTOR)
            count += 1
    except ws.Timeout:
        return count


def told(page, seconds=3):
    tap.equal(page.receive(seconds * tap.FACTOR).data, b"reload")
    quiet(page, 0.25)


def few(page, most):
    """One message, and no more than so many until all is quiet."""
    tap.equal(page.receive(8 * tap.FACTOR).data, b"reload")
    count = 1 + quiet(page, 1.0)
    assert count <= most, count


def test_a_change_of_any_kind_is_told(gw):
    os.makedirs(gw.path("sub"), exist_ok=True)
    gw.write("sub/a.txt")
    with gw.page() as page:
        steps = [lambda: gw.write("new.txt"), lambda: gw.write("new.txt", "other"),
                 lambda: os.rename(gw.path("new.txt"), gw.path("sub", "moved.txt")),
                 lambda: os.unlink(gw.path("sub", "moved.txt")),
                 lambda: os.mkdir(gw.path("made")), lambda: os.rmdir(gw.path("made")),
                 lambda: os.rename(gw.path("sub"), gw.path("other")),
                 lambda: gw.write("other/a.txt", "2"),
                 lambda: os.rename(gw.path("other"), gw.path("sub")),
                 lambda: gw.write("sub/a.txt", "3"),
                 lambda: shutil.rmtree(gw.path("sub"))]
        for number, step in enumerate(steps):
            step()
            try:
                told(page)
            except ws.Timeout:
                raise AssertionError(f"step {number} was not told") from None


def test_new_folders_in_new_folders_are_watched(gw):
    with gw.page() as page:
        os.makedirs(gw.path("one", "two", "three"))
        told(page)
        for name in ("one/a", "one/two/b", "one/two/three/c", "one/two/three/c"):
            gw.write(name, str(time.monotonic()))
            told(page)
        os.makedirs(gw.path("one", "two", "three", "four", "five"))
        gw.write("one/two/three/four/five/at-once")
        told(page)
        gw.write("one/two/three/four/five/later")
        told(page)


def test_what_a_folder_that_was_moved_away_does_is_not_told(gw):
    os.makedirs(gw.path("leaves"), exist_ok=True)
    away = os.path.join(gw.home, "left")
    with gw.page() as page:
        os.rename(gw.path("leaves"), away)
        told(page)
        with open(os.path.join(away, "x"), "w", encoding="utf-8") as out:
            out.write("x")
        tap.equal(quiet(page, 0.6), 0)


def test_what_begins_with_a_dot_and_modules_are_not_told(gw):
    with gw.page() as page:
        gw.write(".hidden")
        os.makedirs(gw.path(".git", "objects"))
        gw.write(".git/objects/x")
        os.makedirs(gw.path("node_modules", "x"))
        gw.write("node_modules/x/y.js")
        tap.equal(quiet(page, 0.8), 0)
        gw.write("shown")
        told(page)


def test_reading_is_no_change(gw):
    with gw.page() as page:
        for _ in range(3):
            tap.equal(gw.get(CANVAS).status, 200)
        tap.equal(quiet(page, 0.5), 0)


def test_a_thousand_changes_are_a_few_reloads(gw):
    with gw.page() as page, gw.page() as other:
        quiet(page)
        for number in range(1000):
            gw.write(f"many-{number}.txt")
        few(page, 20)
        few(other, 20)


@tap.timeout(60)
def test_a_thousand_folders_are_watched_and_told_a_few_times(gw):
    with gw.page() as page:
        for number in range(1000):
            os.makedirs(gw.path("tree", str(number % 10), str(number)))
        few(page, 20)
        gw.write("tree/7/777/deep.txt")
        told(page)
        shutil.rmtree(gw.path("tree"))
        few(page, 20)


def test_something_that_never_settles_is_told_all_the_same(gw):
    with gw.page() as page:
        end = time.monotonic() + 5
        count = 0
        while time.monotonic() < end:
            gw.write("log.txt", str(time.monotonic()))
            try:
                page.receive(0.02)
                count += 1
            except ws.Timeout:
                pass
        # Of some 200 changes; more than each two seconds where the writer was held up.
        assert 1 <= count <= 40, count
        quiet(page)


def test_what_changed_between_a_page_and_its_listening_is_told(gw):
    """The page is read, then a file changes, and only then the page listens."""
    with gw.page():
        tap.equal(gw.get(CANVAS).status, 200)
        gw.write("between.txt", str(time.monotonic()))
        time.sleep(0.5)
        with ws.WebSocket(gw.port, path=WS) as page:
            told(page)
        tap.equal(gw.get(CANVAS).status, 200)
        with ws.WebSocket(gw.port, path=WS) as page:
            tap.equal(quiet(page, 0.4), 0)


@tap.timeout(40)
def test_a_canvas_that_comes_back_is_watched_again(gw):
    with gw.page() as page:
        shutil.rmtree(gw.path())
        told(page)
        os.mkdir(gw.path())
        gw.write("again.txt")
        told(page, 8)
        gw.write("again.txt", "2")
        told(page)


def test_nothing_is_watched_while_nobody_looks():
    with World() as gw:
        def watches():
            found = 0
            for name in os.listdir(f"/proc/{gw.pid}/fd"):
                with contextlib.suppress(FileNotFoundError):  # it was closed meanwhile
                    found += "inotify" in os.readlink(f"/proc/{gw.pid}/fd/{name}")
            return found

        before = watches()
        with gw.page():
            tap.equal(watches(), before + 1)


def test_what_a_page_says_is_not_read(gw):
    with gw.page() as page:
        page.send_text("hello")
        page.send_text("x" * 1000)
        gw.write("said.txt", str(time.monotonic()))
        told(page)
    with gw.page() as page:
        page.send_text("x" * 5000)
        tap.equal(page.wait_closed()[0], 1009)


def test_a_gateway_that_ends_says_goodbye():
    with World() as gw:
        page = gw.page()
        gw.stop()
        tap.equal(page.wait_closed()[0], 1012)


tap.main(globals(), World)
