#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What was said of a node is so after SIGKILL and a restart.
from support import nodes, tap
from support.gateway import Gateway
from support.nodes import approve, approved, asked, connect, invoke, request_of, row_of
from support.rpc import RpcError
from support.ws import Closed


def test_an_approval_survives_sigkill_before_the_node_comes_again():
    with Gateway() as gw:
        with gw.connected() as owner:
            node = connect(gw)
            approve(owner, node.device)
        gw.restart()
        with gw.connected() as owner, connect(gw, node.device) as again:
            row = row_of(owner, node.device)
            tap.equal((row["approvalState"], row["commands"], row["permissions"]),
                      ("approved", nodes.APPROVED, {"a": True, "b": False}))
            ident = invoke(owner, node.device)
            nodes.answers(again, asked(again))
            tap.equal(owner.response(ident)["ok"], True)


def test_known_nodes_names_and_requests_survive():
    with Gateway() as gw:
        with gw.connected() as owner:
            node = approved(gw, owner)
            owner.call("node.rename", {"nodeId": node.device.id, "displayName": "Kept"})
            waits = connect(gw)
            request = owner.wait_event(
                lambda one: one["event"] == "node.pair.requested"
                and one["payload"]["nodeId"] == waits.device.id)["payload"]["requestId"]
        gw.restart()
        with gw.connected() as owner:
            row = row_of(owner, node.device)
            tap.equal((row["displayName"], row["connected"], row["approvalState"]),
                      ("Kept", False, "approved"))
            tap.equal(request_of(owner, waits.device), request)
            with connect(gw, waits.device):
                tap.equal(request_of(owner, waits.device), request, "and its node keeps it")
            surfaces = {row["deviceId"]: row for row in
                        owner.call("device.pair.list", {})["paired"]}
            tap.equal(surfaces[node.device.id]["nodeSurface"]["displayName"], "Kept")


def test_a_gateway_that_ends_in_mid_call_leaves_nobody_waiting():
    with Gateway() as gw:
        owner = gw.connected()
        node = approved(gw, owner)
        ident = invoke(owner, node.device, timeoutMs=0)
        asked(node)
        gw.restart()
        try:
            owner.response(ident)
            raise AssertionError("answered by one that is gone")
        except (Closed, OSError, RpcError):
            pass
        with gw.connected() as owner, connect(gw, node.device) as again:
            tap.equal(row_of(owner, node.device)["connected"], True)
            ident = invoke(owner, node.device)
            nodes.answers(again, asked(again))
            tap.equal(owner.response(ident)["ok"], True)


def test_a_removed_node_stays_removed():
    with Gateway() as gw:
        with gw.connected() as owner:
            node = approved(gw, owner)
            owner.call("node.pair.remove", {"nodeId": node.device.id})
        gw.restart()
        with gw.connected() as owner:
            tap.equal(row_of(owner, node.device), None)
            tap.equal(owner.call("node.pair.list", {}), {"pending": [], "paired": []})


def test_a_device_removed_while_the_plugin_is_off_loses_its_surface():
    off = {"plugins": {"entries": {"nodes": {"enabled": False}}}}
    with Gateway() as gw:
        with gw.connected() as owner:
            node = approved(gw, owner)
        gw.config = {**(gw.config or {}), **off}
        gw._write_config()
        gw.restart()
        with gw.connected() as owner:
            owner.call("device.pair.remove", {"deviceId": node.device.id})
        gw.config.pop("plugins")
        gw._write_config()
        gw.restart()
        with gw.connected() as owner, connect(gw, node.device):
            tap.equal(row_of(owner, node.device)["approvalState"], "pending-approval")


if __name__ == "__main__":
    tap.main(globals())
