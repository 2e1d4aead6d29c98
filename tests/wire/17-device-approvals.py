#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Nobody gives away what they do not hold, to themselves neither.
from support import tap
from support.device import Device, page
from support.gateway import Gateway
from support.rpc import RpcError

PAIRING = ["operator.pairing"]
NODE = {"role": "node", "client_id": "node-host", "mode": "node", "scopes": []}
DENIED = {"code": "INVALID_REQUEST", "message": "device pairing approval denied"}


def approval(client, request):
    """The error of device.pair.approve, None when it worked."""
    frame = client.response(client.request("device.pair.approve", {"requestId": request}))
    return frame.get("error")


def lacks(scope):
    return {"code": "INVALID_REQUEST", "message": "missing scope: " + scope}


def test_a_device_does_not_give_itself_what_it_does_not_hold(gw):
    device = Device()
    with device.connect(gw, scopes=PAIRING) as one:
        request = device.asks(gw, scopes=PAIRING + ["operator.read"])
        tap.equal(approval(one, request), lacks("operator.read"))
        tap.equal(device.refused(gw, headers=page(gw),
                                 scopes=["operator.read"])[0]["code"], "NOT_PAIRED")


def test_a_device_does_not_give_others_what_it_does_not_hold(gw):
    with Device().connect(gw, scopes=PAIRING) as one:
        tap.equal(approval(one, Device().asks(gw, scopes=["operator.admin"])),
                  lacks("operator.admin"))
        tap.equal(approval(one, Device().asks(gw, scopes=["operator.write"])),
                  lacks("operator.write"))
        tap.equal(approval(one, Device().asks(gw, scopes=PAIRING)), None)


def test_only_an_administrator_lets_a_node_in(gw):
    device, other = Device(), Device()
    with device.connect(gw, scopes=PAIRING) as one:
        own = device.refused(gw, **NODE)[0]["details"]["requestId"]
        tap.equal(approval(one, own), DENIED, "its own node role")
        tap.equal(approval(one, other.asks(gw, **NODE)), DENIED, "another's")
    with gw.connected(scopes=PAIRING + ["operator.read", "operator.write"]) as owner:
        tap.equal(approval(owner, own), DENIED)
    with gw.connected(scopes=["operator.admin"]) as owner:
        tap.equal(approval(owner, own), None)
        with device.connect(gw, **NODE) as node:
            tap.equal(node.hello["auth"]["role"], "node")


def test_a_session_by_device_token_decides_on_itself_alone(gw):
    device = Device()
    with device.connect(gw, scopes=PAIRING) as one:
        token = one.hello["auth"]["deviceToken"]
    with device.connect(gw, scopes=PAIRING, auth={"deviceToken": token}) as one:
        tap.equal(approval(one, Device().asks(gw, scopes=PAIRING)), DENIED)
        own = device.refused(gw, **NODE)[0]["details"]["requestId"]
        tap.equal(approval(one, own), DENIED)


def test_no_token_is_rotated_to_scopes_that_the_caller_does_not_hold(gw):
    device = Device()
    device.connect(gw, scopes=["operator.admin"]).close()
    with Device().connect(gw, scopes=PAIRING) as one:
        for more in ({}, {"scopes": ["operator.admin"]}):
            error = tap.raises(RpcError, one.call, "device.token.rotate",
                               {"deviceId": device.id, "role": "operator", **more}).error
            tap.equal(error["message"], "device token rotation denied")


if __name__ == "__main__":
    tap.main(globals(), Gateway)
