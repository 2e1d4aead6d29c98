# SPDX-License-Identifier: MIT
"""The official SDK as a Python object: it runs in Node, driver.mjs speaks with it."""
import json
import os
import queue
import subprocess
import threading
import time

from support.tap import FACTOR

HERE = os.path.dirname(os.path.abspath(__file__))
SLOW = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 40}}}}}


class RequestFailed(AssertionError):
    """A request that the client rejected; `error` is what it threw."""

    def __init__(self, error):
        super().__init__(json.dumps(error))
        self.error = error


def node():
    path = os.path.join(os.environ["OPENCLAW_INTEROP_MODULES"], "node")
    if not os.path.exists(path):
        raise AssertionError(f"no {path}; run tests/interop/setup {os.path.dirname(path)} first")
    return path


class Sdk:
    """`options` are the client's own; url and token are the gateway's unless they are given.
    `signed`: with a device identity, which lasts as long as this object."""

    def __init__(self, gateway, signed=False, **options):
        options.setdefault("url", f"ws://127.0.0.1:{gateway.port}")
        options.setdefault("token", gateway.token)
        options.setdefault("scopes", ["operator.admin"])
        self.process = subprocess.Popen([node(), os.path.join(HERE, "driver.mjs")], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._said = queue.Queue()
        self._kept = []
        self._number = 0
        threading.Thread(target=self._read, daemon=True).start()
        self._order(do="start", options=options, signed=signed)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        finally:
            self.process.kill()

    def _read(self):
        for line in self.process.stdout:
            self._said.put(json.loads(line))

    def _order(self, **order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def _ask(self, action, **order):
        self._number += 1
        self._order(do=action, id=self._number, **order)
        return self._number

    def wait(self, wanted, seconds=10):
        """The first thing said, and not yet taken, for which `wanted` is true."""
        deadline = time.monotonic() + seconds * FACTOR
        while True:
            for number, said in enumerate(self._kept):
                if wanted(said):
                    return self._kept.pop(number)
            try:
                self._kept.append(self._said.get(timeout=max(0.0, deadline - time.monotonic())))
            except queue.Empty:
                raise AssertionError(f"never said; there was {self._kept[-5:]}") from None

    def again(self, gateway, **options):
        """A new client of the same device, with the token that it was given."""
        self.stop()
        options.setdefault("url", f"ws://127.0.0.1:{gateway.port}")
        options.setdefault("scopes", ["operator.admin"])
        self._order(do="start", options=options, signed=True)

    def said(self, key, seconds=10):
        return self.wait(lambda one: key in one, seconds)[key]

    def event(self, name, wanted=lambda payload: True, seconds=10):
        """The payload of the next event of that name for which `wanted` is true."""
        return self.frame(name, wanted, seconds)["payload"]

    def frame(self, name, wanted=lambda payload: True, seconds=10):
        return self.wait(lambda one: one.get("event", {}).get("event") == name
                         and wanted(one["event"]["payload"]), seconds)["event"]

    def send(self, method, params=None, **options):
        return self._ask("request", method=method, params=params or {}, options=options)

    def result(self, number, seconds=20):
        said = self.wait(lambda one: one.get("id") == number, seconds)
        if "error" in said:
            raise RequestFailed(said["error"])
        return said["result"]

    def request(self, method, params=None, **options):
        return self.result(self.send(method, params, **options))

    def refused(self, method, params=None):
        """What the client throws for a request that must fail."""
        try:
            result = self.request(method, params)
        except RequestFailed as failure:
            return failure.error
        raise AssertionError(f"{method} was answered with {result!r}")

    def frames(self):
        """Every event that has come in and was not taken."""
        self._drain()
        return [one["event"] for one in self._kept if "event" in one]

    def has(self, key):
        """Whether `key` was said and not taken."""
        self._drain()
        return any(key in one for one in self._kept)

    def never(self, key):
        """Fails when `key` was ever said and not taken."""
        self._drain()
        found = [one for one in self._kept if key in one]
        assert not found, found

    def stop(self):
        self.result(self._ask("stop"))

    def objections(self, schema, *values):
        """What the official schema of that name has against the values."""
        return self.result(self._ask("check", schema=schema, values=values))

    def schemas(self):
        """The names of what the official package of schemas exports."""
        return self.result(self._ask("schemas"))

    def projected(self, **order):
        """What the SDK's session projection makes of events and history."""
        return self.result(self._ask("project", **order))

    def _drain(self):
        while not self._said.empty():
            self._kept.append(self._said.get())


def text_of(message):
    content = message["content"]
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


def converse(sdk, text, key, session="main"):
    """Sends a message and returns the payloads of its chat events up to the end."""
    started = sdk.request("chat.send", {"sessionKey": session, "message": text,
                                        "idempotencyKey": key})
    assert started == {"runId": key, "status": "started"}, started
    return run_events(sdk, key)


def run_events(sdk, key):
    """The payloads of a run's chat events, without the phases, up to its end."""
    events = []
    while not events or events[-1]["state"] == "delta":
        events.append(sdk.event("chat", lambda payload: payload["runId"] == key
                                and payload["state"] != "status"))
    return events
