#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Clients behind a trusted proxy: whose word counts, and what they may do.
from support import tap, ws
from support.device import Device
from support.gateway import Gateway
from support.rpc import connect_params

CLIENT = "203.0.113.9"
BY_CLI = {"X-Forwarded-For": CLIENT}
READ = ["operator.read"]


def behind(more=None, **options):
    """A gateway whose proxies are on the loopback and in 10/8."""
    return Gateway(config={"gateway": {"trustedProxies": ["127.0.0.1", "10.0.0.0/8"],
                                       **(more or {})}}, **options)


def refused_upgrade(gw, headers):
    error = tap.raises(ws.Refused, ws.WebSocket, gw.port, headers=headers)
    assert b"proxy_attribution_required" in error.body, error.body
    return error.status


def answer(gw, headers, **params):
    params.setdefault("token", gw.token)
    with gw.client(headers=headers, timeout=8) as client:
        client.challenge()
        return client.response(client.request("connect", connect_params(**params)))


def test_who_is_behind_the_proxy_comes_in_with_no_scopes_unless_it_has_a_device():
    with behind() as gw:
        for client_id, mode in (("cli", "cli"), ("gateway-client", "backend"), ("test", "test")):
            hello = answer(gw, BY_CLI, client_id=client_id, mode=mode)["payload"]
            tap.equal((hello["auth"]["method"], hello["auth"]["scopes"]), ("token", []), client_id)
        with gw.client(headers=BY_CLI) as client:
            client.connect(token=gw.token)
            frame = client.response(client.request("status", {}))
            tap.equal(frame["error"]["code"], "FORBIDDEN")


def test_a_refusal_is_logged_with_the_proxy_and_the_client():
    with behind() as gw:
        answer(gw, BY_CLI, token="wrong")
        assert f"remote=127.0.0.1 fwd={CLIENT}" in gw.log(), gw.log()
        answer(gw, {}, token="wrong")
        assert "peer=127.0.0.1" in gw.log(), gw.log()


def test_a_program_of_this_machine_keeps_its_scopes_beside_the_proxy():
    with behind() as gw:
        hello = answer(gw, {})["payload"]
        assert "operator.admin" in hello["auth"]["scopes"], hello["auth"]


def test_a_page_gets_no_scopes_without_a_device(gw):
    hello = answer(gw, {"Origin": "http://localhost:3000"})["payload"]
    tap.equal(hello["auth"]["scopes"], [])


def test_a_device_behind_the_proxy_is_remote_and_asks():
    device = Device()
    with behind() as gw, gw.connected() as owner:
        error, _, _ = device.refused(gw, headers=BY_CLI, scopes=READ)
        tap.equal(error["details"]["reason"], "not-paired")
        row = owner.call("device.pair.list", {})["pending"][0]
        tap.equal(row["remoteIp"], CLIENT)
        owner.call("device.pair.approve", {"requestId": error["details"]["requestId"]})
        with device.connect(gw, headers=BY_CLI, scopes=READ) as one:
            tap.equal(one.hello["auth"]["scopes"], READ)


def test_the_hint_behind_the_proxy_is_that_for_remote_clients():
    with behind() as gw:
        error = answer(gw, BY_CLI, token="bad")["error"]
        tap.equal(error["message"], "unauthorized: gateway token mismatch (set "
                                    "gateway.remote.token to match gateway.auth.token)")


def test_what_names_no_client_is_refused():
    with behind() as gw:
        for headers in ({"X-Forwarded-For": "junk"}, {"X-Forwarded-For": ""},
                        {"X-Forwarded-For": "127.0.0.9"}, {"X-Forwarded-For": "10.0.0.5"},
                        {"X-Forwarded-For": "junk, 10.0.0.5"}, {"Forwarded": f"for={CLIENT}"},
                        {"X-Real-IP": CLIENT}, {"X-Forwarded-Proto": "https"},
                        {"X-Forwarded-User": "alice"}, {"Tailscale-User-Login": "alice"}):
            tap.equal(refused_upgrade(gw, headers), 403, str(headers))


def test_x_real_ip_counts_when_the_owner_says_so():
    with behind({"allowRealIpFallback": True}) as gw:
        tap.equal(answer(gw, {"X-Real-IP": CLIENT})["ok"], True)
        tap.equal(refused_upgrade(gw, {"X-Real-IP": "junk"}), 403)


def test_a_proxy_that_is_not_named_is_not_believed():
    with Gateway(config={"gateway": {"trustedProxies": ["127.0.0.2"]}}) as gw:
        tap.equal(refused_upgrade(gw, BY_CLI), 403)


def test_failures_lock_the_client_out_and_not_the_proxy():
    limit = {"auth": {"rateLimit": {"maxAttempts": 3}}}
    with behind(limit) as gw:
        for hop in (CLIENT, f"198.51.100.1, {CLIENT}", f"{CLIENT}, 10.0.0.7"):
            error = answer(gw, {"X-Forwarded-For": hop}, token="bad")["error"]
            tap.equal(error["details"]["code"], "AUTH_TOKEN_MISMATCH")
        error = answer(gw, {"X-Forwarded-For": f"192.0.2.77, {CLIENT}"})["error"]
        tap.equal(error["details"]["code"], "AUTH_RATE_LIMITED")
        tap.equal(answer(gw, {"X-Forwarded-For": "203.0.113.10"})["ok"], True)
        tap.equal(answer(gw, {})["ok"], True)


def test_an_ipv6_network_is_one_client():
    limit = {"auth": {"rateLimit": {"maxAttempts": 3}}}
    with behind(limit) as gw:
        for last in "123":
            answer(gw, {"X-Forwarded-For": f"2001:db8::{last}"}, token="bad")
        error = answer(gw, {"X-Forwarded-For": "[2001:db8::99]:443"})["error"]
        tap.equal(error["details"]["code"], "AUTH_RATE_LIMITED")
        tap.equal(answer(gw, {"X-Forwarded-For": "2001:db8:0:1::1"})["ok"], True)


def test_sockets_in_the_handshake_are_counted_by_client():
    with behind(env={"OPENCLAW_MAX_PREAUTH_CONNECTIONS_PER_IP": "2"}) as gw:
        first, second = gw.client(headers=BY_CLI), gw.client(headers=BY_CLI)
        error = tap.raises(ws.Refused, ws.WebSocket, gw.port, headers=BY_CLI)
        tap.equal((error.status, error.body), (503, b"Too many unauthenticated sockets"))
        other = gw.client(headers={"X-Forwarded-For": "203.0.113.10"})
        for client in (first, second, other):
            client.socket.abort()


def test_pages_behind_the_proxy_are_not_of_this_machine():
    with behind() as gw:
        headers = {**BY_CLI, "Origin": "http://localhost:3000"}
        details = answer(gw, headers)["error"]["details"]
        tap.equal(details, {"code": "CONTROL_UI_ORIGIN_NOT_ALLOWED",
                            "reason": "origin not allowed"})
        private = {**BY_CLI, "Origin": "https://box.tail12.ts.net", "Host": "box.tail12.ts.net"}
        tap.equal(answer(gw, private)["ok"], True)


def test_the_simple_dialect_needs_the_secret_behind_the_proxy():
    with behind(auth=None, more={"mode": "local"}) as gw:
        with gw.client(headers=BY_CLI) as client:
            client.challenge()
            client.send({"id": 1, "method": "gateway.info"})
            tap.equal(client.socket.wait_closed(), (1008, "invalid request frame"))


def test_only_probes_of_life_answer_to_a_proxy_that_names_nobody(gw):
    for path, status in (("/healthz", 200), ("/health", 200), ("/readyz", 403),
                         ("/startupz", 403), ("/nowhere", 403)):
        tap.equal(gw.get(path, headers=BY_CLI).status, status, path)
    with behind() as named:
        tap.equal(named.get("/readyz", headers=BY_CLI).json(), {"ready": True})


def test_a_proxy_that_is_no_address_stops_the_start():
    gw = Gateway(config={"gateway": {"trustedProxies": ["192.0.2.1", "proxy.example"]}})
    try:
        tap.equal(gw.spawn().wait(), 1)
        gw.await_log('gateway.trustedProxies.1 is "proxy.example"', "192.0.2.0/24")
    finally:
        gw.kill()


if __name__ == "__main__":
    tap.main(globals(), Gateway)
