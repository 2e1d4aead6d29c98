#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The token of a device: given, used, rotated, revoked.
from support import tap
from support.device import Device, page
from support.gateway import Gateway
from support.rpc import RpcError

READ = ["operator.read"]
PAIRING = ["operator.pairing"]


def paired(gw, scopes=None, **client):
    """A device and its token."""
    device = Device(**client)
    with device.connect(gw, scopes=scopes or READ) as one:
        return device, one.hello["auth"]["deviceToken"]


def failed(client, method, params):
    return tap.raises(RpcError, client.call, method, params).error


def test_a_token_stands_in_either_member(gw):
    device, token = paired(gw)
    for auth in ({"deviceToken": token}, {"token": token}, {"token": token, "deviceToken": token}):
        with device.connect(gw, scopes=READ, auth=auth) as one:
            found = one.hello["auth"]
            tap.equal((found["method"], found["scopes"], found["deviceToken"]),
                      ("device-token", READ, token))


def test_the_shared_secret_brings_the_same_token_again(gw):
    device, token = paired(gw)
    with device.connect(gw, scopes=READ) as one:
        tap.equal((one.hello["auth"]["method"], one.hello["auth"]["deviceToken"]),
                  ("token", token))


def test_a_token_covers_its_scopes_and_no_more(gw):
    device, token = paired(gw)
    with device.connect(gw, scopes=[], auth={"deviceToken": token}) as one:
        tap.equal(one.hello["auth"]["scopes"], [])
    error, code, reason = device.refused(gw, scopes=["operator.admin"],
                                         auth={"deviceToken": token})
    message = "unauthorized: device token scope mismatch (re-pair or approve scope upgrade)"
    tap.equal((error, code, reason), (
        {"code": "INVALID_REQUEST", "message": message,
         "details": {"code": "AUTH_SCOPE_MISMATCH", "authReason": "scope_mismatch",
                     "canRetryWithDeviceToken": False,
                     "recommendedNextStep": "review_auth_configuration"}}, 1008, message))


def test_a_token_is_of_no_use_to_another_device_or_role(gw):
    device, token = paired(gw)
    stranger, _ = paired(gw)
    for who, options in ((stranger, {"scopes": READ}),
                         (device, {"role": "node", "scopes": [], "client_id": "node-host",
                                   "mode": "node"})):
        error, _, _ = who.refused(gw, auth={"deviceToken": token}, **options)
        tap.equal(error["details"]["code"], "AUTH_DEVICE_TOKEN_MISMATCH")


def test_a_token_without_its_device_is_nothing(gw):
    _, token = paired(gw)
    with gw.client() as client:
        client.challenge()
        error = failed(client, "connect", {
            "minProtocol": 4, "maxProtocol": 4, "auth": {"deviceToken": token},
            "client": {"id": "cli", "mode": "cli", "version": "1", "platform": "linux"}})
        tap.equal(error["details"]["code"], "DEVICE_IDENTITY_REQUIRED")


def test_an_operators_rotation_gives_no_token_away_and_ends_connections(gw):
    device, token = paired(gw)
    with gw.connected() as owner, \
            device.connect(gw, scopes=READ, auth={"deviceToken": token}) as one:
        answer = owner.call("device.token.rotate", {"deviceId": device.id, "role": "operator",
                                                    "scopes": READ})
        assert answer.pop("rotatedAtMs") > 0
        tap.equal(answer, {"deviceId": device.id, "role": "operator", "scopes": READ,
                           "tokenDelivery": "withheld-cross-device"})
        tap.equal(one.socket.wait_closed(), (4001, "device removed"))
    error, _, _ = device.refused(gw, scopes=READ, auth={"deviceToken": token})
    tap.equal(error["details"]["code"], "AUTH_DEVICE_TOKEN_MISMATCH")
    with device.connect(gw, scopes=READ) as one:
        assert one.hello["auth"]["deviceToken"] != token
        assert one.hello["auth"]["issuedAtMs"] > 0


def test_a_device_that_came_with_its_token_gets_the_new_one(gw):
    device, token = paired(gw, PAIRING)
    with device.connect(gw, scopes=PAIRING) as by_secret:
        answer = by_secret.call("device.token.rotate", {"deviceId": device.id, "role": "operator"})
        tap.equal((answer["tokenDelivery"], "token" in answer), ("withheld-cross-device", False))
    with device.connect(gw, scopes=PAIRING) as one:
        token = one.hello["auth"]["deviceToken"]
    with device.connect(gw, scopes=PAIRING, auth={"deviceToken": token}) as one:
        answer = one.call("device.token.rotate", {"deviceId": device.id, "role": "operator"})
        tap.equal(answer["tokenDelivery"], "in-band")
        tap.equal(one.socket.wait_closed(), (4001, "device removed"))
    device.connect(gw, scopes=PAIRING, auth={"deviceToken": answer["token"]}).close()


def test_a_rotation_stays_within_what_is_approved_and_what_the_caller_holds(gw):
    device, _ = paired(gw)
    with gw.connected() as owner:
        for params in ({"deviceId": device.id, "role": "operator", "scopes": ["operator.admin"]},
                       {"deviceId": device.id, "role": "node"}, {"deviceId": "x", "role": "y"}):
            tap.equal(failed(owner, "device.token.rotate", params),
                      {"code": "INVALID_REQUEST", "message": "device token rotation denied"})
    with gw.connected(scopes=PAIRING) as small:
        error = failed(small, "device.token.rotate", {"deviceId": device.id, "role": "operator"})
        tap.equal(error["message"], "device token rotation denied")


def test_a_revoked_token_is_refused_and_its_connections_end(gw):
    device, token = paired(gw)
    with gw.connected() as owner, \
            device.connect(gw, scopes=READ, auth={"deviceToken": token}) as one:
        answer = owner.call("device.token.revoke", {"deviceId": device.id, "role": "operator"})
        tap.equal((answer["deviceId"], answer["role"]), (device.id, "operator"))
        tap.equal(one.socket.wait_closed(), (4001, "device removed"))
        rows = owner.call("device.pair.list", {})["paired"]
        tokens = next(row["tokens"] for row in rows if row["deviceId"] == device.id)
        tap.equal(tokens[0]["revokedAtMs"], answer["revokedAtMs"])
        error = failed(owner, "device.token.revoke", {"deviceId": device.id, "role": "node"})
        tap.equal(error["message"], "unknown deviceId/role")
    error, _, _ = device.refused(gw, scopes=READ, auth={"deviceToken": token})
    tap.equal(error["details"]["code"], "AUTH_DEVICE_TOKEN_MISMATCH")


def test_no_token_stands_in_the_log_or_in_a_list(gw):
    device, token = paired(gw)
    device.refused(gw, scopes=["operator.admin"], auth={"deviceToken": token})
    with gw.connected() as owner:
        answer = owner.call("device.pair.list", {})
        assert token not in str(answer)
    assert token not in gw.log()


def test_wrong_device_tokens_of_a_page_lock_it_out():
    with Gateway(config={"gateway": {"auth": {"rateLimit": {"maxAttempts": 3}}}}) as gw:
        device = Device()
        for _ in range(3):
            error, _, _ = device.refused(gw, headers=page(gw), auth={"deviceToken": "bad"})
            tap.equal(error["details"]["code"], "AUTH_DEVICE_TOKEN_MISMATCH")
        error, _, _ = device.refused(gw, headers=page(gw), auth={"deviceToken": "bad"})
        tap.equal((error["details"]["code"], error["retryable"]), ("AUTH_RATE_LIMITED", True))
        error, _, _ = device.refused(gw, headers=page(gw))
        tap.equal(error["details"]["code"], "PAIRING_REQUIRED", "the secret is counted apart")


if __name__ == "__main__":
    tap.main(globals(), Gateway)
