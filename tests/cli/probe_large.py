#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `gateway probe` of a gateway that has much to say, beside one that keeps it waiting: the answers
# are read whole, however late. It runs on a network of its own: who is on this machine is waited
# for less.
import json
import socket

from command_line import Home
from fake_gateway import FakeGateway
from support import netns, tap

LAN = "192.0.2.2"
MUCH = "x" * 400_000
ANSWERS = {"health": {"ok": True, "sessions": {"count": 3}, "channels": {}},
           "status": {"uptimeMs": 1}, "system-presence": [],
           "config.get": {"path": "/etc/oc.json", "exists": True, "valid": True, "parsed": {},
                          "config": {"ui": {"text": MUCH}}}}


def answer(peer, frame):
    peer.reply(frame, ANSWERS[frame["method"]])


def test_what_takes_more_than_a_pipe_holds_is_read_behind_who_is_silent():
    with Home() as home, FakeGateway(answer) as near, \
            socket.create_server((LAN, 0)) as silent:
        url = f"wss://{LAN}:{silent.getsockname()[1]}"
        home.write_config({"gateway": {"remote": {"url": url, "token": "t"}}})
        outcome = home.run("gateway", "probe", "--json", OPENCLAW_GATEWAY_PORT=str(near.port),
                           OPENCLAW_GATEWAY_TOKEN="t")
        remote, local = json.loads(outcome.out)["targets"]
        tap.equal((remote["connect"]["ok"], local["connect"]["ok"], local["connect"]["error"]),
                  (False, True, None))
        tap.equal(local["health"]["sessions"]["count"], 3)


if __name__ == "__main__":
    netns.enter(f"{LAN}/24")
    tap.main(globals())
