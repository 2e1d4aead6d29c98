#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Setup codes: what they hand over, to whom, and how often.
import base64
import contextlib
import json
import os
import re
import sqlite3
import threading
import time

from support import tap
from support.device import Device, page
from support.gateway import Gateway
from support.rpc import RpcError

PUBLIC = "wss://gw.example.com"
LIMITED = ["operator.approvals", "operator.questions", "operator.read",
           "operator.talk.secrets", "operator.write"]
FULL = sorted([*LIMITED, "operator.admin"])
INVALID = ("unauthorized: setup code invalid, expired, revoked, or already used (create a new "
           "code; review `openclaw devices list`)")
AWAY = {"X-Forwarded-For": "203.0.113.9"}
BEHIND = {"gateway": {"trustedProxies": ["127.0.0.1"]}}


def phone(**client):
    return Device(**({"id": "openclaw-android", "mode": "node", "platform": "Android 16",
                      "deviceFamily": "Android", "displayName": "Phone"} | client))


def host(**client):
    return Device(**({"id": "node-host", "mode": "node", "platform": "linux"} | client))


def make(owner, **params):
    return owner.call("device.pair.setupCode", {"publicUrl": PUBLIC, "includeQr": False} | params)


def payload_of(answer):
    code = answer["setupCode"]
    return json.loads(base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)))


def node(auth, **options):
    return {"role": "node", "scopes": [], "auth": auth} | options


def by(answer, **options):
    return node({"bootstrapToken": payload_of(answer)["bootstrapToken"]}, **options)


def status(owner, answer):
    return owner.call("device.pair.setupStatus", {"setupId": answer["setupId"]})


def row_of(owner, device):
    rows = owner.call("device.pair.list", {})["paired"]
    return next((row for row in rows if row["deviceId"] == device.id), None)


def refusal(gw, device, answer, **options):
    error, code, reason = device.refused(gw, **by(answer, **options))
    tap.equal((code, reason[:40]), (1008, error["message"][:40]))
    return error


def is_invalid(error):
    tap.equal((error["code"], error["message"]), ("INVALID_REQUEST", INVALID))
    tap.equal(error["details"], {
        "code": "AUTH_BOOTSTRAP_TOKEN_INVALID", "authReason": "bootstrap_token_invalid",
        "canRetryWithDeviceToken": False, "recommendedNextStep": "review_auth_configuration"})


def fails(owner, method, params):
    try:
        owner.call(method, params)
    except RpcError as error:
        return error
    raise AssertionError(f"{method} did not fail")


@contextlib.contextmanager
def stopped(gw):
    """The database of a gateway that was killed, and a fresh start behind it."""
    gw.kill()
    path = os.path.join(gw.state_dir, "state", "gateway.sqlite")
    with contextlib.closing(sqlite3.connect(path)) as db:
        yield db
        db.commit()
    gw.restart()


def test_a_code_says_where_the_gateway_is_and_what_it_gives():
    with Gateway() as gw, gw.connected() as owner:
        before = time.time() * 1000
        answer = make(owner)
        assert before + 590_000 < answer["expiresAtMs"] < before + 610_000, answer
        tap.equal({key: answer[key] for key in ("gatewayUrl", "auth", "urlSource", "access")},
                  {"gatewayUrl": PUBLIC, "auth": "token", "urlSource": "request.publicUrl",
                   "access": "full"})
        payload = payload_of(answer)
        tap.equal((payload["url"], payload["expiresAtMs"]), (PUBLIC, answer["expiresAtMs"]))
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", payload["bootstrapToken"])
        tap.equal(status(owner, answer), {})
        assert "device.pair.setupCode" not in owner.hello["features"]["methods"]


def test_a_phone_gets_the_tokens_of_both_roles_without_asking():
    device = phone()
    with Gateway() as gw, gw.connected() as owner:
        answer = make(owner)
        with device.connect(gw, **by(answer)) as one:
            auth = one.hello["auth"]
        tap.equal((auth["method"], auth["role"], auth["scopes"]), ("bootstrap-token", "node", []))
        more = auth["deviceTokens"]
        tap.equal([(row["role"], row["scopes"]) for row in more], [("operator", FULL)])
        done = owner.wait_event("device.pair.setup.completed")["payload"]
        tap.equal({key: done[key] for key in ("setupId", "deviceId", "deviceName", "access")},
                  {"setupId": answer["setupId"], "deviceId": device.id, "deviceName": "Phone",
                   "access": "full"})
        tap.equal(status(owner, answer), {"completion": done})
        row = row_of(owner, device)
        tap.equal((row["approvedVia"], row["roles"]), ("bootstrap", ["node", "operator"]))
        device.connect(gw, **node({"deviceToken": auth["deviceToken"]})).close()
        with device.connect(gw, auth={"deviceToken": more[0]["deviceToken"]},
                            scopes=["operator.read"]) as one:
            tap.equal(one.hello["auth"]["method"], "device-token")


def test_each_kind_of_code_hands_over_so_much_and_no_more():
    tiny = {"platform": "esp32", "deviceFamily": "ESP32"}
    kinds = (("limited", phone(), LIMITED, "limited"), ("node", host(), None, "node"),
             ("voice-node", host(**tiny), ["operator.read", "operator.talk"], "limited"))
    with Gateway() as gw, gw.connected() as owner:
        for profile, device, scopes, access in kinds:
            answer = make(owner, bootstrapProfile=profile)
            tap.equal(answer["access"], access)
            with device.connect(gw, **by(answer)) as one:
                more = one.hello["auth"].get("deviceTokens")
            tap.equal(more and more[0]["scopes"], scopes, profile)
            tap.equal(row_of(owner, device)["scopes"], scopes or [])
            tap.equal(status(owner, answer)["completion"]["access"], access)


def test_a_code_is_good_once_and_for_nobody_else():
    with Gateway() as gw, gw.connected() as owner:
        answer = make(owner)
        phone().connect(gw, **by(answer)).close()
        is_invalid(refusal(gw, phone(), answer))
        first = phone()
        again = make(owner)
        first.connect(gw, **by(again)).close()
        is_invalid(refusal(gw, first, again))


def test_of_many_who_race_with_one_code_one_comes_in():
    with Gateway() as gw, gw.connected() as owner:
        for _ in range(5):
            answer = make(owner)
            told = []

            def run(device):
                try:
                    with device.connect(gw, **by(answer)) as one:
                        told.append(one.hello["auth"]["method"])
                except RpcError as error:
                    told.append(error.details["code"])
            threads = [threading.Thread(target=run, args=(phone(),)) for _ in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            tap.equal(sorted(told), ["AUTH_BOOTSTRAP_TOKEN_INVALID"] * 5 + ["bootstrap-token"])


def test_a_code_lasts_ten_minutes_and_over_a_restart():
    with Gateway() as gw:
        with gw.connected() as owner:
            kept, old = make(owner), make(owner)
        with stopped(gw) as db:
            record = json.loads(db.execute(
                "SELECT record FROM device_setup_codes WHERE setup_id = ?",
                (old["setupId"],)).fetchone()[0])
            assert payload_of(old)["bootstrapToken"] not in json.dumps(record), "in clear text"
            record["issuedAtMs"] -= 601_000
            db.execute("UPDATE device_setup_codes SET record = ? WHERE setup_id = ?",
                       (json.dumps(record), old["setupId"]))
        is_invalid(refusal(gw, phone(), old))
        with gw.connected() as owner:
            phone().connect(gw, **by(kept)).close()
            owner.wait_event("device.pair.setup.completed")
        gw.restart()
        is_invalid(refusal(gw, phone(), kept))
        with gw.connected() as owner:
            tap.equal(status(owner, kept)["completion"]["access"], "full")


@tap.timeout(60)
def test_sigkill_leaves_a_code_used_or_open_and_never_both():
    with Gateway() as gw:
        outcomes = set()
        for number in range(16):
            with gw.connected() as owner:
                answer = make(owner)
            device, told = phone(), []

            def come(device=device, answer=answer, told=told):
                with contextlib.suppress(Exception):
                    with device.connect(gw, **by(answer)) as one:
                        told.append(one.hello["auth"])
            thread = threading.Thread(target=come)
            thread.start()
            # At any moment, the last time behind the end.
            thread.join(0.0015 * number if number < 15 else None)
            gw.process.kill()
            thread.join()
            gw.restart()
            with gw.connected() as owner:
                paired, said = row_of(owner, device) is not None, status(owner, answer)
            tap.equal(bool(said), paired, "an outcome goes with the pairing")
            assert paired or not told, "told of what was not kept"
            outcomes.add(paired)
            if told:
                device.connect(gw, **node({"deviceToken": told[0]["deviceToken"]})).close()
            if paired:
                is_invalid(refusal(gw, phone(), answer))
            else:
                device.connect(gw, **by(answer)).close()
        assert outcomes == {True, False}, "the kills came all at the same moment"


def test_wrong_codes_lock_the_address_out_for_codes_alone():
    with Gateway(config=BEHIND) as gw, gw.connected() as owner:
        wrong = node({"bootstrapToken": "guess"}, headers=AWAY)
        for _ in range(10):
            error, _, _ = phone().refused(gw, **wrong)
            is_invalid(error)
        answer = make(owner)
        error = refusal(gw, phone(), answer, headers=AWAY)
        tap.equal(error["details"]["code"], "AUTH_RATE_LIMITED")
        error, _, _ = host().refused(gw, **node({"token": gw.token}, headers=AWAY))
        tap.equal(error["details"]["code"], "PAIRING_REQUIRED")
        phone().connect(gw, **by(answer)).close()


def test_what_a_code_does_not_cover_is_refused():
    with Gateway() as gw, gw.connected() as owner:
        answer = make(owner, bootstrapProfile="limited")
        token = payload_of(answer)["bootstrapToken"]
        for role, scopes in (("operator", ["operator.admin"]), ("operator", ["operator.pairing"]),
                             ("node", ["operator.read"])):
            error, _, _ = phone().refused(gw, role=role, scopes=scopes,
                                          auth={"bootstrapToken": token})
            is_invalid(error)
        alone = make(owner, bootstrapProfile="node")
        error, _, _ = host().refused(gw, role="operator", scopes=[],
                                     auth={"bootstrapToken": payload_of(alone)["bootstrapToken"]})
        is_invalid(error)


def test_whoever_the_code_was_not_made_for_waits_and_goes_through_when_approved():
    device = host(displayName="box")
    with Gateway(config=BEHIND) as gw, gw.connected() as owner:
        answer = make(owner)
        error = refusal(gw, device, answer, headers=AWAY)
        details = error["details"]
        tap.equal((details["code"], details["reason"]), ("PAIRING_REQUIRED", "not-paired"))
        tap.equal((details["recommendedNextStep"], details["retryable"],
                   details["pauseReconnect"]), ("wait_then_retry", True, False))
        is_invalid(refusal(gw, host(), answer, headers=AWAY))
        owner.call("device.pair.approve", {"requestId": details["requestId"]})
        with device.connect(gw, **by(answer, headers=AWAY)) as one:
            auth = one.hello["auth"]
        tap.equal((auth["method"], auth.get("deviceTokens")), ("bootstrap-token", None))
        tap.equal(row_of(owner, device)["roles"], ["node"])
        tap.equal(status(owner, answer)["completion"]["access"], "node")


def test_rejecting_a_device_takes_its_code_away():
    device = host()
    with Gateway(config=BEHIND) as gw, gw.connected() as owner:
        answer = make(owner)
        request = refusal(gw, device, answer, headers=AWAY)["details"]["requestId"]
        owner.call("device.pair.reject", {"requestId": request})
        is_invalid(refusal(gw, device, answer, headers=AWAY))


def test_a_device_that_was_paired_before_gets_no_more_by_a_code():
    device = phone()
    with Gateway() as gw, gw.connected() as owner:
        device.connect(gw, **node({"token": gw.token})).close()
        answer = make(owner)
        with device.connect(gw, **by(answer)) as one:
            assert "deviceTokens" not in one.hello["auth"], one.hello["auth"]
        tap.equal(row_of(owner, device)["roles"], ["node"])
        tap.equal(status(owner, answer)["completion"]["access"], "node")


def test_a_page_gets_nothing_by_a_code_for_phones():
    device = phone()
    with Gateway() as gw, gw.connected() as owner:
        error = refusal(gw, device, make(owner), headers=page(gw))
        tap.equal(error["details"]["code"], "PAIRING_REQUIRED")


def test_a_shared_secret_cannot_be_guessed_behind_a_code():
    with Gateway(config=BEHIND) as gw, gw.connected() as owner:
        for number in range(10):
            device = phone()
            token = payload_of(make(owner))["bootstrapToken"]
            auth = {"bootstrapToken": token, "token": f"guess-{number}"}
            device.connect(gw, **node(auth, headers=AWAY)).close()
        error, _, _ = phone().refused(gw, **node({"token": gw.token}, headers=AWAY))
        tap.equal(error["details"]["code"], "AUTH_RATE_LIMITED")


def test_only_so_many_codes_are_open():
    with Gateway() as gw, gw.connected() as owner:
        for _ in range(32):
            last = make(owner)
        error = fails(owner, "device.pair.setupCode", {"publicUrl": PUBLIC, "includeQr": False})
        tap.equal((error.code, error.message),
                  ("UNAVAILABLE", "too many setup codes are open (32); use one, or wait until one "
                                  "expires"))
        phone().connect(gw, **by(last)).close()
        make(owner)


def test_the_requests_of_one_address_leave_room_for_others():
    with Gateway(config=BEHIND) as gw:
        def asks(address):
            error, _, _ = host().refused(gw, **node({"token": gw.token},
                                                    headers={"X-Forwarded-For": address}))
            return error["code"]
        tap.equal([asks("203.0.113.9") for _ in range(20)],
                  ["NOT_PAIRED"] * 16 + ["UNAVAILABLE"] * 4)
        tap.equal(asks("203.0.113.10"), "NOT_PAIRED")


def test_only_an_administrator_makes_codes():
    with Gateway() as gw, gw.connected(scopes=["operator.pairing", "operator.write"]) as one:
        for method, params in (("device.pair.setupCode", {}),
                               ("device.pair.setupStatus", {"setupId": "x"})):
            tap.equal(fails(one, method, params).code, "FORBIDDEN")


def test_the_address_is_chosen_as_the_configuration_says():
    public = {"config": {"publicUrl": "https://A.example/x"}}
    entries = {"plugins": {"entries": {"device-pair": public}}}
    remote = {"gateway": {"remote": {"url": "wss://remote.example:8443"}}}
    loop = ("Gateway is only bound to loopback. Set gateway.bind=lan, enable tailscale serve, or "
            "configure plugins.entries.device-pair.config.publicUrl.")
    with Gateway() as gw, gw.connected() as owner:
        tap.equal(fails(owner, "device.pair.setupCode", {}).message, loop)
        for url, wanted in (("gw.example.com", "Tailscale and public mobile pairing require"),
                            ("wss:x", "Configured publicUrl is invalid."),
                            ("wss://user@host", "Configured publicUrl is invalid."),
                            ("ftp://host", "Configured publicUrl is invalid.")):
            text = fails(owner, "device.pair.setupCode", {"publicUrl": url}).message
            assert text.startswith(wanted), text
        for url, wanted, access in (("http://LOCALHOST:80/", "ws://localhost", "full"),
                                    ("10.1.2.3:18789", "ws://10.1.2.3:18789", "limited"),
                                    ("wss://[fd00::1]:443/p?q", "wss://[fd00::1]/p", "full")):
            answer = make(owner, publicUrl=url)
            tap.equal((answer["gatewayUrl"], answer["access"], answer.get("accessDowngraded")),
                      (wanted, access, True if access == "limited" else None))
    with Gateway(config=entries | remote) as gw, gw.connected() as owner:
        answer = owner.call("device.pair.setupCode", {"includeQr": False})
        tap.equal((answer["gatewayUrl"], answer["urlSource"]),
                  ("wss://a.example/x", "plugins.entries.device-pair.config.publicUrl"))
        answer = owner.call("device.pair.setupCode", {"includeQr": False, "preferRemoteUrl": True})
        tap.equal((answer["gatewayUrl"], answer["urlSource"]),
                  ("wss://remote.example:8443", "gateway.remote.url"))


def test_a_picture_of_the_code_comes_along():
    with Gateway() as gw, gw.connected() as owner:
        url = owner.call("device.pair.setupCode", {"publicUrl": PUBLIC})["qrDataUrl"]
        assert len(url) <= 16_384
        assert url.startswith("data:image/png;base64,iVBORw0KGgo"), url[:60]


def test_parameters_are_checked_in_the_words_of_the_wire():
    with Gateway() as gw, gw.connected() as owner:
        for params, wanted in (
                ({"bootstrapProfile": "x"},
                 "at /bootstrapProfile: must be equal to one of the allowed values"),
                ({"joinUrl": False}, "at /joinUrl: must be equal to constant"),
                ({"foo": 1}, "at root: unexpected property 'foo'")):
            tap.equal(fails(owner, "device.pair.setupCode", params).message,
                      f"invalid device.pair.setupCode params: {wanted}")
        tap.equal(fails(owner, "device.pair.setupCode",
                        {"joinUrl": True, "bootstrapProfile": "limited"}).message,
                  "Join URLs require bootstrapProfile=node.")
        assert "serves no join URLs" in fails(owner, "device.pair.setupCode",
                                              {"joinUrl": True}).message
        tap.equal(fails(owner, "device.pair.setupStatus", {}).message,
                  "invalid device.pair.setupStatus params: must have required property 'setupId'")
    with Gateway(auth="none") as gw, gw.connected(client_id="gateway-client", mode="backend",
                                                  scopes=["operator.admin"]) as owner:
        assert "current mode is \"none\"" in fails(owner, "device.pair.setupCode", {}).message


if __name__ == "__main__":
    tap.main(globals())
