#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `openclaw approvals` beside the real gateway.
import json
import os
import subprocess

from command_line import Home
from fake_gateway import FakeGateway
from support import tap
from support.gateway import Gateway, binary


def run(gw, *arguments, text=None):
    environment = gw.environment() | {"OPENCLAW_GATEWAY_PORT": str(gw.port)}
    return subprocess.run([binary(), "approvals", *arguments], env=environment, input=text,
                          capture_output=True, text=True, timeout=15 * tap.FACTOR, check=False)


def says(gw, *arguments, text=None):
    """What a command that must succeed prints."""
    outcome = run(gw, *arguments, text=text)
    tap.equal((outcome.returncode, outcome.stderr), (0, ""), " ".join(arguments))
    return outcome.stdout


def fails(gw, *arguments, text=None):
    outcome = run(gw, *arguments, text=text)
    tap.equal((outcome.returncode, outcome.stdout), (1, ""), " ".join(arguments))
    return outcome.stderr


def agents(gw):
    return json.loads(says(gw, "get", "--json"))["file"]["agents"]


def test_the_document_is_shown(gw):
    text = says(gw, "get")
    lines = [line.split(None, 1) for line in text.splitlines()]
    for row in (["Target:", "gateway"], ["Exists:", "yes"], ["Version:", "1"],
                ["Defaults:", "none"], ["Agents:", "0"], ["Allowlist:", "0"],
                ["Path:", os.path.join(gw.state_dir, "exec-approvals.json")]):
        assert row in lines, (row, text)
    assert text.endswith("\nNo allowlist entries.\n"), text
    tap.equal(says(gw, "get", "--gateway"), text)
    tap.equal(json.loads(says(gw, "get", "--json"))["resolvedDefaults"]["security"], "full")


def test_a_pattern_is_added_once_and_removed(gw):
    text = says(gw, "allowlist", "add", "~/bin/rg")
    assert text.startswith("Target: gateway\n") and "~/bin/rg" in text and " ago" in text, text
    tap.equal(says(gw, "allowlist", "add", "~/bin/rg"), "Already allowlisted.\n")
    says(gw, "allowlist", "add", "--agent", "main", "/usr/bin/uptime")
    tap.equal({name: [row["pattern"] for row in agent["allowlist"]]
               for name, agent in agents(gw).items()},
              {"*": ["~/bin/rg"], "main": ["/usr/bin/uptime"]})
    tap.equal(says(gw, "allowlist", "remove", "/usr/bin/uptime"), "Pattern not found.\n")
    says(gw, "allowlist", "remove", "--agent", "main", "/usr/bin/uptime")
    says(gw, "allowlist", "remove", "~/bin/rg")
    tap.equal(agents(gw), {})
    tap.equal(fails(gw, "allowlist", "add", " "), "Pattern required.\n")


def test_a_document_is_put_in_its_place_from_a_file_or_from_stdin(gw):
    path = os.path.join(gw.home, "new.json")
    with open(path, "w", encoding="utf-8") as out:
        out.write("{ defaults: { security: 'allowlist', ask: 'on-miss' }, }")
    assert "security=allowlist, ask=on-miss" in says(gw, "set", "--file", path)
    shown = json.loads(says(gw, "set", "--stdin", "--json", text='{"defaults":{"ask":"always"}}'))
    tap.equal(shown["file"]["defaults"], {"ask": "always"})
    tap.equal(fails(gw, "set"), "Provide --file or --stdin.\n")
    tap.equal(fails(gw, "set", "--stdin", "--file", path),
              "Use either --file or --stdin (not both).\n")
    tap.equal(fails(gw, "set", "--file", path + "x"), f"there is no file {path}x\n")
    assert fails(gw, "set", "--stdin", text="{").startswith("Failed to parse approvals JSON: ")
    assert "defaults.ask must be" in fails(gw, "set", "--stdin", text='{"defaults":{"ask":"x"}}')
    tap.equal(json.loads(says(gw, "get", "--json"))["hash"], shown["hash"])


def test_a_node_that_is_not_there_is_told(gw):
    tap.equal(fails(gw, "get", "--node", "phone"),
              "approvals failed: NOT_CONNECTED: node not connected\n")


def test_a_document_that_makes_no_sense_is_shown_all_the_same(_):
    strange = [{"allowlist": [{"pattern": "x"}]}], {"a": []}, {"a": {"allowlist": {"b": 5}}}, 7
    for agents_of_node in strange:
        def answer(peer, frame, told=agents_of_node):
            peer.reply(frame, {"path": 1, "file": {"agents": told, "socket": []}})
        with FakeGateway(answer, lambda _: {"type": "hello-ok", "protocol": 4}) as fake, \
                Home() as home:
            outcome = home.run("approvals", "get", "--node", "n", OPENCLAW_GATEWAY_TOKEN="t",
                               OPENCLAW_GATEWAY_PORT=str(fake.port))
        tap.equal((outcome.status, outcome.err), (0, ""), agents_of_node)
        assert "Target:     node:n\n" in outcome.out, outcome.out


if __name__ == "__main__":
    tap.main(globals(), Gateway)
