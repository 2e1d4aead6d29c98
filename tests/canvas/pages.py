# SPDX-License-Identifier: MIT
"""The pages of the canvas in a browser: a server for them, a page with a node behind it, and short
names for the messages of A2UI."""
import base64
import functools
import hashlib
import http.server
import os
import threading

from support import ws
from support.chromium import Chromium

ROOT = os.environ.get("OPENCLAW_SOURCE") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WEB = os.path.join(ROOT, "plugins", "canvas", "web")
PIXEL = ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
         "DwADhgGAWjR9awAAAABJRU5ErkJggg==")
# What a node's web view has: it takes actions, and says whether they were passed on.
NODE = """
globalThis.actions = [];
globalThis.openclawCanvasA2UIAction = {
  postMessage(text) {
    if (typeof text !== "string") throw new Error("Android takes text");
    globalThis.actions.push(JSON.parse(text).userAction);
  },
};
"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments):
        pass

    def do_GET(self):
        if self.path.startswith("/__openclaw__/cap/"):
            self.path = "/" + self.path.split("/", 4)[4]
        self.server.paths.append(self.path)
        if self.path == "/__openclaw__/ws":
            self._upgrade()
        elif self.path.split("?")[0].endswith(".html"):
            self._page()
        else:
            super().do_GET()

    def _page(self):
        """HTML goes out with the bridge in it, as the gateway does it."""
        with open(self.translate_path(self.path), encoding="utf-8") as source:
            before, _, after = source.read().rpartition("</body>")
        with open(os.path.join(WEB, "bridge.js"), encoding="utf-8") as source:
            script = f"<script>{source.read()}</script>"
        body = f"{before}{script}</body>{after}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _upgrade(self):
        self.close_connection = True
        key = self.headers.get("Sec-WebSocket-Key", "").encode()
        if not self.server.live:
            self.send_error(503)
            return
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept",
                         base64.b64encode(hashlib.sha1(key + ws.GUID).digest()).decode())
        self.end_headers()
        self.server.sockets.append(self.connection)
        while self.rfile.read1(4096):
            pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.paths = []
        self.sockets = []
        self.live = True

    def handle_error(self, *_arguments):
        pass  # a browser drops connections as it likes


class Site:
    """A server for plugins/canvas/web and a browser, from the beginning of a `with` to its end."""

    def __enter__(self):
        handler = functools.partial(_Handler, directory=WEB)
        self.server = _Server(("127.0.0.1", 0), handler)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self._page = None
        self._chromium = Chromium()
        self.browser = self._chromium.__enter__()
        return self

    def __exit__(self, *error):
        self._chromium.__exit__(*error)
        self.server.shutdown()
        self.server.server_close()

    def send(self, text):
        """A text message to every page that listens for reloads."""
        for socket in self.server.sockets:
            socket.sendall(ws.encode(ws.TEXT, text.encode(), masked=False))

    def page(self, path="/a2ui/index.html", node=True, **view):
        """Opens a page in the place of the one before."""
        if self._page:
            self._page.close()
        page = self._page = self.browser.page(**view)
        if node:
            page.before_load(NODE)
        page.open(self.origin + path)
        return page

    def surface(self, components, data=None, root="root", **view):
        """A page that draws these components, with what is wrong with them in `errors`."""
        page = self.page(**view)
        messages = [update(components)]
        if data is not None:
            messages.append(model(data))
        page.result = push(page, messages + [begin(root)])
        page.errors = page.evaluate("openclawA2UI.errors()")
        return page


def push(page, messages):
    return page.apply("(messages) => openclawA2UI.applyMessages(messages)", messages)


def text(value):
    return {"literalString": value}


def component(identity, kind, weight=None, **props):
    found = {"id": identity, "component": {kind: props}}
    return found if weight is None else {**found, "weight": weight}


def label(identity, value, **props):
    """A Text."""
    return component(identity, "Text", text=text(value), **props)


def column(identity, *children):
    return component(identity, "Column", children={"explicitList": list(children)})


def update(components, surface="main"):
    return {"surfaceUpdate": {"surfaceId": surface, "components": components}}


def begin(root="root", surface="main", **more):
    return {"beginRendering": {"surfaceId": surface, "root": root, **more}}


def entries(data):
    """A dict as the adjacency list of the format."""
    kinds = {str: "valueString", bool: "valueBoolean", int: "valueNumber", float: "valueNumber"}
    return [{"key": key, "valueMap": entries(value)} if isinstance(value, dict)
            else {"key": key, kinds[type(value)]: value} for key, value in data.items()]


def model(data, path=None, surface="main"):
    body = {"surfaceId": surface, "contents": entries(data)}
    return {"dataModelUpdate": body if path is None else {**body, "path": path}}


def roles(page):
    """(role, name) of all that a screen reader gets."""
    return [(role, name) for role, name, _ in page.accessibility()]


def picture(page, name, **options):
    """A screenshot in the directory that OPENCLAW_PICTURES names; none without one."""
    directory = os.environ.get("OPENCLAW_PICTURES")
    if directory:
        page.screenshot(os.path.join(directory, f"{name}.png"), **options)
