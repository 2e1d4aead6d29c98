#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Protocol 3 and 4 for every role; anything else is a mismatch and close 1002.
from support import tap
from support.device import Device
from support.gateway import Gateway
from support.rpc import connect_params


def test_the_server_says_the_number_that_the_client_speaks(gw):
    for offered, wanted in (((4, 4), 4), ((3, 4), 4), ((3, 3), 3), ((1, 3), 3), ((1, 9), 4)):
        with gw.connected(protocol=offered) as client:
            tap.equal(client.hello["protocol"], wanted, f"offered {offered}")


def test_a_probe_may_speak_3(gw):
    with gw.connected(protocol=(3, 3), client_id="openclaw-probe", mode="probe") as client:
        tap.equal(client.hello["protocol"], 3)


def test_other_numbers_are_a_mismatch(gw):
    for offered in ((5, 6), (1, 2), (5, 5), (4, 3)):
        with gw.client() as client:
            error, code, reason = client.refused(connect_params(protocol=offered, token="tok"))
        tap.equal((code, reason), (1002, "protocol mismatch"), f"close for {offered}")
        tap.equal(error, {"code": "INVALID_REQUEST", "message": "protocol mismatch",
                          "details": {"code": "PROTOCOL_MISMATCH", "clientMinProtocol": offered[0],
                                      "clientMaxProtocol": offered[1], "expectedProtocol": 4,
                                      "minimumProbeProtocol": 3}}, f"error for {offered}")


def test_the_mismatch_comes_before_the_secret_is_looked_at(gw):
    with gw.client() as client:
        error, _, _ = client.refused(connect_params(protocol=(5, 5), token="bad"))
    tap.equal(error["message"], "protocol mismatch")


def test_a_client_of_protocol_3_works(gw):
    with gw.connected(protocol=(3, 3)) as client:
        tap.equal(client.call("health")["ok"], True)


def test_a_node_comes_in_by_either_number(gw):
    for offered in ((3, 3), (4, 4), (3, 4)):
        device = Device()
        with gw.connected() as watcher:
            with device.connect(gw, role="node", client_id="node-host", mode="node", scopes=[],
                                protocol=offered) as node:
                tap.equal(node.hello["protocol"], 4, f"said to a node that offers {offered}")
                tap.equal(node.hello["auth"]["role"], "node")
                tap.equal(node.call("health")["ok"], True)
                rows = watcher.call("system-presence", {})
                assert device.id in [row.get("deviceId") for row in rows], (offered, rows)


def test_an_operator_with_a_device_comes_in_by_either_number(gw):
    for number in (3, 4):
        with Device().connect(gw, protocol=(number, number)) as one:
            tap.equal((one.hello["protocol"], one.hello["auth"]["role"]), (number, "operator"))
            tap.equal(one.call("device.pair.list", {})["pending"], [])


if __name__ == "__main__":
    tap.main(globals(), Gateway)
