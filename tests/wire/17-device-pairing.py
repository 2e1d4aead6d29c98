#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Pairing: in silence on this machine, by request otherwise; upgrades; what operators do with it.
import re

from support import tap
from support.device import Device, page
from support.gateway import Gateway
from support.rpc import ALL_SCOPES, RpcError

READ = ["operator.read"]
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NODE = {"role": "node", "client_id": "node-host", "mode": "node", "scopes": []}


def row_of(client, device, kind="paired"):
    rows = client.call("device.pair.list", {})[kind]
    return next((row for row in rows if row["deviceId"] == device.id), None)


def failed(client, method, params):
    return tap.raises(RpcError, client.call, method, params).error


def test_a_program_of_this_machine_is_paired_in_silence(gw):
    device = Device(displayName="box", deviceFamily="Linux")
    with gw.connected() as watcher, device.connect(gw, scopes=READ) as one:
        auth = one.hello["auth"]
        tap.equal((auth["method"], auth["role"], auth["scopes"]), ("token", "operator", READ))
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", auth["deviceToken"]), auth
        event = watcher.wait_event("device.pair.resolved")["payload"]
        tap.equal((event["deviceId"], event["decision"]), (device.id, "approved"))
        assert re.fullmatch(UUID, event["requestId"]) and event["ts"] > 0
        row = row_of(watcher, device)
        times = {key: row.pop(key) for key in ("createdAtMs", "approvedAtMs", "lastSeenAtMs")}
        assert min(times.values()) > 0
        tap.equal(auth["issuedAtMs"], times["createdAtMs"])
        tap.equal(row, {
            "deviceId": device.id, "publicKey": device.public_key, "displayName": "box",
            "platform": "linux", "deviceFamily": "Linux", "clientId": "cli", "clientMode": "cli",
            "role": "operator", "roles": ["operator"], "scopes": READ, "approvedVia": "silent",
            "lastSeenReason": "connect", "connected": True,
            "tokens": [{"role": "operator", "scopes": READ,
                        "createdAtMs": times["createdAtMs"]}]})


def test_any_client_keeps_its_scopes_when_it_has_a_device(gw):
    for client_id, mode in (("test", "test"), ("openclaw-macos", "ui"), ("openclaw-tui", "ui")):
        with Device().connect(gw, client_id=client_id, mode=mode) as one:
            tap.equal(one.hello["auth"]["scopes"], ALL_SCOPES, client_id)


def test_the_scopes_header_caps_what_a_device_gets(gw):
    with Device().connect(gw, headers={"x-openclaw-scopes": "operator.read"}) as one:
        tap.equal(one.hello["auth"]["scopes"], READ)


def test_the_scopes_header_caps_what_a_device_is_paired_for(gw):
    capped, none = Device(), Device()
    with capped.connect(gw, headers={"x-openclaw-scopes": "operator.read"}) as one:
        token = one.hello["auth"]["deviceToken"]
    with none.connect(gw, headers={"x-openclaw-scopes": ""}) as one:
        tap.equal(one.hello["auth"]["scopes"], [], "there, and names none")
    error, _, _ = capped.refused(gw, auth={"deviceToken": token})
    tap.equal(error["details"]["code"], "AUTH_SCOPE_MISMATCH")
    with gw.connected() as owner:
        rows = {row["deviceId"]: row for row in owner.call("device.pair.list", {})["paired"]}
    tap.equal((rows[capped.id]["scopes"], rows[capped.id]["tokens"][0]["scopes"]), (READ, READ))
    tap.equal(rows[none.id]["scopes"], [])


def test_requests_behind_the_first_connect_are_answered_after_hello(gw):
    with gw.client() as client:
        nonce = client.challenge()["payload"]["nonce"]
        connect = client.request("connect", Device().params(nonce, token="tok"))
        asked = [client.request("health", {}) for _ in range(10)]
        for ident in asked:
            tap.equal(client.response(ident)["ok"], True)
        order = [frame["id"] for frame in client.frames if frame["type"] == "res"]
        tap.equal(order, [connect, *asked])


def test_a_device_that_may_not_come_in_is_listed_and_announced_at_once(gw):
    device = Device(displayName="phone")
    with gw.connected() as watcher:
        error, code, reason = device.refused(gw, headers=page(gw), scopes=READ)
        row = row_of(watcher, device, "pending")
        request = row["requestId"]
        tap.equal(error, {
            "code": "NOT_PAIRED", "message": "pairing required: device is not approved yet",
            "details": {"code": "PAIRING_REQUIRED", "reason": "not-paired", "requestId": request,
                        "remediationHint": "Approve this device from the pending pairing "
                                           "requests.",
                        "deviceId": device.id, "requestedRole": "operator",
                        "requestedScopes": READ}})
        tap.equal((code, reason), (1008, f"pairing required: device is not approved yet "
                                         f"(requestId: {request})"))
        tap.equal(watcher.wait_event("device.pair.requested")["payload"], row)
        assert row.pop("ts") > 0
        tap.equal(row, {
            "requestId": request, "deviceId": device.id, "publicKey": device.public_key,
            "displayName": "phone", "platform": "linux", "clientId": "cli", "clientMode": "cli",
            "browserOrigin": page(gw)["Origin"], "role": "operator", "roles": ["operator"],
            "scopes": READ, "silent": False, "isRepair": False})


def test_events_of_pairing_are_for_those_who_may_pair(gw):
    with gw.connected(scopes=READ) as reader:
        Device().asks(gw)
        reader.drain()
        tap.equal([e for e in reader.events if e["event"].startswith("device.pair")], [])


def test_asking_again_keeps_the_request(gw):
    device = Device()
    first = device.asks(gw)
    tap.equal(device.asks(gw, scopes=READ), first)
    error, _, _ = device.refused(gw)
    tap.equal(error["details"]["requestId"], first, "not even in silence")


def test_another_request_takes_the_place_of_the_first(gw):
    device = Device()
    with gw.connected() as watcher:
        first = device.asks(gw, scopes=READ)
        second = device.asks(gw)
        assert first != second
        event = watcher.wait_event("device.pair.resolved")["payload"]
        tap.equal((event["requestId"], event["decision"]), (first, "rejected"))
        tap.equal(row_of(watcher, device, "pending")["requestId"], second)
        error = failed(watcher, "device.pair.approve", {"requestId": first})
        tap.equal(error, {"code": "INVALID_REQUEST", "message": "unknown requestId"})


def test_an_approved_device_comes_in(gw):
    device = Device()
    with gw.connected() as owner:
        request = device.asks(gw, scopes=READ)
        answer = owner.call("device.pair.approve", {"requestId": request})
        tap.equal((answer["requestId"], answer["device"]["deviceId"]), (request, device.id))
        tap.equal(answer["device"]["approvedVia"], "owner")
        assert "token" not in answer["device"]["tokens"][0], "no secret in the answer"
        event = owner.wait_event("device.pair.resolved")["payload"]
        tap.equal((event["requestId"], event["decision"]), (request, "approved"))
        with device.connect(gw, headers=page(gw), scopes=READ) as one:
            tap.equal(one.hello["auth"]["scopes"], READ)


def test_a_rejected_request_is_gone(gw):
    device = Device()
    with gw.connected() as owner:
        request = device.asks(gw)
        tap.equal(owner.call("device.pair.reject", {"requestId": request}),
                  {"requestId": request, "deviceId": device.id})
        tap.equal(owner.wait_event("device.pair.resolved")["payload"]["decision"], "rejected")
        tap.equal(row_of(owner, device, "pending"), None)
        error = failed(owner, "device.pair.reject", {"requestId": request})
        tap.equal(error["message"], "unknown requestId")


def test_nobody_approves_more_than_they_hold(gw):
    device = Device()
    request = device.asks(gw)
    with gw.connected(scopes=["operator.pairing", "operator.read"]) as small:
        error = failed(small, "device.pair.approve", {"requestId": request})
        tap.equal(error, {"code": "INVALID_REQUEST", "message": "missing scope: operator.admin"})
    with gw.connected(scopes=["operator.admin"]) as owner:
        owner.call("device.pair.approve", {"requestId": request})


def test_more_scopes_come_in_silence_here_and_by_request_elsewhere(gw):
    device = Device()
    device.connect(gw, scopes=READ).close()
    error, _, _ = device.refused(gw, headers=page(gw), scopes=["operator.admin"])
    tap.equal((error["message"], error["details"]["reason"], error["details"]["approvedScopes"]),
              ("pairing required: device is asking for more scopes than currently approved",
               "scope-upgrade", READ))
    tap.equal(error["details"]["remediationHint"],
              "Review the requested scopes, then approve the pending upgrade.")
    with device.connect(gw, headers=page(gw), scopes=READ) as one:
        tap.equal(one.hello["auth"]["scopes"], READ, "the old grant is still good")
    other = Device()
    other.connect(gw, scopes=READ).close()
    with other.connect(gw, scopes=["operator.admin"]) as one:
        tap.equal(row_of(one, other)["scopes"], READ + ["operator.admin"])


def test_another_role_is_never_granted_in_silence(gw):
    device = Device()
    device.connect(gw, scopes=READ).close()
    error, _, _ = device.refused(gw, **NODE)
    details = error["details"]
    tap.equal(error["message"],
              "pairing required: device is asking for a higher role than currently approved")
    tap.equal((details["reason"], details["remediationHint"], details["requestedRole"],
               details["approvedRoles"]),
              ("role-upgrade",
               "Review the requested role upgrade, then approve the pending request.", "node",
               ["operator"]))
    with gw.connected() as owner:
        owner.call("device.pair.approve", {"requestId": details["requestId"]})
        with device.connect(gw, **NODE) as node:
            tap.equal(node.hello["auth"]["role"], "node")
        tap.equal(row_of(owner, device)["roles"], ["operator", "node"])
        device.connect(gw, scopes=READ).close()


def test_another_platform_has_to_be_approved(gw):
    device = Device()
    device.connect(gw, scopes=READ).close()
    device.client["platform"] = "windows"
    error, _, _ = device.refused(gw, scopes=READ)
    tap.equal((error["message"], error["details"]["reason"], error["details"]["remediationHint"]),
              ("pairing required: device identity changed and must be re-approved",
               "metadata-upgrade",
               "Review the refreshed device details, then approve the pending request."))
    device.client["platform"] = "linux"
    device.connect(gw, scopes=READ).close()


def test_a_native_app_on_another_platform_gets_no_other_role_by_it(gw):
    device, app = Device(platform="macos 26.1"), {"client_id": "openclaw-macos", "mode": "ui"}
    device.connect(gw, scopes=READ, **app).close()
    device.client["platform"] = "ios 26.1"
    device.connect(gw, scopes=READ, **app).close()
    device.client["platform"] = "macos 26.1"
    error, _, _ = device.refused(gw, role="node", scopes=[], **app)
    tap.equal(error["details"]["code"], "PAIRING_REQUIRED")
    with gw.connected() as owner:
        tap.equal(row_of(owner, device)["roles"], ["operator"])


def test_a_node_is_told_to_wait_and_try_again(gw):
    error, _, _ = Device().refused(gw, role="node", client_id="node-host", mode="node",
                                   scopes=READ)
    details = error["details"]
    tap.equal((details["reason"], details["recommendedNextStep"], details["retryable"],
               details["pauseReconnect"]), ("not-paired", "wait_then_retry", True, False))


def test_a_removed_device_is_put_out_and_unknown(gw):
    device = Device()
    with gw.connected() as owner, device.connect(gw, scopes=READ) as one:
        token = one.hello["auth"]["deviceToken"]
        tap.equal(owner.call("device.pair.remove", {"deviceId": device.id}),
                  {"deviceId": device.id})
        tap.equal(one.socket.wait_closed(), (4001, "device removed"))
        error = failed(owner, "device.pair.remove", {"deviceId": device.id})
        tap.equal(error, {"code": "INVALID_REQUEST", "message": "unknown deviceId"})
        error, _, _ = device.refused(gw, scopes=READ, auth={"deviceToken": token})
        tap.equal(error["details"]["code"], "AUTH_DEVICE_TOKEN_MISMATCH")


def test_a_label_is_kept_and_announced(gw):
    device = Device()
    device.connect(gw, scopes=READ).close()
    with gw.connected() as owner:
        answer = owner.call("device.pair.rename", {"deviceId": device.id, "label": "My label"})
        tap.equal(answer, {"deviceId": device.id, "label": "My label"})
        tap.equal(owner.wait_event("device.pair.changed")["payload"], {})
        tap.equal(row_of(owner, device)["operatorLabel"], "My label")
        error = failed(owner, "device.pair.rename", {"deviceId": "x", "label": "y"})
        tap.equal(error["message"], "unknown deviceId")


def test_a_session_by_device_token_that_is_no_administrator_sees_itself_alone(gw):
    other, device = Device(), Device()
    other.connect(gw, scopes=READ).close()
    request = Device().asks(gw, scopes=READ)
    with device.connect(gw, scopes=["operator.pairing", "operator.read"]) as one:
        assert row_of(one, other), "who came with the shared secret sees all"
        token = one.hello["auth"]["deviceToken"]
    with device.connect(gw, scopes=["operator.pairing", "operator.read"],
                        auth={"deviceToken": token}) as one:
        answer = one.call("device.pair.list", {})
        tap.equal([row["deviceId"] for row in answer["paired"]], [device.id])
        tap.equal(answer["pending"], [])
        for method, params, message in (
                ("device.pair.approve", {"requestId": request}, "device pairing approval denied"),
                ("device.pair.reject", {"requestId": request}, "device pairing rejection denied"),
                ("device.pair.remove", {"deviceId": other.id}, "device pairing removal denied"),
                ("device.pair.rename", {"deviceId": other.id, "label": "x"},
                 "device pairing rename denied"),
                ("device.token.rotate", {"deviceId": other.id, "role": "operator"},
                 "device token rotation denied"),
                ("device.token.revoke", {"deviceId": other.id, "role": "operator"},
                 "device token revocation denied")):
            tap.equal(failed(one, method, params)["message"], message)


def test_parameters_and_scopes_are_checked(gw):
    with gw.connected() as owner:
        for method, params, problem in (
                ("list", {"x": 1}, "at root: unexpected property 'x'"),
                ("approve", {}, "must have required property 'requestId'"),
                ("reject", {"requestId": ""},
                 "at /requestId: must not have fewer than 1 characters"),
                ("remove", {"deviceId": 5}, "at /deviceId: must be string"),
                ("rename", {"deviceId": "d", "label": "x" * 65},
                 "at /label: must not have more than 64 characters")):
            name = "device.pair." + method
            tap.equal(failed(owner, name, params)["message"], f"invalid {name} params: {problem}")
    with gw.connected(scopes=READ) as reader:
        error = failed(reader, "device.pair.list", {})
        tap.equal((error["code"], error["details"]["missingScope"]),
                  ("FORBIDDEN", "operator.pairing"))


if __name__ == "__main__":
    tap.main(globals(), Gateway)
