# SPDX-License-Identifier: MIT
"""Nodes: devices that connect with the role node, are approved, and answer what they are asked."""
import json

from . import tap
from .device import Device
from .rpc import RpcError

ROLE = {"role": "node", "client_id": "node-host", "mode": "node", "scopes": []}
SURFACE = {"caps": ["system", "canvas", "foo"],
           "commands": ["system.run", "system.which", "system.notify", "canvas.eval", "foo.bar"],
           "permissions": {"a": True, "b": False}}
APPROVED = ["system.notify", "system.run", "system.which"]
CHANGED = {"code": "UNAVAILABLE", "retryable": True, "details": {"code": "PAIRING_CHANGED"},
           "message": "node pairing changed while invocation was active"}


def device(**client):
    return Device(**{"displayName": "Test Node", "deviceFamily": "Linux", **client})


def connect(gw, one=None, **surface):
    """A node behind its hello; its device is `node.device`."""
    one = one or device()
    node = one.connect(gw, **{**ROLE, **SURFACE, **surface})
    node.device = one
    return node


def request_of(owner, one):
    """The id of the request that waits for a device; None for none."""
    rows = owner.call("node.pair.list", {})["pending"]
    return next((row["requestId"] for row in rows if row["nodeId"] == one.id), None)


def approve(owner, one):
    return owner.call("node.pair.approve", {"requestId": request_of(owner, one)})


def approved(gw, owner, one=None, **surface):
    """A node that has been approved."""
    node = connect(gw, one, **surface)
    approve(owner, node.device)
    node.wait_event("node.pair.resolved")
    return node


def row_of(client, one):
    rows = client.call("node.list", {})["nodes"]
    return next((row for row in rows if row["nodeId"] == one.id), None)


def invoke(client, one, command="system.notify", **more):
    """Sends node.invoke: the id of the request."""
    params = {"nodeId": one.id, "command": command, "idempotencyKey": "k", **more}
    return client.request("node.invoke", params)


def asked(node):
    """What a node has been asked next."""
    return node.wait_event("node.invoke.request")["payload"]


def answers(node, ask, **more):
    """The reply to a node's answer."""
    more = more or {"ok": True, "payloadJSON": json.dumps({"hello": "from node"})}
    return node.call("node.invoke.result", {"id": ask["id"], "nodeId": node.device.id, **more})


def error_of(client, method, params):
    return tap.raises(RpcError, client.call, method, params).error


def tells(node, event, payload=None):
    """The reply to node.event."""
    return node.call("node.event", {"event": event, "payload": payload or {}})
