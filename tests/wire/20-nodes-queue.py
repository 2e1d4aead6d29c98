#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Work that waits for a node.
import time

from support import nodes, tap
from support.gateway import Gateway
from support.nodes import approved, connect, error_of

CHANGED = {**nodes.CHANGED, "message": "node pairing changed while pending work was active"}


def enqueue(owner, device, kind="status.request", **more):
    return owner.call("node.pending.enqueue", {"nodeId": device.id, "type": kind, **more})


def test_work_waits_until_it_is_drained(gw):
    with gw.connected() as owner:
        node = approved(gw, owner)
        node.close()
        queued = enqueue(owner, node.device)
        item = queued["queued"]
        tap.equal(queued, {"nodeId": node.device.id, "revision": 1, "queued": {
            "id": item["id"], "type": "status.request", "priority": "normal",
            "createdAtMs": item["createdAtMs"],
            "expiresAtMs": item["createdAtMs"] + 86400000}, "wakeTriggered": False})
        tap.equal(enqueue(owner, node.device)["queued"], item, "one of each type")
        with connect(gw, node.device) as again:
            tap.equal(again.call("node.pending.drain", {}), {
                "nodeId": node.device.id, "revision": 2, "items": [item], "hasMore": False})
            drained = again.call("node.pending.drain", {})
            tap.equal([(one["id"], one["priority"], one["expiresAtMs"])
                       for one in drained["items"]], [("baseline-status", "default", None)])


def test_the_most_urgent_comes_first_and_the_rest_later(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        enqueue(owner, node.device)
        enqueue(owner, node.device, "location.request", priority="high")
        first = node.call("node.pending.drain", {"maxItems": 1})
        tap.equal(([one["type"] for one in first["items"]], first["hasMore"]),
                  (["location.request"], True))
        second = node.call("node.pending.drain", {"maxItems": 1})
        tap.equal(([one["type"] for one in second["items"]], second["hasMore"]),
                  (["status.request"], False))


def test_work_expires(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        enqueue(owner, node.device, "location.request", expiresInMs=1000)
        time.sleep(1.1)
        drained = node.call("node.pending.drain", {})
        tap.equal([one["id"] for one in drained["items"]], ["baseline-status"])


def test_work_survives_sigkill():
    with Gateway() as gw:
        with gw.connected() as owner:
            node = approved(gw, owner)
            item = enqueue(owner, node.device)["queued"]
        gw.restart()
        with connect(gw, node.device) as again:
            tap.equal(again.call("node.pending.drain", {})["items"], [item])


def test_nothing_waits_for_those_who_are_not_approved(gw):
    with gw.connected() as owner, connect(gw) as node:
        for ident in (node.device.id, "nope"):
            tap.equal(error_of(owner, "node.pending.enqueue",
                               {"nodeId": ident, "type": "status.request"}), CHANGED)
        for method, params in (("pull", {}), ("drain", {}), ("ack", {"ids": ["x"]})):
            tap.equal(error_of(node, "node.pending." + method, params), CHANGED)


def test_what_nobody_has_asked_for_can_be_acknowledged(gw):
    with gw.connected() as owner, approved(gw, owner) as node:
        tap.equal(node.call("node.pending.pull", {}), {"nodeId": node.device.id, "actions": []})
        tap.equal(node.call("node.pending.ack", {"ids": ["x"]}),
                  {"nodeId": node.device.id, "ackedIds": ["x"], "remainingCount": 0})


if __name__ == "__main__":
    tap.main(globals(), Gateway)
