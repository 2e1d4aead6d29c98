#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The driver of the browser: what goes wrong is told, and nothing of it stays behind.
import os
import tempfile
import time

from support import proc, tap
from support.chromium import BrowserError, Chromium


def test_a_missing_browser_is_a_failure_that_says_what_to_install():
    before = os.environ["PATH"]
    os.environ["PATH"] = "/nonexistent"
    try:
        error = tap.raises(BrowserError, Chromium().__enter__)
    finally:
        os.environ["PATH"] = before
    assert "contrib/install-deps check" in str(error), error


def test_a_script_that_throws_and_a_wait_that_is_in_vain_are_errors():
    with Chromium() as browser:
        page = browser.page()
        tap.equal(page.evaluate("Promise.resolve({ a: [1] })"), {"a": [1]})
        error = tap.raises(BrowserError, page.evaluate, "(() => { throw new Error('odd') })()")
        assert "odd" in str(error), error
        assert "rejected" in str(tap.raises(BrowserError, page.evaluate,
                                            "Promise.reject(new Error('rejected'))"))
        tap.raises(BrowserError, page.wait_for, "false", 0.1)
        tap.raises(BrowserError, page.click, "#nothing")
        tap.raises(BrowserError, page.open, "http://127.0.0.1:1/")
        tap.raises(BrowserError, page.open, "http://example.org/")
        page.evaluate("setTimeout(() => { console.error('told', 5); later(); })")
        page.wait_for("true")
        browser.wait(lambda: len(page.console) >= 2, 5, "the console")
        assert page.console[0] == "told 5" and "later" in page.console[1], page.console


def test_a_page_has_its_size_and_its_scheme():
    with Chromium() as browser, tempfile.TemporaryDirectory() as directory:
        page = browser.page(width=390, height=700, scheme="dark")
        look = "[innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches]"
        tap.equal(page.evaluate(look), [390, 700, True])
        page.view(800, 600)
        tap.equal(page.evaluate(look), [800, 600, False])
        path = os.path.join(directory, "page.png")
        page.screenshot(path)
        with open(path, "rb") as picture:
            tap.equal(picture.read(8), b"\x89PNG\r\n\x1a\n")


def test_nothing_of_the_browser_is_left_when_it_ends():
    with Chromium() as browser:
        browser.page()
        family = proc.family(os.getpid())[1:]
        assert len(family) > 2, family
    deadline = time.monotonic() + 5 * tap.FACTOR
    while left := [pid for pid in family if os.path.exists(f"/proc/{pid}")]:
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


if __name__ == "__main__":
    tap.main(globals())
