#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A paired device asks for more scopes on its open connection, and waits for the owner's decision.
from support import tap
from support.device import Device
from support.gateway import Gateway
from support.rpc import RpcError

READ = ["operator.read"]
ASK, WAIT = "device.scopes.requestUpgrade", "device.scopes.waitUpgrade"
GONE = {"code": "INVALID_REQUEST", "message": "scope upgrade expired or not found"}


def failed(client, method, params):
    return tap.raises(RpcError, client.call, method, params).error


def test_what_is_asked_for_is_listed_announced_and_told_when_it_is_approved(gw):
    device = Device()
    with gw.connected() as owner, device.connect(gw, scopes=READ) as one:
        request = one.call(ASK, {"scopes": ["operator.admin"]})["requestId"]
        row = owner.call("device.pair.list", {})["pending"][0]
        tap.equal((row["requestId"], row["deviceId"], row["scopes"], row["isRepair"]),
                  (request, device.id, READ + ["operator.admin"], True))
        tap.equal(owner.wait_event("device.pair.requested")["payload"], row)
        waiting = one.request(WAIT, {"requestId": request})
        one.call("health")
        assert waiting not in one.responses, "it has to wait"
        owner.call("device.pair.approve", {"requestId": request})
        answer = one.response(waiting)["payload"]
        tap.equal((answer["status"], answer["requestId"]), ("approved", request))
        assert "operator.admin" in answer["scopes"], answer
        tap.equal(one.call(WAIT, {"requestId": request}), answer, "and to who asks later")
        error = failed(one, "device.pair.list", {})
        tap.equal(error["details"]["missingScope"], "operator.pairing", "not on this connection")
        with device.connect(gw, scopes=["operator.admin"],
                            auth={"deviceToken": answer["deviceToken"]}) as more:
            tap.equal(more.hello["auth"]["scopes"], ["operator.admin"])


def test_asking_again_keeps_the_request(gw):
    with Device().connect(gw, scopes=READ) as one:
        first = one.call(ASK, {"scopes": ["operator.admin"]})["requestId"]
        tap.equal(one.call(ASK, {"scopes": ["operator.admin"]})["requestId"], first)


def test_a_rejection_is_told(gw):
    with gw.connected() as owner, Device().connect(gw, scopes=READ) as one:
        request = one.call(ASK, {"scopes": ["operator.admin"]})["requestId"]
        waiting = one.request(WAIT, {"requestId": request})
        one.call("health")
        owner.call("device.pair.reject", {"requestId": request})
        tap.equal(one.response(waiting)["payload"], {"status": "rejected", "requestId": request})


def test_a_larger_request_rejects_the_smaller(gw):
    with Device().connect(gw, scopes=READ) as one:
        request = one.call(ASK, {"scopes": ["operator.write"]})["requestId"]
        waiting = one.request(WAIT, {"requestId": request})
        assert one.call(ASK, {"scopes": ["operator.admin"]})["requestId"] != request
        tap.equal(one.response(waiting)["payload"]["status"], "rejected")


def test_requests_of_others_are_not_there(gw):
    with Device().connect(gw, scopes=READ) as one, Device().connect(gw, scopes=READ) as other:
        request = one.call(ASK, {"scopes": ["operator.admin"]})["requestId"]
        for client in (other, gw.connected(scopes=READ)):
            tap.equal(failed(client, WAIT, {"requestId": request}), GONE)
        tap.equal(failed(one, WAIT, {"requestId": "nope"}), GONE)


def test_who_waits_and_leaves_is_forgotten(gw):
    device = Device()
    with gw.connected() as owner:
        with device.connect(gw, scopes=READ) as one:
            request = one.call(ASK, {"scopes": ["operator.admin"]})["requestId"]
            one.request(WAIT, {"requestId": request})
            one.call("health")
        owner.call("device.pair.approve", {"requestId": request})
        owner.call("health")


def test_only_so_many_wait_for_one_request(gw):
    with Device().connect(gw, scopes=READ) as one:
        request = one.call(ASK, {"scopes": ["operator.admin"]})["requestId"]
        for _ in range(16):
            one.request(WAIT, {"requestId": request})
        tap.equal(failed(one, WAIT, {"requestId": request})["code"], "UNAVAILABLE")


def test_only_a_device_may_ask_and_only_for_so_much(gw):
    with gw.connected(scopes=READ) as one:
        tap.equal(failed(one, ASK, {"scopes": ["operator.admin"]})["details"],
                  {"code": "DEVICE_IDENTITY_REQUIRED",
                   "recommendedNextStep": "reopen_control_ui_securely"})
        for params, problem in (
                ({}, "must have required property 'scopes'"),
                ({"scopes": []}, "at /scopes: must not have fewer than 1 items"),
                ({"scopes": [""]}, "at /scopes/0: must not have fewer than 1 characters")):
            tap.equal(failed(one, ASK, params)["message"], f"invalid {ASK} params: {problem}")
    with Device().connect(gw, scopes=READ) as one:
        for scope in ("operator.foo", "x" * 5_000):
            error = failed(one, ASK, {"scopes": [scope]})
            assert error["message"].startswith(f"unknown scope '{scope[:64]}"), error
            assert len(error["message"]) < 200, error


if __name__ == "__main__":
    tap.main(globals(), Gateway)
