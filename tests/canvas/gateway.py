#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The pages as the real gateway serves them: a page that reloads when its file changes, and what a
# user does coming back through the bridge; here and below a capability.
import contextlib
import os
import time
import urllib.parse

from pages import NODE, begin, component, label, picture, push, update
from support import tap
from support.chromium import Chromium
from support.gateway import Gateway

CANVAS = "/__openclaw__/canvas/"
A2UI = "/__openclaw__/a2ui/"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Weather</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="style.css"></head>
<body><main><h1>{heading}</h1><p>Drawn by the agent.</p></main></body></html>
"""
STYLE = "body { font: 20px sans-serif; background: %s; padding: 2rem }"


class World:
    """A gateway and a browser."""

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self.gw = stack.enter_context(Gateway())
            self.browser = stack.enter_context(Chromium())
            self._stack = stack.pop_all()
        self.origin = f"http://127.0.0.1:{self.gw.port}"
        return self

    def __exit__(self, *error):
        return self._stack.__exit__(*error)

    def write(self, name, text):
        path = os.path.join(self.gw.state_dir, "canvas", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".part", "w", encoding="utf-8") as out:
            out.write(text)
        os.rename(path + ".part", path)

    def page(self, path, node=True):
        page = self.browser.page()
        if node:
            page.before_load(NODE)
        page.open(self.origin + path)
        return page


def reloads(world, page, change, until):
    """Makes the change anew until the page shows it: it may not listen yet the first time."""
    deadline = time.monotonic() + 15 * tap.FACTOR
    while True:
        change()
        try:
            page.wait_for(until, seconds=1)
            return
        except Exception:  # the browser's own error, also while the page is being replaced
            assert time.monotonic() < deadline, "the page did not reload"


def stays(page, seconds=0.5):
    """What was written last may be told yet; then the page is left alone."""
    deadline = time.monotonic() + 10 * tap.FACTOR
    while True:
        page.evaluate("globalThis.old = true")
        time.sleep(seconds)
        if page.evaluate("globalThis.old"):
            return
        assert time.monotonic() < deadline, "the page reloads without end"


def test_the_first_page_finds_the_node_and_reaches_the_agent(world):
    page = world.page(CANVAS)
    page.wait_for("document.getElementById('node').classList.contains('there')")
    page.click("#hello")
    tap.equal(page.evaluate("actions.map((action) => action.name)"), ["hello"])
    picture(page, "gateway-first-page")


def test_a_page_reloads_by_itself_when_a_file_changes(world):
    world.write("weather/style.css", STYLE % "#fff8e1")
    world.write("weather/index.html", PAGE.format(heading="Sun"))
    page = world.page(CANVAS + "weather")
    tap.equal(page.evaluate("[document.title, document.querySelector('h1').textContent]"),
              ["Weather", "Sun"])
    tap.equal(page.evaluate("getComputedStyle(document.body).backgroundColor"),
              "rgb(255, 248, 225)")
    picture(page, "gateway-before")
    reloads(world, page, lambda: world.write("weather/index.html", PAGE.format(heading="Rain")),
            "document.querySelector('h1').textContent === 'Rain'")
    reloads(world, page, lambda: world.write("weather/style.css", STYLE % "#e3f2fd"),
            "getComputedStyle(document.body).backgroundColor === 'rgb(227, 242, 253)'")
    picture(page, "gateway-after")
    stays(page)
    tap.equal(page.console, [])


def test_a_button_drawn_by_a2ui_comes_back_as_a_user_action(world):
    page = world.page(A2UI + "?platform=test")
    page.wait_for("typeof openclawA2UI === 'object'")
    push(page, [update([
        component("root", "Button", child="text", action={"name": "book", "context": [
            {"key": "seats", "value": {"literalNumber": 2}}]}),
        label("text", "Book it")]), begin()])
    page.click("button")
    action = page.evaluate("actions.at(-1)")
    tap.equal((action["name"], action["context"], action["surfaceId"],
               action["sourceComponentId"]), ("book", {"seats": 2}, "main", "root"))
    picture(page, "gateway-a2ui")
    tap.equal(page.console, [])


def test_below_a_capability_pages_work_in_the_same_way(world):
    world.write("style.css", STYLE % "#ffffff")
    world.write("scoped.html", PAGE.format(heading="One"))
    with world.gw.connected() as client:
        scope = urllib.parse.urlsplit(client.hello["pluginSurfaceUrls"]["canvas"]).path
        page = world.page(scope + CANVAS + "scoped.html")
        reloads(world, page, lambda: world.write("scoped.html", PAGE.format(heading="Two")),
                "document.querySelector('h1').textContent === 'Two'")
        drawn = world.page(scope + A2UI)
        drawn.wait_for("typeof openclawA2UI === 'object'")
        tap.equal((page.console, drawn.console), ([], []))


if __name__ == "__main__":
    tap.main(globals(), World)
