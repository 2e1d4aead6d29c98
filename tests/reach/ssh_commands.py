#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Each command that asks a gateway does so through an SSH tunnel of its own, which ends with it.
# Which commands there are is what the program's help says.
import base64
import contextlib
import json
import os
import re

import remote_home
from cli.node_beside import COMMANDS, Node
from remote_home import failed
from support import nodes, tap
from support.device import Device
from support.gateway import Gateway

# What stands behind each command, and what it then prints of what the gateway or a node said; with
# the words of World.
ASKS = {
    "gateway status": ("", "RPC probe: ok"),
    "gateway health": ("", "OK ("),
    "gateway call": ("status", '"pid": {pid},'),
    "gateway probe": ("--timeout 30000", "Reachable: yes"),
    "agent": ("--agent main --message hello", "hello"),
    "status": ("", ", pid {pid}"),
    "health": ("", "OK ("),
    "logs": ("", "gateway ready"),
    "channels status": ("", "No channels."),
    "models list": ("", "echo/echo"),
    "cron list": ("", "No cron jobs."),
    "cron status": ("", "gateway.sqlite"),
    "system presence": ("", "gwhost"),
    "system event": ("--text news", "ok"),
    "system heartbeat last": ("", "No heartbeat yet."),
    "system heartbeat enable": ("", "Heartbeats are on."),
    "system heartbeat disable": ("", "Heartbeats are off."),
    "nodes status": ("", "desk"),
    "nodes list": ("", "desk"),
    "nodes describe": ("--node desk", "system.which"),
    "nodes pending": ("", "{nodes_approve}"),
    "nodes approve": ("{nodes_approve}", '"displayName": "approve"'),
    "nodes reject": ("{nodes_reject}", "{nodes_reject}"),
    "nodes pair list": ("", "desk"),
    "nodes pair approve": ("{nodes_pair_approve}", '"displayName": "pair_approve"'),
    "nodes pair reject": ("{nodes_pair_reject}", "{nodes_pair_reject}"),
    "nodes invoke": ("--node desk --command system.which --params {{}}", "by desk"),
    "nodes run": ("--node desk -- uname", "Linux"),
    "nodes canvas present": ("--node desk", "present ok"),
    "nodes canvas hide": ("--node desk", "ok"),
    "nodes canvas navigate": ("--node desk https://example.com/", "ok"),
    "nodes canvas eval": ("--node desk 1", "said by desk"),
    "nodes canvas snapshot": ("--node desk", "MEDIA:"),
    "nodes canvas a2ui push": ("--node desk --text hello", "ok"),
    "nodes canvas a2ui reset": ("--node desk", "ok"),
    "nodes notify": ("--node desk --title hello", "notify ok"),
    "nodes camera list": ("--node desk", "of desk"),
    "nodes camera snap": ("--node desk --facing front", "MEDIA:"),
    "nodes location get": ("--node desk", "52.52,13.405"),
    "nodes rename": ("--node spare --name other", "{spare} -> other"),
    "nodes remove": ("--node other", "{spare}"),
    "approvals get": ("", "{state}/exec-approvals.json"),
    "approvals set": ("--file {document}", "{state}/exec-approvals.json"),
    "approvals allowlist add": ("~/bin/rg", "~/bin/rg"),
    "approvals allowlist remove": ("~/bin/rg", "No allowlist entries."),
    "qr": ("--public-url wss://gw.example.com --json", '"setupCode"'),
    "devices list": ("", "{device}"),
    "devices approve": ("{devices_approve}", "{devices_approve}"),
    "devices reject": ("{devices_reject}", "{devices_reject}"),
    "devices rotate": ("--device {device} --role operator", "Rotated the token of {device}"),
    "devices revoke": ("--device {device} --role operator", "Revoked the token of {device}"),
    "devices remove": ("{device}", "Removed {device}"),
    "devices clear": ("--yes", "Removed "),
}

# Those that ask no gateway, and what they do instead.
OF_THIS_MACHINE = {
    "gateway run": "it is the gateway",
    "gateway discover": "it asks the network who is there",
    "config file": "it says where a file of this machine is",
    "config get": "it reads that file",
    "config set": "it writes that file",
    "config unset": "it writes that file",
    "config validate": "it checks that file",
    "plugins list": "it looks at files beside the program",
    "plugins info": "it looks at files beside the program",
    "plugins check": "it loads a file of this machine",
    "completion bash": "it prints a text that it has",
    "completion fish": "it prints a text that it has",
    "completion zsh": "it prints a text that it has",
}
OFFERED = [*COMMANDS, "camera.snap", "camera.list", "location.get"]
FREE = {"tools": {"exec": {"ask": "off", "security": "full"}}}
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
ANSWERS = {
    "system.run.prepare": {"plan": {"argv": ["uname"], "cwd": None, "commandText": "uname",
                                    "agentId": "main", "sessionKey": None}},
    "system.run": {"exitCode": 0, "stdout": "Linux desk\n", "stderr": "", "success": True},
    "system.execApprovals.get": {"path": "x", "exists": True, "hash": "h", "file": {
        "version": 1, "defaults": {"security": "full", "ask": "off"}, "agents": {}}},
    "system.which": {"found": "by desk"},
    "canvas.eval": {"result": "said by desk"},
    "canvas.snapshot": {"format": "png", "base64": PICTURE},
    "camera.snap": {"format": "jpg", "base64": PICTURE, "width": 1, "height": 1},
    "camera.list": {"devices": [{"id": "c1", "name": "of desk", "position": "front"}]},
    "location.get": {"lat": 52.52, "lon": 13.405, "accuracyMeters": 12.34},
}


def reply(command, _params):
    return {"ok": True, "payload": ANSWERS.get(command, {})}


class World(remote_home.World):
    """With a node that answers, another one, a device, and nodes and devices that wait."""

    def __init__(self):
        super().__init__(config={"gateway": {"nodes": {"commands": {"allow": OFFERED}}}, **FREE})

    def __enter__(self):
        super().__enter__()
        enter, gateway = self._stack.enter_context, self.gateway
        with self.there.inside():
            enter(Node(gateway, reply, commands=OFFERED))
            spare, paired = enter(Node(gateway, name="spare")), Device()
            enter(paired.connect(gateway))
            self.words = {"pid": gateway.pid, "state": gateway.state_dir, "device": paired.id,
                          "spare": spare.id, "document": os.path.join(self.home.path, "set.json")}
            for name in ("devices_approve", "devices_reject"):
                self.words[name] = Device().asks(gateway)
            for name in ("approve", "reject", "pair_approve", "pair_reject"):
                device = enter(Node(gateway, approved=False, name=name)).link.device
                with gateway.connected() as owner:
                    self.words["nodes_" + name] = nodes.request_of(owner, device)
        self.home.write("set.json", json.dumps({"version": 1, "agents": {}}))
        with open(self.home.config_path, encoding="utf-8") as source:
            self.home.write_config(json.load(source) | FREE)
        return self

    def goes_through(self, command):
        words, text = (one.format(**self.words) for one in ASKS[command])
        before = self.sshd.log().count("Accepted publickey")
        outcome = self.run(*command.split(), *words.split())
        tap.equal((outcome.status, outcome.err), (0, ""), command)
        assert text in outcome.out, f"{command}: no {text!r} in {outcome.out}"
        assert self.sshd.log().count("Accepted publickey") > before, f"{command}: no tunnel"


def help_of(world, *path):
    outcome = world.home.run(*path, "--help")
    tap.equal((outcome.status, outcome.err), (0, ""), f"{path}")
    return outcome.out


def leaves(world, *path):
    """The commands that have none below them, as the help names them."""
    _, _, rows = help_of(world, *path).partition("\nCommands:\n")
    below = re.findall(r"^  (\S+)", rows.partition("\n\n")[0], re.MULTILINE)
    if not below:
        return [" ".join(path)]
    return [leaf for word in below for leaf in leaves(world, *path, word)]


@tap.timeout(60)
def test_each_command_is_tried_here_or_asks_no_gateway(world):
    tap.equal(sorted(leaves(world)), sorted([*ASKS, *OF_THIS_MACHINE]), "commands")
    for command, why in OF_THIS_MACHINE.items():
        assert why and "--url" not in help_of(world, *command.split()), command


def going_through(group):
    @tap.timeout(120)
    def test(world):
        for command in ASKS:
            if command.split()[0] == group:
                world.goes_through(command)
    test.__name__ = f"test_all_of_{group}_goes_through_and_leaves_nothing"
    return test


# A test for each first word, in the order of the table: in the end nobody is paired any more.
for one in (going_through(group) for group in dict.fromkeys(row.split()[0] for row in ASKS)):
    globals()[one.__name__] = one


def test_a_password_goes_through_as_a_token_does(world):
    with contextlib.ExitStack() as own:
        with world.there.inside():
            gateway = own.enter_context(Gateway(auth="password"))
        url = f"ws://127.0.0.1:{gateway.port}"
        for password, message in (("pw", None), ("no", "password mismatch"),
                                  (None, "device identity required")):
            with world.changed(url=url, token=None, password=password):
                outcome = world.run("health")
            if message:
                failed(outcome, message)
            else:
                tap.equal((outcome.status, outcome.err), (0, ""))


tap.main(globals(), World)
