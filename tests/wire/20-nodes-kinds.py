#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Nodes of other kinds: their platforms, earlier protocols, and how they stand in the list.
from support import nodes, tap
from support.gateway import Gateway
from support.nodes import approved, connect, error_of, row_of


def kept(gw, owner, client, **more):
    """What is left of some commands on a platform."""
    commands = ["system.run", "camera.list", "canvas.eval", "camera.snap", "notifications.list",
                "contacts.search", "device.apps", "system.notify"]
    with connect(gw, nodes.device(**client), commands=commands, **more) as node:
        return row_of(owner, node.device).get("pendingDeclaredCommands")


def test_each_platform_has_its_commands(gw):
    phone = {"client_id": "openclaw-ios"}
    with gw.connected() as owner:
        for client, more, commands in (
                ({"platform": "linux", "deviceFamily": "Linux"}, {},
                 ["system.notify", "system.run"]),
                ({"platform": "macos 26.1", "deviceFamily": "Mac"}, {},
                 ["camera.list", "canvas.eval", "contacts.search", "device.apps", "system.notify",
                  "system.run"]),
                ({"platform": "windows", "deviceFamily": "Windows"}, {},
                 ["camera.list", "system.notify", "system.run"]),
                ({"platform": "iOS 26.1.2", "deviceFamily": "iPhone"}, phone,
                 ["camera.list", "canvas.eval", "contacts.search", "system.notify"]),
                ({"platform": "android", "deviceFamily": ""}, {"client_id": "openclaw-android"},
                 ["camera.list", "canvas.eval", "contacts.search", "device.apps",
                  "notifications.list", "system.notify"]),
                ({"platform": "linux", "deviceFamily": "Mac"}, {},
                 ["camera.list", "canvas.eval", "system.notify"]),
                ({"platform": "plan9", "deviceFamily": "x"}, {},
                 ["camera.list", "canvas.eval", "system.notify"])):
            client = {key: value for key, value in client.items() if value}
            if "deviceFamily" not in client:
                client["deviceFamily"] = "Android"
            tap.equal(kept(gw, owner, client, **more), commands, str(client))


def test_a_node_host_of_the_earlier_protocol_is_known_by_its_platform(gw):
    for said, platform, family in (("darwin", "macos", "Mac"), ("win32", "windows", "Windows"),
                                   ("linux", "linux", "Linux")):
        device = nodes.device(platform=said)
        del device.client["deviceFamily"]
        with gw.connected() as owner, approved(gw, owner, device, protocol=(3, 3),
                                               commands=["system.run"]) as node:
            tap.equal(node.hello["protocol"], 4)
            assert "pluginSurfaceUrls" not in node.hello
            row = row_of(owner, device)
            tap.equal((row["platform"], row["deviceFamily"], row["commands"]),
                      (platform, family, ["system.run"]))
            ident = nodes.invoke(owner, device, "system.run", params={"command": ["true"]})
            nodes.answers(node, nodes.asked(node))
            tap.equal(owner.response(ident)["ok"], True)


def test_a_node_is_described_as_it_is_listed(gw):
    with gw.connected() as owner, approved(gw, owner, pathEnv="/bin") as node:
        listed = row_of(owner, node.device)
        described = owner.call("node.describe", {"nodeId": node.device.id})
        assert described.pop("ts") > 0
        tap.equal(described, listed)
        tap.equal((listed["pathEnv"], listed["nodePluginTools"], listed["sessionHost"]),
                  ("/bin", [], False))
        tap.equal(error_of(owner, "node.describe", {"nodeId": "nope"}),
                  {"code": "INVALID_REQUEST", "message": "unknown nodeId"})


def test_connected_nodes_come_first_and_then_the_names_decide():
    with Gateway() as gw, gw.connected() as owner:
        names = ("b", "C", "a")
        gone = [connect(gw, nodes.device(displayName=name)) for name in names]
        for node in gone:
            node.close()
        with connect(gw, nodes.device(displayName="z")):
            rows = owner.call("node.list", {})["nodes"]
            tap.equal([row["displayName"] for row in rows], ["z", "a", "b", "C"])


def test_a_capability_goes_with_the_last_of_its_commands(gw):
    with gw.connected() as owner, connect(gw, caps=["camera", "system"],
                                          commands=["camera.snap"]) as node:
        tap.equal(row_of(owner, node.device)["pendingDeclaredCaps"], ["system"])


if __name__ == "__main__":
    tap.main(globals(), Gateway)
