#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `openclaw devices` beside the real gateway.
import json
import subprocess

from command_line import Home
from fake_gateway import FakeGateway
from support import tap
from support.device import Device
from support.gateway import Gateway, binary

READ = ["operator.read"]


def run(gw, *arguments):
    environment = gw.environment() | {"OPENCLAW_GATEWAY_PORT": str(gw.port)}
    return subprocess.run([binary(), "devices", *arguments], env=environment, capture_output=True,
                          text=True, timeout=15 * tap.FACTOR, check=False)


def says(gw, *arguments):
    """What a command that must succeed prints."""
    outcome = run(gw, *arguments)
    tap.equal((outcome.returncode, outcome.stderr), (0, ""), " ".join(arguments))
    return outcome.stdout


def fails(gw, *arguments):
    outcome = run(gw, *arguments)
    tap.equal((outcome.returncode, outcome.stdout), (1, ""), " ".join(arguments))
    return outcome.stderr


def test_an_empty_list_says_so():
    with Gateway() as gw:
        tap.equal(says(gw, "list"), "No device pairing entries.\n")
        tap.equal(json.loads(says(gw, "list", "--json")), {"pending": [], "paired": []})


def test_a_list_shows_who_waits_and_who_is_paired_within_80_columns():
    device, waiting = Device(displayName="desk", platform="linux"), Device(displayName="phone")
    with Gateway() as gw, device.connect(gw):
        request = waiting.asks(gw, scopes=READ)
        text = says(gw, "list")
        lines = text.splitlines()
        for line in ("Pending (1)", "Paired (1)", request, f"  Device:   {waiting.id}", device.id,
                     "  Name:     phone", "  Name:     desk", "  Client:   cli on linux",
                     "  Scopes:   operator.read", "  Tokens:   operator", "  Seen:     connected"):
            assert line in lines, f"no line {line!r} in\n{text}"
        assert max(map(len, lines)) <= 80, text
        rows = json.loads(says(gw, "list", "--json"))
        tap.equal((len(rows["pending"]), len(rows["paired"])), (1, 1))


def test_a_device_is_approved_by_its_request():
    device = Device()
    with Gateway() as gw:
        request = device.asks(gw, scopes=READ)
        tap.equal(says(gw, "approve", request), f"Approved {device.id} ({request})\n")
        device.connect(gw, scopes=READ).close()
        tap.equal(fails(gw, "approve", request), "devices approve failed: unknown requestId\n")


def test_the_newest_request_is_approved_and_an_administrators_one_too():
    old, new = Device(), Device()
    with Gateway() as gw:
        first = old.asks(gw, scopes=READ)
        second = new.asks(gw, scopes=["operator.admin"])
        tap.equal(says(gw, "approve", "--latest"), f"Approved {new.id} ({second})\n")
        answer = json.loads(says(gw, "approve", "--latest", "--json"))
        tap.equal((answer["requestId"], answer["device"]["deviceId"]), (first, old.id))
        tap.equal(fails(gw, "approve", "--latest"),
                  "devices approve failed: no device waits for approval\n")


def test_approve_wants_one_request_or_the_latest():
    with Gateway() as gw:
        for arguments in (("approve",), ("approve", "x", "--latest")):
            assert fails(gw, *arguments).endswith("see: openclaw devices list\n")
        assert "unexpected argument 'y'" in fails(gw, "approve", "x", "y")


def test_a_request_is_rejected_and_a_device_removed():
    device, waiting = Device(), Device()
    with Gateway() as gw:
        request = waiting.asks(gw, scopes=READ)
        tap.equal(says(gw, "reject", request), f"Rejected {waiting.id} ({request})\n")
        with device.connect(gw, scopes=READ) as one:
            tap.equal(says(gw, "remove", device.id), f"Removed {device.id}\n")
            tap.equal(one.socket.wait_closed(), (4001, "device removed"))
        tap.equal(fails(gw, "remove", device.id), "devices remove failed: unknown deviceId\n")


def test_tokens_are_rotated_and_revoked():
    device = Device()
    with Gateway() as gw:
        device.connect(gw, scopes=["operator.write"]).close()
        who = ("--device", device.id, "--role", "operator")
        tap.equal(says(gw, "rotate", *who), f"Rotated the token of {device.id} (operator)\n")
        answer = json.loads(says(gw, "rotate", *who, "--scope", "operator.write", "--scope",
                                 "operator.read", "--json"))
        tap.equal(answer["scopes"], ["operator.read", "operator.write"])
        tap.equal(says(gw, "revoke", *who), f"Revoked the token of {device.id} (operator)\n")
        tap.equal(fails(gw, "rotate", *who, "--scope", "operator.admin"),
                  "devices rotate failed: device token rotation denied\n")
        assert "--device and --role are needed" in fails(gw, "revoke", "--device", device.id)


def test_clear_wants_a_yes_and_leaves_nothing():
    with Gateway() as gw:
        Device(displayName="a").connect(gw, scopes=READ).close()
        Device(displayName="b").connect(gw, scopes=READ).close()
        Device().asks(gw, scopes=READ)
        assert "--yes" in fails(gw, "clear")
        tap.equal(says(gw, "clear", "--yes"), "Removed 2 paired devices\n")
        answer = json.loads(says(gw, "clear", "--yes", "--pending", "--json"))
        tap.equal((answer["removedDevices"], len(answer["rejectedPending"])), ([], 1))
        tap.equal(says(gw, "list"), "No device pairing entries.\n")


def test_a_gateway_that_is_down_is_a_failure():
    with Home({"gateway": {"mode": "local", "auth": {"token": "t"}}}) as home:
        outcome = home.run("devices", "list")
        tap.equal((outcome.status, outcome.out), (1, ""))
        assert outcome.err.startswith("devices list failed: "), outcome.err


def test_the_names_of_devices_do_nothing_to_a_terminal():
    row = {"requestId": "r\x1b[2J", "deviceId": "d", "displayName": "\x1b]0;x\x07" + "n" * 500,
           "platform": "p\x9b1m", "roles": ["operator"], "scopes": [f"s{n}" for n in range(99)]}

    def answer(peer, frame):
        peer.reply(frame, {"pending": [row], "paired": []})
    with Home() as home, FakeGateway(answer, lambda _: {"type": "hello-ok", "protocol": 4}) as fake:
        outcome = home.run("devices", "list", OPENCLAW_GATEWAY_PORT=str(fake.port),
                           OPENCLAW_GATEWAY_TOKEN="t")
        tap.equal(outcome.status, 0)
        for line in outcome.out.split("\n"):
            assert line.isprintable() and len(line) <= 80, repr(line)


if __name__ == "__main__":
    tap.main(globals())
