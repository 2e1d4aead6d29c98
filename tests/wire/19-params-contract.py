#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Parameters that break the contract, method by method: each member that is missing, of another
# type, out of its bounds or its list, or unknown, and the whole text that is said of it.
import os

from support import nodes, notation, tap
from support.gateway import Gateway
from support.rpc import RpcError

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")
with open(os.path.join(DATA, "params.txt"), encoding="utf-8") as source:
    SHAPES = notation.table(source.read())
# Mistakes that the table has at least.
FLOOR = 450
# Whatever comes with these is not looked at, or by hand.
FREE = {"plugin.surface.refresh", "node.pluginSurface.refresh", "voicewake.get",
        "node.invoke.result", "exec.approval.list", "exec.approval.waitDecision",
        "exec.approvals.node.set", "health", "last-heartbeat", "openclaw.approval.list",
        "plugin.approval.list", "set-heartbeats", "system-presence"}


# What no operator may call.
OF_NODES = {"node.event", "node.invoke.progress", "node.pending.ack", "node.pending.drain",
            "node.pending.pull", "node.pluginTools.update",
            "node.skills.update", "skills.bins"}


def refusal(client, method, params):
    try:
        return f"answered: {client.call(method, params)}"[:200]
    except RpcError as error:
        return f"{error.code} {error.message}"


def served(client):
    return set(client.hello["features"]["methods"])


def test_the_table_has_every_method_that_is_served_and_no_other(gw):
    with gw.connected() as client:
        tap.equal(served(client) ^ (set(SHAPES) | FREE), set(), "in one of the two only")
        tap.equal(set(SHAPES) & FREE, set(), "free and in the table")


@tap.timeout(60)
def test_what_breaks_the_contract_is_refused_with_the_products_words(gw):
    wrong, count = [], 0
    with gw.connected() as client, nodes.connect(gw) as node:
        for method in sorted(served(client) & set(SHAPES)):
            for params, text in notation.problems(SHAPES[method]):
                count += 1
                found = refusal(node if method in OF_NODES else client, method, params)
                if found != f"INVALID_REQUEST invalid {method} params: {text}":
                    wrong.append(f"{method} {str(params)[:120]}: wanted {text}, found {found}")
    print(f"# {count} parameters that break the contract")
    assert count >= FLOOR, count
    assert not wrong, f"{len(wrong)} of {count}\n" + "\n".join(wrong)


def test_open_parameters_may_have_more(gw):
    with gw.connected() as client:
        params = {**notation.valid(SHAPES["wake"], True), "noSuch": 1}
        del params["text"]
        tap.equal(refusal(client, "wake", params),
                  "INVALID_REQUEST invalid wake params: must have required property 'text'")
        assert client.call("models.list", {"noSuch": 1})["models"]


def test_either_form_of_a_choice_of_objects_is_enough(gw):
    with gw.connected() as client:
        assert client.call("chat.startup", {"sessionKey": "agent:main:main"})
        found = refusal(client, "chat.startup", {})
        assert found.startswith("INVALID_REQUEST invalid chat.startup params: "), found
        assert found.endswith("must match a schema in anyOf"), found


def test_set_heartbeats_says_what_it_needs(gw):
    with gw.connected() as client:
        for params in ({}, {"enabled": "yes"}, None):
            tap.equal(refusal(client, "set-heartbeats", params), "INVALID_REQUEST invalid "
                      "set-heartbeats params: enabled (boolean) required")


def test_parameters_that_are_no_object_are_refused(gw):
    with gw.connected() as client:
        for params in ([], 5, "x"):
            tap.equal(refusal(client, "chat.send", params),
                      "INVALID_REQUEST invalid chat.send params: must be object")


if __name__ == "__main__":
    tap.main(globals(), Gateway)
