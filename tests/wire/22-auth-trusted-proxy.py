#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# gateway.auth.mode=trusted-proxy: what must be configured, who is told of the user, and what no row
# of the matrix shows. The proxy is on the loopback.
from support import httpc, tap
from support.device import Device
from support.gateway import Gateway, merged
from support.rpc import connect_params

CLIENT, ALICE = "203.0.113.9", "alice@example.com"
ORIGIN = {"Origin": "https://ui.example"}
BY_ALICE = {"X-Forwarded-For": CLIENT, "X-Remote-User": ALICE}
UI = {"client_id": "openclaw-control-ui", "mode": "webchat"}
READ = ["operator.read"]
BASE = {"gateway": {"trustedProxies": ["127.0.0.1"],
                    "controlUi": {"allowedOrigins": ["https://ui.example"]},
                    "auth": {"mode": "trusted-proxy", "password": "pw",
                             "trustedProxy": {"userHeader": "X-Remote-User",
                                              "allowUsers": [ALICE], "allowLoopback": True}}}}


def behind(more=None, **options):
    return Gateway(auth="trusted-proxy", config=merged(BASE, {"gateway": more or {}}), **options)


def refusal(text, more, **options):
    gateway = behind(more, **options)
    try:
        tap.equal(gateway.spawn().wait(), 1)
        gateway.await_log(text)
    finally:
        gateway.kill()


def test_what_is_missing_stops_the_start_and_is_named():
    refusal("trustedProxy.userHeader", {"auth": {"trustedProxy": {"userHeader": ""}}})
    refusal("gateway.trustedProxies to be configured with at least one proxy IP",
            {"trustedProxies": []})
    refusal("requires gateway.trustedProxies to include 127.0.0.1, ::1, or a loopback CIDR",
            {"trustedProxies": ["10.0.0.1"]})


def test_a_token_beside_it_stops_the_start():
    refusal("remove gateway.auth.token / OPENCLAW_GATEWAY_TOKEN", {"auth": {"token": "t"}})
    refusal("remove gateway.auth.token / OPENCLAW_GATEWAY_TOKEN", {},
            env={"OPENCLAW_GATEWAY_TOKEN": "t"})


def test_what_is_no_header_stops_the_start_by_its_place():
    refusal("gateway.auth.trustedProxy.requiredHeaders.0",
            {"auth": {"trustedProxy": {"requiredHeaders": ["a b"]}}})


def test_a_header_that_has_another_use_names_no_user():
    for name in ("Authorization", "X-Forwarded-For"):
        refusal(f'gateway.auth.trustedProxy.userHeader is "{name}"',
                {"auth": {"trustedProxy": {"userHeader": name}}})


def test_rules_of_a_proxy_in_another_mode_stop_the_start():
    for auth in ({"mode": "none"}, {"mode": "password"}, {"mode": "token", "token": "t"}):
        refusal("set gateway.auth.mode to trusted-proxy, or remove gateway.auth.trustedProxy",
                {"auth": auth})
    config = merged(BASE, {"gateway": {"auth": {"mode": "none"}}})
    with Gateway(auth="none", config=config, args=["--auth", "none"]) as gateway:
        tap.equal(gateway.get("/healthz").status, 200)


def test_the_flag_chooses_the_mode():
    config = merged(BASE, {"gateway": {"auth": {"mode": "none"}}})
    with Gateway(auth="none", config=config, args=["--auth", "trusted-proxy"]) as gateway:
        with gateway.client(headers={**BY_ALICE, **ORIGIN}) as client:
            tap.equal(client.connect(**UI)["auth"]["method"], "trusted-proxy")


def test_it_may_listen_beyond_the_loopback():
    with behind({"bind": "lan"}) as gateway:
        tap.equal(gateway.get("/healthz").status, 200)


def test_the_owner_sees_the_user_among_those_present():
    with behind() as gateway, gateway.client() as owner:
        owner.connect(password="pw")
        with gateway.client(headers={**BY_ALICE, **ORIGIN}) as client:
            client.connect(**UI)
            rows = [row for row in owner.call("system-presence", {}) if "user" in row]
            tap.equal([row["user"] for row in rows], [{"id": ALICE, "email": ALICE}])


def test_the_log_names_the_user_the_proxy_and_the_client_and_no_secret():
    with behind() as gateway:
        with gateway.client(headers={**BY_ALICE, **ORIGIN}) as client:
            client.connect(**UI)
        gateway.await_log(f'user "{ALICE}" by trusted-proxy', f"remote=127.0.0.1 fwd={CLIENT}")
        mallory = {**BY_ALICE, "X-Remote-User": "mallory"}
        with gateway.client(headers=mallory) as client:
            client.refused(connect_params(password="tried-secret"))
        gateway.await_log('reason=trusted_proxy_user_not_allowed user="mallory"', f"fwd={CLIENT}")
        assert "tried-secret" not in gateway.log()


def test_the_password_is_for_programs_whom_no_proxy_names():
    with behind({"auth": {"trustedProxy": {"requiredHeaders": ["X-Proxy"]}}}) as gateway:
        for headers in ({"X-Remote-User": "mallory"}, {"X-Remote-User": ""}, {"X-Proxy": "1"}):
            with gateway.client(headers=headers) as client:
                error, _, _ = client.refused(connect_params(password="pw"))
                assert error["details"]["code"] != "AUTH_PASSWORD_MISMATCH", error
        with gateway.client() as client:
            tap.equal(client.connect(password="pw")["auth"]["method"], "password")


def test_a_page_elsewhere_does_not_ask_by_the_users_name():
    with behind() as gateway:
        for site, owner in (("cross-site", False), ("same-site", False), ("same-origin", True),
                            ("none", True)):
            answer = gateway.get("/readyz", headers={**BY_ALICE, "Sec-Fetch-Site": site})
            tap.equal(b"uptime" in answer.body, owner, site)
        tap.equal(b"uptime" in gateway.get("/readyz", headers=BY_ALICE).body, True)


def test_a_user_may_do_by_http_what_the_proxy_leaves():
    page = "/__openclaw__/canvas/"
    with behind() as gateway:
        for scopes, status in ((None, 200), ("operator.write", 200), ("operator.admin", 200),
                               ("operator.read", 403), ("", 403)):
            left = {} if scopes is None else {"X-OpenClaw-Scopes": scopes}
            answer = gateway.get(page, headers={**BY_ALICE, **left})
            tap.equal(answer.status, status, scopes)
        tap.equal(answer.json()["error"]["details"]["missingScope"], "operator.write")
        tap.equal(gateway.get(page, headers={"X-Forwarded-For": CLIENT}).status, 401)


def test_a_user_who_is_named_twice_is_nobody():
    with behind() as gateway:
        # A dictionary has no room for a second header of that name but by its spelling.
        twice = {**BY_ALICE, "x-remote-user": ALICE}
        with gateway.client(headers=twice) as client:
            params = Device().params(client.challenge()["payload"]["nonce"])
            error = client.response(client.request("connect", params))["error"]
        tap.equal(error["details"]["authReason"], "trusted_proxy_user_ambiguous")


def test_a_page_of_a_known_user_gets_no_token_to_take_elsewhere():
    device = Device()
    with behind() as gateway, gateway.client() as owner:
        owner.connect(password="pw")
        error, _, _ = device.refused(gateway, headers={**BY_ALICE, **ORIGIN}, scopes=READ, **UI)
        owner.call("device.pair.approve", {"requestId": error["details"]["requestId"]})
        with device.connect(gateway, headers={**BY_ALICE, **ORIGIN}, scopes=READ, **UI) as page:
            auth = page.hello["auth"]
            tap.equal((auth["method"], auth["scopes"]), ("trusted-proxy", READ))
            assert "deviceToken" not in auth, auth


def test_a_program_with_a_device_token_needs_no_user():
    device = Device()
    with behind() as gateway, gateway.client() as owner:
        owner.connect(password="pw")
        error, _, _ = device.refused(gateway, headers=BY_ALICE, scopes=READ)
        owner.call("device.pair.approve", {"requestId": error["details"]["requestId"]})
        with device.connect(gateway, headers=BY_ALICE, scopes=READ) as first:
            token = first.hello["auth"]["deviceToken"]
        with device.connect(gateway, headers={"X-Forwarded-For": CLIENT}, scopes=READ,
                            auth={"deviceToken": token}) as again:
            tap.equal(again.hello["auth"]["method"], "device-token")


def test_the_simple_dialect_is_for_programs_beside_the_proxy():
    with behind() as gateway:
        for headers, secret in ((BY_ALICE, {}), (BY_ALICE, {"password": "pw"}), ({}, {})):
            with gateway.client(headers=headers) as client:
                client.challenge()
                client.send({"id": 1, "method": "auth", "params": secret})
                message = client.pump(5)["error"]["message"]
                assert "gateway.auth.password" in message, (headers, message)
        with gateway.client() as client:
            client.challenge()
            client.send({"id": 1, "method": "auth", "params": {"password": "pw"}})
            tap.equal(client.pump(5)["result"], {"ok": True})


def test_strict_transport_security_is_on_every_answer():
    value = "max-age=60; includeSubDomains"
    more = {"http": {"securityHeaders": {"strictTransportSecurity": value}}}
    with behind(more) as gateway:
        for path, headers in (("/healthz", {}), ("/nowhere", {}), ("/readyz", {"X-Real-IP": "x"})):
            answer = gateway.get(path, headers=headers)
            tap.equal(answer.header("strict-transport-security"), value, path)
        bad = httpc.raw(gateway.port, b"GARBAGE\r\n\r\n")
        tap.equal(bad.header("strict-transport-security"), value, "a bad request")
    with behind({"http": {"securityHeaders": {"strictTransportSecurity": False}}}) as gateway:
        assert gateway.get("/healthz").header("strict-transport-security") is None


def test_what_no_browser_obeys_stops_the_start():
    refusal("gateway.http.securityHeaders.strictTransportSecurity is",
            {"http": {"securityHeaders": {"strictTransportSecurity": "always"}}})


if __name__ == "__main__":
    tap.main(globals())
