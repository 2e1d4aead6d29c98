#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Whoever connects before the gateway is ready is asked to come again. The start is held up by
# somebody who holds the database.
import time

from support import tap
from support.device import Device
from support.held_up import held_up
from support.rpc import connect_params

STARTING = {"code": "UNAVAILABLE", "message": "gateway starting; retry shortly",
            "retryable": True, "retryAfterMs": 500, "details": {"reason": "startup-sidecars"}}


def early(gw, params_of):
    with gw.client() as client:
        nonce = client.challenge()["payload"]["nonce"]
        frame = client.response(client.request("connect", params_of(nonce)))
        return frame.get("error"), client.socket.wait_closed()


def test_every_client_is_asked_to_come_again():
    device = Device()
    for params_of in (lambda _: connect_params(token="tok"),
                      lambda _: connect_params(token="bad"),
                      lambda _: connect_params(),
                      lambda nonce: device.params(nonce, token="tok"),
                      lambda _: connect_params(role="node", client_id="node-host", mode="node")):
        with held_up() as (gw, _):
            error, closed = early(gw, params_of)
        tap.equal((error, closed), (STARTING, (1013, "gateway starting")))


def test_what_is_wrong_in_form_is_told_at_once():
    with held_up() as (gw, _):
        error, closed = early(gw, lambda _: connect_params(protocol=(9, 9)))
    tap.equal((error["message"], closed), ("protocol mismatch", (1002, "protocol mismatch")))


def test_the_simple_dialect_is_asked_to_come_again():
    with held_up() as (gw, _):
        with gw.client() as client:
            client.challenge()
            client.send({"id": 1, "method": "auth", "params": {"token": "tok"}})
            tap.equal(client.pump(5)["error"], STARTING)
            tap.equal(client.socket.wait_closed(), (1013, "gateway starting"))


def test_who_comes_again_comes_in():
    with held_up() as (gw, holder):
        error, _ = early(gw, lambda _: connect_params(token="tok"))
        tap.equal(error, STARTING)
        holder.close()
        deadline = time.monotonic() + 10 * tap.FACTOR
        while error is not None and time.monotonic() < deadline:
            time.sleep(0.05)
            with gw.client() as client:
                client.challenge()
                frame = client.response(client.request("connect", connect_params(token="tok")))
                error = frame.get("error")
        tap.equal(error, None)


if __name__ == "__main__":
    tap.main(globals())
