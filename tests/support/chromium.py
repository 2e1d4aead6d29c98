# SPDX-License-Identifier: MIT
"""A headless Chromium, driven over its debugging pipe: NUL-separated JSON on descriptors 3 and 4.

    with Chromium() as browser:
        page = browser.page(width=390, height=800)
        page.open("http://127.0.0.1:8000/")
        page.click("button")
        page.wait_for("document.title === 'done'")

A page looks up no name beyond this machine. Leaving the `with` ends the browser, and so does the
end of this process. Where there is none, starting it fails and says what to install.
"""
import base64
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from .tap import FACTOR

SWITCHES = [
    "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-default-browser-check", "--hide-scrollbars", "--mute-audio",
    "--disable-dev-shm-usage", "--force-color-profile=srgb", "--disable-extensions",
    "--force-prefers-reduced-motion",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
# Puts the pipes where the browser looks for them, and has the kernel end it with its parent.
LAUNCHER = """
import ctypes, fcntl, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)
commands, answers = (fcntl.fcntl(int(fd), fcntl.F_DUPFD, 10) for fd in sys.argv[1:3])
os.dup2(commands, 3)
os.dup2(answers, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""

# What is said to a question that the page has left behind.
LEFT = re.compile("navigated or closed|context was destroyed|Cannot find context")


class BrowserError(Exception):
    """The browser refused a command, a script threw, or something did not come in time."""


class _Pipe:
    """Commands and their answers; what comes unasked goes to `on_event`."""

    def __init__(self, reading, writing, on_event):
        self._reading = reading
        self._writing = writing
        self._on_event = on_event
        self._buffer = bytearray()
        self._frames = []
        self._serial = 0

    def call(self, method, params, session=None, seconds=15):
        self._serial += 1
        frame = {"id": self._serial, "method": method, "params": params}
        if session:
            frame["sessionId"] = session
        self._write(json.dumps(frame).encode() + b"\0")
        deadline = time.monotonic() + seconds * FACTOR
        while True:
            answer = self._next(deadline, method)
            if answer.get("id") != self._serial:
                self._on_event(answer)
                continue
            if "error" in answer:
                raise BrowserError(f"{method}: {answer['error']['message']}")
            return answer["result"]

    def poll(self, seconds):
        """Takes in what comes within that time."""
        deadline = time.monotonic() + seconds
        while self._frames or self._fill(deadline):
            while self._frames:
                self._on_event(self._frames.pop(0))

    def close(self):
        os.close(self._writing)
        os.close(self._reading)

    def _write(self, data):
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._writing, view):]
        except BrokenPipeError as error:
            raise BrowserError("the browser has ended") from error

    def _next(self, deadline, what):
        while not self._frames:
            if not self._fill(deadline):
                raise BrowserError(f"{what}: no answer in time")
        return self._frames.pop(0)

    def _fill(self, deadline):
        """Reads once; False when the time is over."""
        left = max(0, deadline - time.monotonic())
        if not select.select([self._reading], [], [], left)[0]:
            return False
        data = os.read(self._reading, 1 << 20)
        if not data:
            raise BrowserError("the browser has ended")
        self._buffer += data
        while (end := self._buffer.find(0)) >= 0:
            self._frames.append(json.loads(self._buffer[:end]))
            del self._buffer[:end + 1]
        return True


class Page:
    """A tab. `console` holds its errors and warnings, uncaught exceptions among them."""

    def __init__(self, browser, session, context):
        self._browser = browser
        self._session = session
        self._context = context
        self._loaded = False
        self.console = []

    def call(self, method, **params):
        """One command of the DevTools protocol on this page."""
        return self._browser.pipe.call(method, params, self._session)

    def on_event(self, method, params):
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.console.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            self.console.append(" ".join(str(argument.get("value", argument.get("description")))
                                         for argument in params["args"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.console.append(params["entry"]["text"] + " " + params["entry"].get("url", ""))

    def open(self, url, seconds=15):
        self._loaded = False
        answer = self.call("Page.navigate", url=url)
        if answer.get("errorText"):
            raise BrowserError(f"{url}: {answer['errorText']}")
        self._browser.wait(lambda: self._loaded, seconds, f"the load of {url}")

    def evaluate(self, expression):
        """The value of a JavaScript expression; of a promise what it resolves to."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True, userGesture=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            what = details.get("exception", {}).get("description", details["text"])
            raise BrowserError(f"{expression[:200]}: {what}")
        return answer["result"].get("value")

    def apply(self, function, *arguments):
        """Calls a JavaScript function with JSON arguments."""
        listed = ", ".join(json.dumps(argument) for argument in arguments)
        return self.evaluate(f"({function})({listed})")

    def wait_for(self, expression, seconds=5):
        """Waits until the expression is true, and returns its value."""
        found = []

        def true():
            try:
                found[:] = [self.evaluate(expression)]
            except BrowserError as error:
                if not LEFT.search(str(error)):
                    raise
                found[:] = [None]
            return found[0]
        self._browser.wait(true, seconds, expression)
        return found[0]

    def click(self, selector):
        """Clicks with the mouse in the middle of what the selector finds first."""
        place = self.apply("""(selector) => {
          const element = document.querySelector(selector);
          if (!element) return null;
          element.scrollIntoView({ block: "center", behavior: "instant" });
          const { x, y, width, height } = element.getBoundingClientRect();
          return [x + width / 2, y + height / 2];
        }""", selector)
        if place is None:
            raise BrowserError(f"there is no {selector} to click on")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left",
                      clickCount=1)

    def type(self, text):
        """Types into what has the focus."""
        self.call("Input.insertText", text=text)

    def press(self, key, shift=False):
        """One key: Tab, Enter, Escape, Space, Home, End, Arrow..., or a letter."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, "Space": 32, "End": 35, "Home": 36,
                 "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}
        text = {"Enter": "\r", "Space": " "}.get(key, key if len(key) == 1 else "")
        event = {"key": " " if key == "Space" else key, "code": key,
                 "modifiers": 8 if shift else 0,
                 "windowsVirtualKeyCode": codes.get(key, ord(key[0].upper()))}
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text,
                  **event)
        self.call("Input.dispatchKeyEvent", type="keyUp", **event)

    def view(self, width, height, scheme="light", scale=1):
        """The size of the window in CSS pixels, and `prefers-color-scheme`."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=scale, mobile=False)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def before_load(self, script):
        """Runs the script in every document that this page opens from here on, before its own."""
        self.call("Page.addScriptToEvaluateOnNewDocument", source=script)

    def accessibility(self):
        """What a screen reader gets: (role, name, properties) in the order of the page."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        known = {node["nodeId"]: node for node in nodes}
        found = []

        def visit(node):
            if not node.get("ignored"):
                properties = {one["name"]: one["value"].get("value")
                              for one in node.get("properties", [])}
                if "value" in node:
                    properties["value"] = node["value"].get("value")
                if "description" in node:
                    properties["description"] = node["description"].get("value")
                found.append((node["role"]["value"], node.get("name", {}).get("value", ""),
                              properties))
            for child in node.get("childIds", []):
                if child in known:
                    visit(known[child])
        visit(nodes[0])
        return found

    def close(self):
        """Ends the page; what it has logged stays."""
        self._browser.forget(self._session)
        self._browser.pipe.call("Target.disposeBrowserContext",
                                {"browserContextId": self._context})

    def screenshot(self, path, full=True):
        """A PNG of the whole page, or of the window only."""
        picture = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=full)
        with open(path, "wb") as target:
            target.write(base64.b64decode(picture["data"]))


class Chromium:
    """The browser, from the beginning of a `with` to its end."""

    def __init__(self, *switches):
        self._switches = switches
        self._pages = {}
        self._profile = self._process = self.pipe = None

    def __enter__(self):
        program = shutil.which("chromium")
        if not program:
            raise BrowserError("there is no chromium; install it: contrib/install-deps check")
        self._profile = tempfile.TemporaryDirectory(prefix="oc-chromium-",
                                                    ignore_cleanup_errors=True)
        try:
            self._start(program)
            self.pipe.call("Browser.getVersion", {}, seconds=30)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _start(self, program):
        commands, to_browser = os.pipe()
        from_browser, answers = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-ISc", LAUNCHER, str(commands), str(answers), program,
                 *SWITCHES, *self._switches, f"--user-data-dir={self._profile.name}"],
                pass_fds=(commands, answers), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True,
                env={**os.environ, "HOME": self._profile.name})
        finally:
            os.close(commands)
            os.close(answers)
            self.pipe = _Pipe(from_browser, to_browser, self._on_event)

    def __exit__(self, *_error):
        if self._process:
            self._end()
        if self.pipe:
            self.pipe.close()
            self.pipe = None
        if self._profile:
            self._profile.cleanup()
            self._profile = None
        return False

    def _end(self):
        try:
            self.pipe.call("Browser.close", {}, seconds=3)
            self._process.wait(5)
        except (BrowserError, subprocess.TimeoutExpired):
            pass
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
        self._process = None

    def _on_event(self, frame):
        page = self._pages.get(frame.get("sessionId"))
        if page:
            page.on_event(frame["method"], frame["params"])

    def page(self, width=1000, height=800, scheme="light"):
        """A new page of its own, without what other pages have stored."""
        context = self.pipe.call("Target.createBrowserContext", {})["browserContextId"]
        target = self.pipe.call("Target.createTarget",
                                {"url": "about:blank", "browserContextId": context})["targetId"]
        session = self.pipe.call("Target.attachToTarget",
                                 {"targetId": target, "flatten": True})["sessionId"]
        page = self._pages[session] = Page(self, session, context)
        for domain in ("Page", "Runtime", "Log", "Accessibility"):
            page.call(f"{domain}.enable")
        page.view(width, height, scheme)
        return page

    def forget(self, session):
        del self._pages[session]

    def wait(self, condition, seconds, what):
        """Until the condition holds; what the pages report is taken in meanwhile."""
        deadline = time.monotonic() + seconds * FACTOR
        while not condition():
            if time.monotonic() > deadline:
                raise BrowserError(f"not within {seconds * FACTOR:g} s: {what}")
            self.pipe.poll(0.02)
