#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# An operator that calls methods of nodes is told so, and shown out when it does not stop.
from support import tap
from support.gateway import Gateway

TOLERATED = 11
WRONG_ROLE = {"code": "INVALID_REQUEST", "message": "unauthorized role: operator"}


def violate(client):
    return client.response(client.request("node.event", {})).get("error")


def test_a_method_of_nodes_is_closed_to_operators(gw):
    with gw.connected() as client:
        for method in ("node.event", "node.invoke.result", "skills.bins"):
            found = client.response(client.request(method, {})).get("error")
            tap.equal(found, WRONG_ROLE, method)


def test_the_role_comes_before_the_scope(gw):
    with gw.connected(scopes=[]) as client:
        tap.equal(violate(client), WRONG_ROLE)


def test_the_twelfth_violation_in_a_row_closes(gw):
    with gw.connected() as client:
        for _ in range(TOLERATED):
            tap.equal(violate(client), WRONG_ROLE)
        last = client.request("node.event", {})
        tap.equal(client.socket.wait_closed(), (1008, "repeated unauthorized calls"))
        assert last not in client.responses, "the last one gets no answer"


def test_a_permitted_call_in_between_starts_the_count_again(gw):
    with gw.connected() as client:
        for _ in range(3):
            for _ in range(TOLERATED - 1):
                tap.equal(violate(client), WRONG_ROLE)
            tap.equal(client.call("health")["ok"], True)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
