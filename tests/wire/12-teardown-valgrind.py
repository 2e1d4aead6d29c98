#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The end of a gateway that has done everything once, under valgrind: nothing leaks, nothing is read
# that was freed, and the loop has nothing left to wait for.
import signal

from support import nodes, tap
from support.gateway import Gateway

VALGRIND = ("valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=definite,possible "
            "--errors-for-leak-kinds=definite,possible --num-callers=30")


def end(gateway, number):
    """A clean end: no finding of valgrind's, and no word of the loop's."""
    gateway.stop(number)
    assert "still had something to wait for" not in gateway.log(), gateway.log()
    assert "==" not in gateway.log(), gateway.log()


@tap.timeout(120)
def test_a_gateway_that_nobody_asked_anything_ends_clean():
    with Gateway(wrap=VALGRIND) as gateway:
        end(gateway, signal.SIGINT)


@tap.timeout(120)
def test_a_gateway_with_a_node_that_is_asked_something_ends_clean():
    with Gateway(wrap=VALGRIND) as gateway:
        with gateway.connected(timeout=30) as client, nodes.approved(gateway, client) as node:
            nodes.tells(node, "chat.subscribe", {"sessionKey": "main"})
            nodes.invoke(client, node.device, timeoutMs=0)
            nodes.invoke(client, node.device)
            nodes.asked(node)
            client.call("node.list")
            end(gateway, signal.SIGTERM)


@tap.timeout(120)
def test_a_gateway_in_the_middle_of_everything_ends_clean():
    echo = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 200}}}}}
    with Gateway(wrap=VALGRIND, config=echo) as gateway:
        tap.equal(gateway.get("/healthz").status, 200)
        with gateway.connected(timeout=30) as client, gateway.client(timeout=30) as half:
            half.challenge()
            for method in ("health", "sessions.list", "agents.list", "models.list"):
                client.call(method)
            client.call("chat.send", {"sessionKey": "main", "message": "a few words",
                                      "idempotencyKey": "k1"})
            client.wait_final("k1", 60)
            client.call("chat.history", {"sessionKey": "main"})
            client.call("chat.send", {"sessionKey": "main", "message": "word " * 100,
                                      "idempotencyKey": "k2"})
            client.call("health")
            end(gateway, signal.SIGTERM)


if __name__ == "__main__":
    tap.main(globals())
