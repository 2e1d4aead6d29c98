#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Ten thousand devices that want to be paired, and ten thousand nodes that want to lend commands:
# few of them are kept, nobody else is kept out, and the memory stays where it was.
import concurrent.futures

from support import nodes, tap
from support.device import Device
from support.gateway import Gateway
from support.memory import Watch
from support.rpc import RpcError

MANY = 10_000
AT_ONCE = 8
OF_ONE_ADDRESS = 16
NODE_REQUESTS = 256
DEVICES = 2_000
BEHIND = {"gateway": {"trustedProxies": ["127.0.0.1"]}}
STRANGERS = {"X-Forwarded-For": "203.0.113.9"}
SOMEBODY = {"X-Forwarded-For": "198.51.100.7"}


def each(count, work):
    """What `work` gives, as often, counted."""
    found = {}
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for one in pool.map(work, range(count)):
            found[one] = found.get(one, 0) + 1
    return found


def asks(gw, headers):
    """What a device that nobody knows is told: the code and the reason."""
    error, _, _ = Device().refused(gw, headers=headers)
    return error["code"], error.get("details", {}).get("reason", "")


@tap.timeout(240)
def test_ten_thousand_pairing_requests_leave_room_for_another():
    with Gateway(config=BEHIND) as gw:
        asks(gw, STRANGERS)
        with Watch(gw) as watch:
            found = each(MANY, lambda _: asks(gw, STRANGERS))
        tap.equal(sum(found.values()), MANY)
        tap.equal(found.get(("NOT_PAIRED", "not-paired")), OF_ONE_ADDRESS - 1, found)
        with gw.connected() as owner:
            tap.equal(len(owner.call("device.pair.list")["pending"]), OF_ONE_ADDRESS)
        tap.equal(asks(gw, SOMEBODY), ("NOT_PAIRED", "not-paired"))
        watch.check_during()


def comes_as_node(gw):
    """"in", or the code of the refusal."""
    try:
        nodes.connect(gw).socket.abort()
    except RpcError as error:
        return error.code
    return "in"


@tap.timeout(240)
def test_ten_thousand_nodes_of_this_machine_fill_neither_list():
    with Gateway() as gw:
        comes_as_node(gw)
        with Watch(gw) as watch:
            found = each(MANY, lambda _: comes_as_node(gw))
        tap.equal(found.get("in"), DEVICES - 1, found)
        watch.check_during()
        with gw.connected() as owner:
            tap.equal(len(owner.call("node.pair.list")["pending"]), NODE_REQUESTS)


if __name__ == "__main__":
    tap.main(globals())
