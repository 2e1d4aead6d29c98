# SPDX-License-Identifier: MIT
"""The program beside a gateway that has nodes, which answer what they are asked."""
import json
import subprocess
import threading

from support import nodes, tap, ws
from support.gateway import Gateway, binary

CANVAS = ["canvas.present", "canvas.hide", "canvas.navigate", "canvas.eval", "canvas.snapshot",
          "canvas.a2ui.push", "canvas.a2ui.pushJSONL", "canvas.a2ui.reset"]
COMMANDS = ["system.run", "system.run.prepare", "system.which", "system.notify",
            "system.execApprovals.get", *CANVAS]


def gateway(**config):
    return Gateway(config={"gateway": {"nodes": {"commands": {"allow": CANVAS}}}, **config})


def run(gw, *arguments, **env):
    environment = gw.environment() | {"OPENCLAW_GATEWAY_PORT": str(gw.port)} | env
    return subprocess.run([binary(), "nodes", *arguments], env=environment, capture_output=True,
                          text=True, timeout=15 * tap.FACTOR, check=False, cwd=gw.home)


def says(gw, *arguments):
    """What a command that must succeed prints."""
    outcome = run(gw, *arguments)
    tap.equal((outcome.returncode, outcome.stderr), (0, ""), " ".join(arguments))
    return outcome.stdout


def fails(gw, *arguments, status=1):
    outcome = run(gw, *arguments)
    tap.equal((outcome.returncode, outcome.stdout), (status, ""), " ".join(arguments))
    return outcome.stderr


def reads(gw, *arguments):
    """The JSON that a command prints."""
    return json.loads(says(gw, *arguments))


class Node:
    """A node that is connected, approved unless it is not to be, and answers in a thread:
    `reply(command, params)` gives what node.invoke.result has beside its ids."""

    def __init__(self, gw, reply=None, approved=True, name="desk", commands=None):
        self.reply = reply or (lambda *_ask: {"ok": True, "payload": {}})
        self.asked = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.link = nodes.connect(gw, nodes.device(displayName=name), caps=["canvas", "system"],
                                  commands=commands or COMMANDS)
        self.id = self.link.device.id
        if approved:
            with gw.connected() as owner:
                nodes.approve(owner, self.link.device)
            self.link.wait_event("node.pair.resolved")

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._over.set()
        self._thread.join()
        self.link.socket.abort()

    def _serve(self):
        while not self._over.is_set():
            try:
                ask = self.link.wait_event("node.invoke.request", 0.1)["payload"]
            except ws.Timeout:
                continue
            except (ws.Closed, OSError):
                return
            params = json.loads(ask["paramsJSON"]) if ask.get("paramsJSON") else None
            self.asked.append((ask["command"], params))
            answer = self.reply(ask["command"], params)
            if answer is not None:
                nodes.answers(self.link, ask, **answer)
