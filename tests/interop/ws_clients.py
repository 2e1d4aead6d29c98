#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# General WebSocket clients, each as strict in its own way: npm's `ws`, and Node's own, a browser's.
import json
import os
import subprocess

from sdk_client import HERE, node
from support import tap
from support.gateway import Gateway
from support.rpc import connect_params

CLIENTS = ("ws", "browser")


def seen_by(client, gateway, requests=(), host="127.0.0.1", protocols=(), close=(1000,),
            token=None, connect_as=None, ping=None):
    """What the client saw: it connects, sends the requests, and after the last answer it closes;
    `close` None leaves that to the gateway. Requests are pairs of a frame and its shape on the
    wire: None, "binary" or a number of fragments."""
    hello = request("connect", connect_params(token=token or gateway.token))
    plan = {"client": client, "url": f"ws://{host}:{gateway.port}/", "protocols": protocols,
            "messages": [{"frame": frame, "as": shape}
                         for frame, shape in [(hello, connect_as), *requests]],
            "close": close, "ping": ping}
    done = subprocess.run([node(), os.path.join(HERE, "ws_client.mjs")], input=json.dumps(plan),
                          text=True, capture_output=True, timeout=15 * tap.FACTOR, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def request(method, params=None, ident=None):
    frame = {"type": "req", "id": ident or method, "method": method}
    return frame if params is None else {**frame, "params": params}


def answer(seen, ident):
    found = [frame for frame in seen["frames"] if frame.get("id") == ident]
    tap.equal(len(found), 1, f"answers to {ident}")
    return found[0]


def at_peace(seen):
    """A conversation from the challenge to a close on both sides."""
    tap.equal((seen["error"], seen["binary"]), (None, 0))
    tap.equal(seen["frames"][0]["event"], "connect.challenge")
    tap.equal(answer(seen, "connect")["payload"]["type"], "hello-ok")
    tap.equal(seen["closed"]["clean"], True)
    return seen


def test_the_first_subprotocol_that_is_offered_is_agreed_on(gw):
    for client in CLIENTS:
        for offer in (["openclaw"], ["first", "second"], ["x.y+z", "openclaw", "third"]):
            seen = at_peace(seen_by(client, gw, protocols=offer))
            tap.equal(seen["protocol"], offer[0], client)


def test_without_an_offer_there_is_no_subprotocol(gw):
    for client in CLIENTS:
        tap.equal(at_peace(seen_by(client, gw))["protocol"], "", client)


def test_the_compression_that_they_offer_is_declined(gw):
    for client in CLIENTS:
        tap.equal(at_peace(seen_by(client, gw))["extensions"], "", client)


def test_both_loopback_addresses_and_their_name_are_served(gw):
    for client in CLIENTS:
        for host in ("127.0.0.1", "[::1]", "localhost"):
            at_peace(seen_by(client, gw, host=host))


def test_a_message_may_come_in_fragments(gw):
    order = {"sessionKey": "main", "message": "word " * 40_000, "idempotencyKey": "k-parts"}
    requests = [(request("health"), 3), (request("chat.send", order), 50)]
    seen = at_peace(seen_by("ws", gw, requests, connect_as=7))
    tap.equal(answer(seen, "health")["ok"], True)
    tap.equal(answer(seen, "chat.send")["payload"], {"runId": "k-parts", "status": "started"})


def test_a_binary_message_counts_like_a_text(gw):
    for client in CLIENTS:
        seen = at_peace(seen_by(client, gw, [(request("health"), "binary")], connect_as="binary"))
        tap.equal(answer(seen, "health")["ok"], True)


def test_a_ping_comes_back_as_it_was(gw):
    tap.equal(at_peace(seen_by("ws", gw, ping="are you there"))["pongs"], ["are you there"])


def test_a_close_comes_back_with_its_code(gw):
    for client, codes in (("ws", (1000, 1008, 4000, 4008)), ("browser", (1000, 4000))):
        for code in codes:
            seen = at_peace(seen_by(client, gw, close=(code, "by the client")))
            tap.equal(seen["closed"]["code"], code, client)
    tap.equal(at_peace(seen_by("ws", gw, close=()))["closed"]["code"], 1005, "a close without one")


# The library that reads the frames does not know 1012, and answers it by 1002.
def test_a_client_that_restarts_leaves_in_peace(gw):
    seen = at_peace(seen_by("ws", gw, close=(1012, "node manifest changed")))
    assert seen["closed"]["code"] in (1002, 1012), seen["closed"]


def test_characters_beyond_ascii_arrive_whole(gw):
    for client in CLIENTS:
        name = "no.such.method.äß€\U0001f600"
        seen = at_peace(seen_by(client, gw, [(request(name, ident="€-1"), None)]))
        tap.equal(answer(seen, "€-1")["error"]["message"], "unknown method: " + name)


def test_a_wrong_token_closes_with_the_reason(gw):
    for client in CLIENTS:
        seen = seen_by(client, gw, token="wrong", close=None)
        error = answer(seen, "connect")["error"]
        tap.equal(error["details"]["code"], "AUTH_TOKEN_MISMATCH")
        tap.equal(seen["closed"], {"code": 1008, "reason": error["message"], "clean": True})


if __name__ == "__main__":
    tap.main(globals(), Gateway)
