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


class RequestFailed(AssertionError):
    """A request that the client rejected; `error` is what it threw."""

    def __init__(self, error):
        super().__init__(json.dumps(error))
        self.error = error


class Sdk:
    """`options` are the client's own; url and token are the gateway's unless they are given."""

    def __init__(self, gateway, **options):
        modules = os.environ["OPENCLAW_INTEROP_MODULES"]
        options.setdefault("url", f"ws://127.0.0.1:{gateway.port}")
        options.setdefault("token", gateway.token)
        options.setdefault("scopes", ["operator.admin"])
        self.process = subprocess.Popen(
            [os.path.join(modules, "node"), os.path.join(HERE, "driver.mjs")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._said = queue.Queue()
        self._kept = []
        self._number = 0
        threading.Thread(target=self._read, daemon=True).start()
        self._order(do="start", options=options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)

    def _read(self):
        for line in self.process.stdout:
            self._said.put(json.loads(line))

    def _order(self, **order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

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

    def said(self, key, seconds=10):
        return self.wait(lambda one: key in one, seconds)[key]

    def event(self, name, wanted=lambda payload: True, seconds=10):
        """The payload of the next event of that name for which `wanted` is true."""
        found = self.wait(lambda one: one.get("event", {}).get("event") == name
                          and wanted(one["event"]["payload"]), seconds)
        return found["event"]["payload"]

    def send(self, method, params=None, **options):
        self._number += 1
        self._order(do="request", id=self._number, method=method, params=params or {},
                    options=options)
        return self._number

    def result(self, number, seconds=20):
        said = self.wait(lambda one: one.get("id") == number, seconds)
        if "error" in said:
            raise RequestFailed(said["error"])
        return said["result"]

    def request(self, method, params=None, **options):
        return self.result(self.send(method, params, **options))

    def never(self, key):
        """Fails when `key` was ever said and not taken."""
        while not self._said.empty():
            self._kept.append(self._said.get())
        found = [one for one in self._kept if key in one]
        assert not found, found
