#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The script that every served page gets: the way to the node, and the reload. And the page that a
# new canvas begins with.
import time

from pages import NODE, Site, picture, roles
from support import tap

WEBKIT = """
globalThis.posted = [];
globalThis.webkit = { messageHandlers: { openclawCanvasA2UIAction: {
  postMessage: (body) => posted.push(body) } } };
"""


def starter(site, node=True, **view):
    site.server.paths.clear()
    return site.page("/starter.html", node=node, **view)


def test_an_action_reaches_the_node_by_every_name_of_the_bridge(site):
    page = starter(site)
    for name in ("OpenClaw.sendUserAction", "openclawSendUserAction"):
        tap.equal(page.evaluate(f'{name}({{ name: "hello", id: " a1 ", context: {{ x: 1 }} }})'),
                  True)
        tap.equal(page.evaluate("actions.at(-1)"), {"name": "hello", "id": "a1",
                                                    "context": {"x": 1}})
    page.evaluate('openclawSendUserAction({ name: "anonymous" })')
    assert len(page.evaluate("actions.at(-1).id")) > 8
    for name in ("OpenClaw.postMessage", "openclawPostMessage"):
        tap.equal(page.evaluate(f'{name}({{ userAction: {{ name: "raw" }} }})'), True)
        tap.equal(page.evaluate("actions.at(-1)"), {"name": "raw"})
        tap.equal(page.evaluate(f"""{name}('{{"userAction":{{"name":"text"}}}}')"""), True)
        tap.equal(page.evaluate("actions.at(-1)"), {"name": "text"})


def test_webkit_gets_an_object(site):
    page = site.browser.page()
    page.before_load(WEBKIT)
    page.open(site.origin + "/starter.html")
    tap.equal(page.evaluate('OpenClaw.sendUserAction({ name: "hello", id: "1" })'), True)
    tap.equal(page.evaluate("posted"), [{"userAction": {"name": "hello", "id": "1"}}])
    page.evaluate("""openclawPostMessage('{"userAction":{"name":"text"}}')""")
    tap.equal(page.evaluate("posted.at(-1)"), {"userAction": {"name": "text"}})


def test_without_a_node_and_with_one_that_throws_nothing_is_sent(site):
    page = starter(site, node=False)
    tap.equal(page.evaluate('OpenClaw.sendUserAction({ name: "hello" })'), False)
    tap.equal(page.evaluate("OpenClaw.hasNode()"), False)
    page.evaluate("""globalThis.openclawCanvasA2UIAction = {
      postMessage() { throw new Error("gone"); } }""")
    tap.equal(page.evaluate('OpenClaw.sendUserAction({ name: "hello" })'), False)


def test_the_page_hears_what_became_of_its_action(site):
    page = starter(site)
    page.evaluate("""(() => { globalThis.heard = [];
      globalThis.stop = OpenClaw.onActionStatus((status) => heard.push(status)); })()""")
    tell = """dispatchEvent(new CustomEvent("openclaw:a2ui-action-status",
        { detail: { id: "1", ok: false, error: "no" } }))"""
    page.evaluate(tell)
    page.evaluate("stop()")
    page.evaluate(tell)
    tap.equal(page.evaluate("heard"), [{"id": "1", "ok": False, "error": "no"}])


def wait(condition, seconds=5):
    deadline = time.monotonic() + seconds * tap.FACTOR
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.02)


def listening(site, page, count):
    page.wait_for("document.readyState === 'complete'")
    wait(lambda: len(site.server.sockets) >= count)


def test_the_page_reloads_when_it_is_told_to_and_not_otherwise(site):
    site.server.sockets.clear()
    page = starter(site)
    listening(site, page, 1)
    page.evaluate("globalThis.old = true")
    site.send("something else")
    site.send("ping reload")
    time.sleep(0.3)
    tap.equal(page.evaluate("globalThis.old"), True)
    site.send("reload")
    page.wait_for("globalThis.old === undefined")
    listening(site, page, 2)


def test_a_page_below_a_capability_listens_below_it(site):
    sockets = []
    page = site.browser.page()
    page.before_load("""globalThis.asked = []; globalThis.WebSocket = class {
      constructor(url) { asked.push(url); } };""")
    for prefix in ("/__openclaw__/cap/abc-_123", ""):
        page.open(f"{site.origin}{prefix}/starter.html")
        sockets += page.evaluate("asked")
    origin = site.origin.replace("http", "ws")
    tap.equal(sockets, [f"{origin}/__openclaw__/cap/abc-_123/__openclaw__/ws",
                        f"{origin}/__openclaw__/ws"])


def test_the_page_connects_again_at_growing_intervals(site):
    page = site.browser.page()
    page.before_load("""globalThis.waits = []; globalThis.made = [];
      globalThis.setTimeout = (action, wait) => {
        if (waits.push(wait) < 8) action();
      };
      globalThis.WebSocket = class {
        constructor() { made.push(this); queueMicrotask(() => this.onclose?.()); } };""")
    page.open(site.origin + "/starter.html")
    tap.equal(page.evaluate("waits"), [1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000])


def test_the_bridge_keeps_what_a_page_has_in_its_name_already(site):
    page = site.browser.page()
    page.before_load(NODE + "globalThis.OpenClaw = { mine: 1 };")
    page.open(site.origin + "/starter.html")
    tap.equal(page.evaluate("[OpenClaw.mine, typeof OpenClaw.sendUserAction]"), [1, "function"])


def test_the_starter_page_says_whether_a_node_shows_it(site):
    page = starter(site, node=False)
    assert any("open in a browser" in name for _, name in roles(page)), roles(page)
    page.click("#hello")
    tap.equal(page.evaluate('document.getElementById("said").textContent'),
              "Not sent: no node shows this page.")
    page = starter(site)
    assert any("A node shows this page" in name for _, name in roles(page)), roles(page)
    page.click("#hello")
    tap.equal(page.evaluate("actions.map((action) => [action.name, action.surfaceId])"),
              [["hello", "starter"]])
    page.evaluate("""dispatchEvent(new CustomEvent("openclaw:a2ui-action-status",
        { detail: { id: actions[0].id, ok: true } }))""")
    tap.equal(page.evaluate('document.getElementById("said").textContent'), "The agent has it.")
    tap.equal(page.console, [])


def test_the_starter_page_fits_the_window_in_light_and_in_dark(site):
    grounds = set()
    for scheme in ("light", "dark"):
        for width in (390, 1000):
            page = starter(site, width=width, height=700, scheme=scheme)
            picture(page, f"starter-{scheme}-{width}", full=False)
            grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            tap.equal(page.evaluate("document.documentElement.scrollWidth <= innerWidth"), True)
    tap.equal(len(grounds), 2)


if __name__ == "__main__":
    tap.main(globals(), Site)
