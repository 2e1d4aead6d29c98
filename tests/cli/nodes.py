#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `openclaw nodes` beside the real gateway: who is there, who waits, and who may stay.
import json
import re

from command_line import Home
from fake_gateway import FakeGateway
from node_beside import COMMANDS, Node, fails, gateway, reads, run, says
from support import nodes, tap
from support.device import Device
from support.gateway import Gateway

TIME = r"\d+s"


def like(text, *lines):
    """Compares whole texts; {time} stands for any span of time."""
    pattern = re.escape("\n".join(lines) + "\n").replace(re.escape("{time}"), TIME)
    assert re.fullmatch(pattern, text), f"{text}\nis not\n" + "\n".join(lines)


def narrow(text):
    assert max(map(len, text.splitlines())) <= 80, text
    return text


def request_of(gw, node):
    with gw.connected() as owner:
        return nodes.request_of(owner, node.link.device)


def test_where_there_are_no_nodes_that_is_told():
    with gateway() as gw:
        tap.equal(says(gw, "status"), "Known: 0 \u00b7 Paired: 0 \u00b7 Connected: 0\n")
        tap.equal(says(gw, "list"), "Pending: 0 \u00b7 Paired: 0\n")
        tap.equal(says(gw, "pending"), "No pending pairing requests.\n")
        tap.equal(reads(gw, "list", "--json"), {"pending": [], "paired": []})
        tap.equal(reads(gw, "pending", "--json"), [])
        tap.equal(reads(gw, "status", "--json")["nodes"], [])
        tap.equal(fails(gw, "describe", "--node", "desk"),
                  "nodes describe failed: unknown node: desk\n"
                  "The gateway knows no nodes. Who waits to be one: openclaw nodes pending\n")


def test_a_node_that_waits_is_shown_with_what_it_offers_and_how_to_approve_it():
    with gateway() as gw, Node(gw, approved=False, commands=["system.which", "system.run"]) as node:
        request = request_of(gw, node)
        row = [f"{request}  desk  {{time}} ago", "  Device: linux \u00b7 Linux",
               "  Commands: system.run, system.which"]
        head = "Request                               Node  Requested"
        like(narrow(says(gw, "pending")), "Pending", head, *row, "",
             "To approve one: openclaw nodes approve <request>")
        like(narrow(says(gw, "list")), "Pending: 1 \u00b7 Paired: 0", "", "Pending", head, *row)
        like(narrow(says(gw, "status")), "Known: 1 \u00b7 Paired: 1 \u00b7 Connected: 1", "",
             "Node  ID            Status",
             f"desk  {node.id[:12]}  paired \u00b7 connected ({{time}} ago)",
             "  linux \u00b7 Linux \u00b7 version 2026.9.6",
             f"  Not approved: openclaw nodes approve {request}")
        tap.equal([one["requestId"] for one in reads(gw, "pending", "--json")], [request])
        err = fails(gw, "invoke", "--node", "desk", "--command", "system.which").splitlines()
        tap.equal(err[1:], ["What desk offers waits for approval. To look at it and approve it:",
                            "  openclaw nodes pending", f"  openclaw nodes approve {request}"])


def test_a_node_is_approved_and_then_described():
    with gateway() as gw, Node(gw, approved=False) as node:
        request = request_of(gw, node)
        answer = reads(gw, "approve", request)
        tap.equal((answer["requestId"], answer["node"]["nodeId"]), (request, node.id))
        tap.equal(fails(gw, "approve", request),
                  f"nodes approve failed: unknown requestId: {request}\n"
                  "See who waits: openclaw nodes pending; openclaw devices list\n")
        like(narrow(says(gw, "list")), "Pending: 0 \u00b7 Paired: 1", "", "Paired",
             "Node  ID            Last Connect", f"desk  {node.id[:12]}  {{time}} ago")
        like(narrow(says(gw, "describe", "--node", node.id[:8])), "Node",
             f"ID:       {node.id}", "Name:     desk", "Device:   linux \u00b7 Linux",
             "Version:  2026.9.6", "Perms:    a yes, b no",
             "Status:   paired \u00b7 connected ({time} ago)", "Seen:     {time} ago",
             "Caps:     canvas, system", "", "Commands", *(f"- {one}" for one in sorted(COMMANDS)))
        tap.equal(reads(gw, "describe", "--node", "DESK", "--json")["nodeId"], node.id)


def test_a_request_is_turned_down():
    with gateway() as gw, Node(gw, approved=False) as node:
        request = request_of(gw, node)
        tap.equal(reads(gw, "reject", request), {"requestId": request, "nodeId": node.id})
        assert fails(gw, "reject", request).startswith("nodes reject failed: unknown requestId: ")


def test_pair_decides_on_nodes_and_on_devices():
    device, other = Device(), Device()
    with gateway() as gw, Node(gw, approved=False) as node:
        request = request_of(gw, node)
        tap.equal(reads(gw, "pair", "approve", request)["node"]["nodeId"], node.id)
        tap.equal(says(gw, "pair", "list"), says(gw, "list"))
        first = device.asks(gw, scopes=["operator.admin"])
        tap.equal(reads(gw, "pair", "approve", first)["device"]["deviceId"], device.id)
        second = other.asks(gw, scopes=["operator.read"])
        tap.equal(reads(gw, "pair", "reject", second)["deviceId"], other.id)
        tap.equal(fails(gw, "pair", "approve", second),
                  f"nodes pair approve failed: unknown requestId: {second}\n"
                  "See who waits: openclaw nodes pending; openclaw devices list\n")


def test_a_device_that_wants_to_be_a_node_is_told_of():
    one, two = nodes.device(), nodes.device()
    with gateway() as gw:
        request = one.asks(gw, **nodes.ROLE)
        told = ("No pending pairing requests.\n\n"
                "{} to be paired as a node first: openclaw devices list\n")
        tap.equal(says(gw, "pending"), told.format("1 device waits"))
        two.asks(gw, **nodes.ROLE)
        Device().asks(gw, scopes=["operator.read"])
        tap.equal(says(gw, "pending"), told.format("2 devices wait"))
        tap.equal(reads(gw, "pair", "approve", request)["device"]["deviceId"], one.id)


def test_a_node_is_renamed_and_removed():
    with gateway() as gw, Node(gw) as node:
        tap.equal(says(gw, "rename", "--node", "desk", "--name", "Büro 机"),
                  f"node rename ok: {node.id} -> Büro 机\n")
        tap.equal(says(gw, "remove", "--node", "büro 机"), f"Removed paired node {node.id}\n")
        tap.equal(node.link.socket.wait_closed(), (4001, "device removed"))
        tap.equal(reads(gw, "list", "--json"), {"pending": [], "paired": []})
        assert "--name is needed" in fails(gw, "rename", "--node", "desk", "--name", " ")


def test_the_lists_may_be_narrowed():
    with gateway() as gw:
        with Node(gw, name="phone") as phone:
            gone = phone.id
        with Node(gw) as node:
            assert says(gw, "status", "--connected").startswith(
                "Known: 1 (of 2) \u00b7 Paired: 1 \u00b7 Connected: 1\n")
            rows = reads(gw, "list", "--connected", "--json")["paired"]
            tap.equal([row["nodeId"] for row in rows], [node.id])
            rows = reads(gw, "status", "--last-connected", "1h30m", "--json")["nodes"]
            tap.equal({row["nodeId"] for row in rows}, {gone, node.id})
            tap.equal(reads(gw, "list", "--last-connected", "0s", "--json"),
                      {"pending": [], "paired": []})
            for span in ("soon", "", "5 h", "-1h", "99999999999d"):
                tap.equal(fails(gw, "list", "--last-connected", span),
                          "nodes list failed: Invalid --last-connected. Use a span of time, for "
                          "example 24h or 30m.\n")


def test_a_name_that_fits_several_or_none_is_answered_with_those_there_are():
    with gateway() as gw, Node(gw, name="My Desk") as one, Node(gw, name="my-desk") as two:
        err = fails(gw, "describe", "--node", "my desk").splitlines()
        tap.equal(err[:2], ["nodes describe failed: ambiguous node: my desk",
                            "Name one of these by its id:"])
        tap.equal(sorted(err[2:]), sorted([f"  My Desk ({one.id[:12]}), connected",
                                           f"  my-desk ({two.id[:12]}), connected"]))
        err = fails(gw, "describe", "--node", "lap\x1b[2Jtop")
        assert err.startswith("nodes describe failed: unknown node: lap?[2Jtop\n"
                              "The gateway knows:\n  "), err
        tap.equal(reads(gw, "describe", "--node", two.id, "--json")["displayName"], "my-desk")


def test_what_is_missing_on_the_command_line_is_named():
    with gateway() as gw:
        for words in (("describe",), ("remove",), ("canvas", "hide"), ("notify", "--title", "x"),
                      ("invoke", "--command", "x"), ("rename", "--name", "x")):
            assert fails(gw, *words).endswith(
                " failed: --node is needed; see: openclaw nodes status\n"), words
        assert fails(gw, "approve").startswith("error: missing argument <request>\n")
        assert fails(gw, "list", "--conected").startswith(
            "error: unknown option '--conected'\nDid you mean --connected?\n")


def test_a_gateway_that_is_down_or_has_no_nodes_is_told():
    with Home({"gateway": {"mode": "local", "auth": {"token": "t"}}}) as home:
        outcome = home.run("nodes", "status")
        tap.equal((outcome.status, outcome.out, outcome.err),
                  (1, "", f"nodes status failed: connect ECONNREFUSED 127.0.0.1:{home.port}\n"
                   "No gateway runs there. Start it with: openclaw gateway run\n"))
    with Gateway(config={"plugins": {"entries": {"nodes": {"enabled": False}}}}) as gw:
        tap.equal(run(gw, "status").stderr,
                  "nodes status failed: unknown method: node.list\n"
                  "The gateway has no nodes: its plugin nodes is absent or switched off.\n")


def scripted(home, *arguments, **lists):
    """What a command says of rows that no real node has."""
    def answer(peer, frame):
        peer.reply(frame, lists.get(frame["method"].replace(".", "_"), {}))
    with FakeGateway(answer) as fake:
        return home.run("nodes", *arguments, OPENCLAW_GATEWAY_PORT=str(fake.port),
                        OPENCLAW_GATEWAY_TOKEN="t")


def width(line):
    return sum(2 if one >= "\u1100" and one not in "\u2026" else 1 for one in line)


def test_what_nodes_say_of_themselves_does_nothing_to_a_terminal():
    names = ["\x1b]0;x\x07" + "n" * 500, "机" * 90, "\U0001f99e lobster " * 9, "\u202egnp.exe",
             "p\x9b1m", "a\nb"]
    rows = [{"nodeId": f"{n:064x}"[::-1], "displayName": name, "remoteIp": "2001:db8::" + "f" * 29,
             "platform": name, "caps": [name, *(f"cap{m}" for m in range(60))], "commands": [name],
             "permissions": {name: True}, "pathEnv": name, "requestId": "r" * 36, "ts": 1,
             "connected": True, "connectedAtMs": 1, "token": "secret", "paired": True}
            for n, name in enumerate(names)]
    lists = {"node_list": {"nodes": rows}, "node_pair_list": {"pending": rows, "paired": rows},
             "node_describe": rows[1]}
    with Home() as home:
        describe = ("describe", "--node", rows[1]["nodeId"])
        for words in (("list",), ("status",), ("pending",), describe):
            outcome = scripted(home, *words, **lists)
            tap.equal(outcome.status, 0, f"{words} {outcome.err}")
            for line in outcome.out.splitlines():
                assert line.isprintable() and width(line) <= 80, f"{words} {line!r}"
            assert "secret" not in outcome.out + scripted(home, *words, "--json", **lists).out \
                or words[0] == "describe"


def test_a_secret_of_the_old_line_is_not_shown():
    node = {"nodeId": "n", "token": "secret"}
    with Home() as home:
        outcome = scripted(home, "approve", "r", node_pair_approve={"requestId": "r", "node": node})
        tap.equal(json.loads(outcome.out), {"requestId": "r", "node": {"nodeId": "n"}})


if __name__ == "__main__":
    tap.main(globals())
