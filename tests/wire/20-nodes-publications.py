#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What connected nodes publish: skills, tools of their plugins, and their runners.
from support import tap
from support.gateway import Gateway
from support.nodes import approve, approved, connect, device, error_of, request_of, row_of

INVENTORY = {"protocolFeatures": ["node-worker-supervisor-v6"], "workerHost": {"enabled": False}}
TOOL = {"pluginId": "p", "name": "look", "description": " Looks ", "command": "system.which"}
SKILL = {"name": "sing", "description": "Sings", "content": "la"}


def test_tools_are_taken_whose_command_the_node_may_be_asked_for(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        tools = [TOOL, {**TOOL, "name": "no", "command": "foo.bar"},
                 {**TOOL, "name": "none", "command": "x"}, TOOL,
                 {**TOOL, "pluginId": "node-mcp", "mcp": {"server": "s", "tool": "t"}}]
        taken = {"pluginId": "p", "name": "look", "description": "Looks",
                 "parameters": {"type": "object", "properties": {}, "additionalProperties": True},
                 "command": "system.which"}
        tap.equal(node.call("node.pluginTools.update", {"tools": tools}),
                  {"nodeId": node.device.id, "tools": [taken]})
        tap.equal(row_of(owner, node.device)["nodePluginTools"], [taken])


def test_tools_wait_for_the_approval_of_their_commands(gw):
    with gw.connected() as owner, connect(gw) as node:
        tap.equal(node.call("node.pluginTools.update", {"tools": [TOOL]})["tools"], [])
        approve(owner, node.device)
        tap.equal(len(row_of(owner, node.device)["nodePluginTools"]), 1)


def test_skills_are_taken_once_each_and_as_many_as_fit(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        big = [{**SKILL, "name": f"big-{n}", "content": "x" * 65536} for n in range(10)]
        taken = node.call("node.skills.update", {"skills": [SKILL, SKILL, *big]})["skills"]
        tap.equal([one["name"] for one in taken],
                  [f"big-{n}" for n in range(7)] + ["sing"])
        for wrong in ({"name": "No"}, {"name": "a--b"}, {"content": ""}):
            error = error_of(node, "node.skills.update", {"skills": [{**SKILL, **wrong}]})
            assert error["message"].startswith("invalid node.skills.update params: "), error


def test_the_configuration_may_refuse_both():
    config = {"gateway": {"nodes": {"allowSkills": False, "pluginTools": {"enabled": False}}}}
    with Gateway(config=config) as gw, gw.connected() as owner, approved(gw, owner) as node:
        tap.equal(node.call("node.skills.update", {"skills": [SKILL]})["skills"], [])
        tap.equal(node.call("node.pluginTools.update", {"tools": [TOOL]})["tools"], [])


def test_runners_are_told_of_once_the_node_is_approved(gw):
    with gw.connected() as owner, connect(gw) as node:
        request = request_of(owner, node.device)
        tap.equal(error_of(node, "node.runnerInventory.update", INVENTORY), {
            "code": "UNAVAILABLE", "message":
            "node capability surface is awaiting operator approval; run `openclaw nodes approve "
            f"{request}` (see `openclaw nodes pending`), then this node retries automatically"})
        approve(owner, node.device)
        answer = {"nodeId": node.device.id}
        tap.equal(node.call("node.runnerInventory.update", INVENTORY), answer)
        tap.equal(owner.wait_event("node.runnerInventory.changed")["payload"], answer)
        tap.equal(row_of(owner, node.device)["sessionHost"], False)


def test_what_is_no_inventory_is_refused(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        host = {"enabled": True, "capacity": {"total": 2, "available": 1}}
        node.call("node.runnerInventory.update", {**INVENTORY, "workerHost": host})
        node.call("node.runnerInventory.update", {"protocolFeatures": []})
        for wrong in ({}, {"protocolFeatures": ["x"]}, {**INVENTORY, "x": 1},
                      {**INVENTORY, "workerHost": {"enabled": True}},
                      {**INVENTORY, "workerHost": {**host, "x": 1}},
                      {**INVENTORY, "workerHost": {**host, "portalStream": "x" * 300_000}},
                      {**INVENTORY, "workerHost":
                       {**host, "capacity": {"total": 1, "available": 2}}}):
            tap.equal(error_of(node, "node.runnerInventory.update", wrong),
                      {"code": "INVALID_REQUEST", "message": "invalid node runner inventory"},
                      str(wrong))


def test_no_programs_are_looked_for(gw):
    with connect(gw) as node:
        tap.equal(node.call("skills.bins", {}), {"bins": []})


def test_a_surface_that_no_plugin_has_is_refused(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        for client, method in ((node, "node.pluginSurface.refresh"),
                               (owner, "plugin.surface.refresh")):
            tap.equal(error_of(client, method, {}),
                      {"code": "INVALID_REQUEST", "message": "surface required"})
            tap.equal(error_of(client, method, {"surface": "none"}),
                      {"code": "UNAVAILABLE", "message": "none plugin surface unavailable"})


def urls_of(node):
    """What a node's hello names of the canvas, in either way."""
    return node.hello.get("pluginSurfaceUrls"), node.hello.get("canvasHostUrl")


def test_a_node_is_given_no_canvas_before_it_is_approved(gw):
    refreshes = (("node.pluginSurface.refresh", {"surface": "canvas"}),
                 ("node.canvas.capability.refresh", {}))
    for more in ({}, {"protocol": (3, 3)}):
        one = device()
        with gw.connected() as owner, connect(gw, one, **more) as node:
            tap.equal(urls_of(node), (None, None), str(more))
            for method, params in refreshes:
                tap.equal(error_of(node, method, params)["code"], "UNAVAILABLE", method)
            approve(owner, one)
            node.call(*refreshes[0])
        with connect(gw, one, **more) as node:
            urls = urls_of(node)
            assert (urls[1] or urls[0]["canvas"]).startswith("http://127.0.0.1:"), urls


def test_a_node_is_given_no_canvas_by_claiming_it_later(gw):
    one = device()
    with gw.connected() as owner:
        approved(gw, owner, one, caps=["system"]).close()
        for caps in (["system", "canvas"], ["system", "x,canvas"]):
            with connect(gw, one, caps=caps) as node:
                tap.equal(urls_of(node), (None, None), str(caps))
                error = error_of(node, "node.pluginSurface.refresh", {"surface": "canvas"})
                tap.equal(error["message"], "canvas plugin surface unavailable")


if __name__ == "__main__":
    tap.main(globals(), Gateway)
