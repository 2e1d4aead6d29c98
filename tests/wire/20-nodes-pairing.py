#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The approval of what a node offers: requests, who may decide on them, and what follows.
import re

from support import nodes, tap
from support.device import Device
from support.gateway import Gateway
from support.nodes import ROLE, approve, approved, connect, error_of, request_of, row_of

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def device_row(owner, device):
    rows = owner.call("device.pair.list", {})["paired"]
    return next((row for row in rows if row["deviceId"] == device.id), None)


def test_a_node_waits_for_the_approval_of_what_it_offers(gw):
    with gw.connected() as owner, connect(gw) as node:
        event = owner.wait_event("node.pair.requested")["payload"]
        tap.equal(event, owner.call("node.pair.list", {})["pending"][0])
        assert re.fullmatch(UUID, event["requestId"]) and event.pop("ts") > 0
        tap.equal(event, {
            "requestId": event["requestId"], "nodeId": node.device.id, "clientId": "node-host",
            "clientMode": "node", "displayName": "Test Node", "platform": "linux",
            "version": "2026.9.6", "deviceFamily": "Linux", "caps": ["system", "canvas", "foo"],
            "commands": ["system.run", "system.which", "system.notify"],
            "requiredApproveScopes": ["operator.pairing", "operator.admin"],
            "permissions": {"a": True, "b": False}, "silent": True})
        row = row_of(owner, node.device)
        tap.equal((row["approvalState"], row["caps"], row["commands"], row["permissions"],
                   row["pendingRequestId"], row["pendingDeclaredCaps"],
                   row["pendingDeclaredCommands"], row["pendingDeclaredPermissions"]),
                  ("pending-approval", [], [], {"b": False}, event["requestId"],
                   ["canvas", "foo", "system"], nodes.APPROVED, {"a": True, "b": False}))
        pending = device_row(owner, node.device)["pendingNodeSurface"]
        tap.equal(pending["requestId"], event["requestId"])


def test_an_approved_node_is_told_and_may_be_used_at_once(gw):
    with gw.connected() as owner, connect(gw) as node:
        request = request_of(owner, node.device)
        answer = owner.call("node.pair.approve", {"requestId": request})
        tap.equal(answer["requestId"], request)
        row = answer["node"]
        times = {key: row.pop(key) for key in ("createdAtMs", "approvedAtMs", "lastSeenAtMs")}
        tap.equal(times["createdAtMs"], times["approvedAtMs"])
        tap.equal(row, {
            "nodeId": node.device.id, "clientId": "node-host", "clientMode": "node",
            "displayName": "Test Node", "platform": "linux", "version": "2026.9.6",
            "deviceFamily": "Linux", "caps": ["system", "canvas", "foo"],
            "commands": ["system.run", "system.which", "system.notify"],
            "permissions": {"a": True, "b": False}, "lastSeenReason": "connect"})
        for frame in [one.wait_event("node.pair.resolved") for one in (owner, node)]:
            payload = frame["payload"]
            assert payload.pop("ts") > 0
            tap.equal(payload, {"requestId": request, "nodeId": node.device.id,
                                "decision": "approved"})
        assert "seq" not in frame, "what is sent to the node alone has no seq"
        row = row_of(owner, node.device)
        tap.equal((row["approvalState"], row["commands"], row["permissions"]),
                  ("approved", nodes.APPROVED, {"a": True, "b": False}))
        surface = device_row(owner, node.device)["nodeSurface"]
        tap.equal(surface["commands"], ["system.run", "system.which", "system.notify"])
        error = error_of(owner, "node.pair.approve", {"requestId": request})
        tap.equal(error, {"code": "INVALID_REQUEST", "message": "unknown requestId"})


def test_the_same_node_that_comes_again_keeps_its_request(gw):
    device = nodes.device()
    with gw.connected() as owner:
        connect(gw, device).close()
        first = request_of(owner, device)
        with connect(gw, device):
            tap.equal(request_of(owner, device), first)
        owner.drain()
        asked = [one for one in owner.events if one["event"] == "node.pair.requested"
                 and one["payload"]["nodeId"] == device.id]
        tap.equal(len(asked), 1, "announced once")


def test_another_declaration_takes_the_place_of_the_request(gw):
    device = nodes.device()
    with gw.connected() as owner:
        connect(gw, device).close()
        first = request_of(owner, device)
        with connect(gw, device, commands=["system.which"]):
            second = request_of(owner, device)
            assert first != second
            resolved = owner.wait_event("node.pair.resolved")["payload"]
            tap.equal((resolved["requestId"], resolved["decision"]), (first, "rejected"))


def test_fewer_commands_need_no_approval_and_more_of_them_do(gw):
    device = nodes.device()
    with gw.connected() as owner:
        approved(gw, owner, device, commands=["system.which", "system.notify"]).close()
        with connect(gw, device, commands=["system.which"]):
            row = row_of(owner, device)
            tap.equal((row["approvalState"], row["commands"]), ("approved", ["system.which"]))
        with connect(gw, device, commands=["system.which", "system.run"]):
            row = row_of(owner, device)
            tap.equal((row["approvalState"], row["commands"], row["pendingDeclaredCommands"]),
                      ("pending-reapproval", ["system.which"], ["system.run", "system.which"]))
            approve(owner, device)
            tap.equal(row_of(owner, device)["commands"], ["system.run", "system.which"])


def test_a_request_falls_away_when_the_node_asks_for_no_more(gw):
    device = nodes.device()
    with gw.connected() as owner:
        approved(gw, owner, device, commands=["system.which"]).close()
        connect(gw, device).close()
        assert request_of(owner, device)
        with connect(gw, device, commands=["system.which"]):
            tap.equal(request_of(owner, device), None)


def test_a_permission_that_it_got_has_to_be_approved(gw):
    device = nodes.device()
    with gw.connected() as owner:
        approved(gw, owner, device).close()
        with connect(gw, device, permissions={"a": False, "b": True}):
            row = row_of(owner, device)
            tap.equal((row["approvalState"], row["permissions"]),
                      ("pending-reapproval", {"a": False, "b": False}))


def test_a_rejected_node_goes_on_without(gw):
    with gw.connected() as owner, connect(gw) as node:
        request = request_of(owner, node.device)
        tap.equal(owner.call("node.pair.reject", {"requestId": request}),
                  {"requestId": request, "nodeId": node.device.id})
        tap.equal(owner.wait_event("node.pair.resolved")["payload"]["decision"], "rejected")
        tap.equal(row_of(owner, node.device)["approvalState"], "unapproved")
        tap.equal(error_of(owner, "node.pair.reject", {"requestId": request})["message"],
                  "unknown requestId")


def test_who_approves_holds_what_the_commands_need(gw):
    with gw.connected(scopes=["operator.pairing", "operator.read"]) as small, \
            gw.connected(scopes=["operator.pairing", "operator.write"]) as writer, \
            connect(gw, commands=["system.notify"]) as plain, \
            connect(gw) as runs, connect(gw, commands=[], caps=["x"]) as bare:
        asked = {"requestId": request_of(small, plain.device)}
        tap.equal(error_of(small, "node.pair.approve", asked), {
            "code": "FORBIDDEN", "message": "missing scope: operator.write",
            "details": {"code": "MISSING_SCOPE", "missingScope": "operator.write",
                        "requiredScopes": ["operator.pairing", "operator.write"]}})
        writer.call("node.pair.approve", asked)
        asked = {"requestId": request_of(small, runs.device)}
        error = error_of(writer, "node.pair.approve", asked)
        tap.equal(error["details"]["missingScope"], "operator.admin")
        approve(small, bare.device)


def test_a_new_name_is_kept(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        name = {"nodeId": node.device.id, "displayName": "Renamed Node"}
        tap.equal(owner.call("node.rename", {**name, "displayName": " Renamed Node "}), name)
        tap.equal(row_of(owner, node.device)["displayName"], "Renamed Node")
        tap.equal(device_row(owner, node.device)["nodeSurface"]["displayName"], "Renamed Node")
        for params, message in (({**name, "displayName": " "}, "displayName required"),
                                ({**name, "nodeId": "nope"}, "unknown nodeId")):
            tap.equal(error_of(owner, "node.rename", params),
                      {"code": "INVALID_REQUEST", "message": message})


def test_a_removed_node_is_put_out_and_forgotten(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        asked = {"nodeId": node.device.id}
        tap.equal(owner.call("node.pair.remove", asked), asked)
        event = owner.wait_event(lambda one: one["event"] == "node.pair.resolved"
                                 and one["payload"]["decision"] == "removed")
        tap.equal(event["payload"]["requestId"], "")
        tap.equal(node.socket.wait_closed(), (4001, "device removed"))
        tap.equal(row_of(owner, node.device), None)
        tap.equal(error_of(owner, "node.pair.remove", asked),
                  {"code": "INVALID_REQUEST", "message": "unknown nodeId"})


def test_a_device_that_is_an_operator_too_stays_one(gw):
    device = nodes.device(platform="linux")
    with gw.connected() as owner:
        one = {"client_id": "node-host", "mode": "node"}
        device.connect(gw, scopes=["operator.read"], **one).close()
        error, _, _ = device.refused(gw, **ROLE)
        owner.call("device.pair.approve", {"requestId": error["details"]["requestId"]})
        approved(gw, owner, device).close()
        owner.call("node.pair.remove", {"nodeId": device.id})
        tap.equal(device_row(owner, device)["roles"], ["operator"])
        error, _, _ = device.refused(gw, **ROLE)
        tap.equal(error["details"]["reason"], "role-upgrade")
        device.connect(gw, scopes=["operator.read"], **one).close()


def test_a_device_that_is_removed_takes_its_surface_with_it(gw):
    with gw.connected() as owner:
        node = approved(gw, owner)
        owner.call("device.pair.remove", {"deviceId": node.device.id})
        tap.equal(node.socket.wait_closed(), (4001, "device removed"))
        with connect(gw, node.device):
            tap.equal(row_of(owner, node.device)["approvalState"], "pending-approval")


def test_a_session_by_device_token_that_is_no_administrator_decides_on_nothing(gw):
    device = Device()
    scopes = ["operator.pairing", "operator.read"]
    with device.connect(gw, scopes=scopes) as one:
        token = one.hello["auth"]["deviceToken"]
    with connect(gw, commands=[], caps=["x"]) as node, gw.connected() as owner, \
            device.connect(gw, scopes=scopes, auth={"deviceToken": token}) as one:
        tap.equal(one.call("node.pair.list", {}), {"pending": [], "paired": []})
        asked = {"requestId": request_of(owner, node.device)}
        for method, params, message in (
                ("node.pair.approve", asked, "node pairing approval denied"),
                ("node.pair.reject", asked, "node pairing rejection denied"),
                ("node.pair.remove", {"nodeId": node.device.id}, "node pairing removal denied"),
                ("node.rename", {"nodeId": node.device.id, "displayName": "x"},
                 "node rename denied")):
            tap.equal(error_of(one, method, params)["message"], message)


def test_one_who_may_not_pair_sees_no_requests(gw):
    with gw.connected(scopes=["operator.read"]) as reader, connect(gw) as node:
        row = row_of(reader, node.device)
        tap.equal(row["approvalState"], "pending-approval")
        assert not [key for key in row if key.startswith("pending")], row
        reader.drain()
        tap.equal([one for one in reader.events if one["event"].startswith("node.pair")], [])


if __name__ == "__main__":
    tap.main(globals(), Gateway)
