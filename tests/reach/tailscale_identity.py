#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Who comes in by who they are in the tailnet. The test is Tailscale's proxy: it speaks to the port
# that the route leads to, with the headers that the real one sets.
import time

from support import httpc, tap, ws
from support.device import Device
from support.gateway import Gateway
from support.rpc import Client, connect_params
from support.tailnet import HOST, SERVE, Tailnet, alive

CLIENT = "100.64.0.9"
ALICE = "alice@example.com"
READ = ["operator.read"]


def headers(login=ALICE, client=CLIENT, **more):
    out = {"Host": HOST, "X-Forwarded-For": client, "X-Forwarded-Proto": "https",
           "X-Forwarded-Host": HOST, "Tailscale-User-Login": login, "Tailscale-User-Name": "Alice",
           "Tailscale-Headers-Info": "https://tailscale.com/s/serve-headers"}
    out.update({name.replace("_", "-"): value for name, value in more.items()})
    return {name: value for name, value in out.items() if value is not None}


class World:
    """A gateway that serves, and a tailnet in which Alice has two devices."""

    def __init__(self, config=None, **options):
        self.net = Tailnet()
        self.gw = Gateway(config=config or SERVE, env=self.net.env, **options)

    def __enter__(self):
        self.net.know("whois", {CLIENT: [ALICE, "Alice Liddell"], "100.64.0.10": [ALICE, ""],
                                "100.64.0.11": ["bob@example.com", "Bob"]})
        self.gw.start()
        self.net.wait(lambda: "enabled" in self.gw.log(), "it is not claimed")
        self.front = self.net.port() if self.net.held() else None
        return self

    def __exit__(self, *error):
        try:
            return self.gw.__exit__(*error)
        finally:
            self.net.__exit__()

    def dump(self):
        self.gw.dump()

    def by_front(self, **options):
        return Client(self.front, timeout=8 * tap.FACTOR, headers=headers(**options))

    def whois(self):
        return [words for words in self.net.words() if words.startswith("whois")]


def hello(client, **params):
    client.challenge()
    return client.response(client.request("connect", connect_params(**params)))


def with_device(device, client, **more):
    nonce = client.challenge()["payload"]["nonce"]
    return client.response(client.request("connect", device.params(nonce, scopes=READ, **more)))


def test_a_person_of_the_tailnet_needs_no_token_but_a_device(world):
    device = Device()
    with world.by_front() as client:
        frame = with_device(device, client)
        tap.equal(frame["error"]["code"], "NOT_PAIRED", frame)
        ask = frame["error"]["details"]["requestId"]
    with world.gw.connected() as owner:
        owner.call("device.pair.approve", {"requestId": ask})
    with world.by_front() as client:
        frame = with_device(device, client)
        assert frame["ok"], frame
        tap.equal(frame["payload"]["auth"]["method"], "tailscale")
        tap.equal(frame["payload"]["auth"]["scopes"], READ)
    tap.equal(world.whois(), [f"whois --json {CLIENT}"])


def test_the_login_may_have_large_letters(world):
    with world.by_front(login="ALICE@Example.com", client="100.64.0.10") as client:
        tap.equal(with_device(Device(), client)["error"]["code"], "NOT_PAIRED")


def test_without_a_device_it_is_refused_as_anybody_is(world):
    with world.by_front() as client:
        frame = hello(client, scopes=READ)
        assert not frame["ok"], frame


def test_a_login_that_whois_does_not_know_there_falls_to_the_token(world):
    for client, why in (("100.64.0.11", "tailscale_user_mismatch"),
                        ("100.64.0.12", "tailscale_whois_failed")):
        with world.by_front(client=client) as socket:
            frame = with_device(Device(), socket)
            tap.equal(frame["error"]["details"]["code"], "AUTH_TOKEN_MISSING", frame)
        world.gw.await_log("[tailscale]", client, why)
        with world.by_front(client=client) as socket:
            frame = hello(socket, token=world.gw.token)
            tap.equal(frame["payload"]["auth"]["method"], "token", frame)


def test_what_is_missing_of_the_headers_falls_to_the_token(world):
    for lacks, why in (("Tailscale_User_Login", "tailscale_user_missing"),
                       ("X_Forwarded_Proto", "tailscale_proxy_missing"),
                       ("X_Forwarded_Host", "tailscale_proxy_missing")):
        with Client(world.front, headers=headers(**{lacks: None})) as client:
            code = with_device(Device(), client)["error"]["details"]["code"]
            tap.equal(code, "AUTH_TOKEN_MISSING", lacks)
        world.gw.await_log("[tailscale]", why)


def test_who_comes_by_a_funnel_is_anybody(world):
    with Client(world.front, headers=headers(Tailscale_Funnel_Request="?1")) as client:
        tap.equal(with_device(Device(), client)["error"]["details"]["code"],
                  "AUTH_TOKEN_MISSING")


def test_forged_headers_on_the_gateways_own_port_are_refused(world):
    error = tap.raises(ws.Refused, ws.WebSocket, world.gw.port, headers=headers())
    tap.equal(error.status, 403)
    # A header of Tailscale's alone is the sign of a proxy too.
    lone = {"Tailscale-User-Login": ALICE}
    tap.equal(tap.raises(ws.Refused, ws.WebSocket, world.gw.port, headers=lone).status, 403)
    with Client(world.gw.port) as client:
        tap.equal(hello(client, token=world.gw.token)["ok"], True, "without it")


def test_nobody_is_on_the_front_but_what_a_proxy_passes_on(world):
    error = tap.raises(ws.Refused, ws.WebSocket, world.front)
    tap.equal(error.status, 403)
    error = tap.raises(ws.Refused, ws.WebSocket, world.front, headers=headers(client="127.0.0.1"))
    tap.equal(error.status, 403)


def test_http_does_not_take_the_identity_for_a_secret(world):
    with_identity = headers(Host=None)
    answer = httpc.request(world.front, "/__openclaw__/canvas/", headers=with_identity)
    tap.equal(answer.status, 401)
    bearer = {**with_identity, "Authorization": "Bearer " + world.gw.token}
    tap.equal(httpc.request(world.front, "/__openclaw__/canvas/", headers=bearer).status, 200)


def test_a_whois_that_hangs_holds_nobody_longer_than_its_limit(world):
    world.net.set("hang-whois")
    begin = time.monotonic()
    hung = "100.64.0.20"
    with world.by_front(client=hung) as first, world.by_front(client=hung) as also:
        nonces = [one.challenge()["payload"]["nonce"] for one in (first, also)]
        asks = [(one, one.request("connect", Device().params(nonce, scopes=READ)))
                for one, nonce in zip((first, also), nonces)]
        with world.gw.connected(timeout=2 * tap.FACTOR) as other:
            other.call("health")
        for one, ask in asks:
            tap.equal(one.response(ask)["error"]["details"]["code"], "AUTH_TOKEN_MISSING")
    assert 4 < time.monotonic() - begin < 7 * tap.FACTOR, time.monotonic() - begin
    world.net.unset("hang-whois")
    calls = [one for one in world.net.calls() if one["words"][-1] == hung]
    tap.equal(len(calls), 1, "one question for both")
    world.net.wait(lambda: not alive(calls[0]["pid"]), "it still runs")


def test_beyond_eight_addresses_at_a_time_the_token_is_asked_for_at_once(world):
    world.net.set("hang-whois")
    asked = [world.by_front(client=f"100.64.1.{number}") for number in range(8)]
    begin = time.monotonic()
    for client in asked:
        nonce = client.challenge()["payload"]["nonce"]
        client.request("connect", Device().params(nonce, scopes=READ))
    world.net.wait(lambda: sum("100.64.1." in one for one in world.whois()) == 8, "not asked for")
    with world.by_front(client="100.64.1.8") as ninth:
        code = with_device(Device(), ninth)["error"]["details"]["code"]
        tap.equal(code, "AUTH_TOKEN_MISSING")
    assert time.monotonic() - begin < 4.5, "it waited for the others"
    assert not any(one.endswith(" 100.64.1.8") for one in world.whois())
    for client in asked:
        client.socket.abort()
    world.net.unset("hang-whois")
    hung = [one for one in world.net.calls() if one["words"][-1].startswith("100.64.1.")]
    world.net.wait(lambda: not any(alive(one["pid"]) for one in hung), "one still runs", 8)


def test_it_must_be_allowed():
    no = {"gateway": {"tailscale": {"mode": "serve"}, "auth": {"allowTailscale": False}}}
    with World(no) as world, world.by_front() as client:
        tap.equal(with_device(Device(), client)["error"]["details"]["code"],
                  "AUTH_TOKEN_MISSING")
        tap.equal(world.whois(), [])
    with World(auth="password") as world, world.by_front() as client:
        tap.equal(with_device(Device(), client)["error"]["details"]["code"],
                  "AUTH_PASSWORD_MISSING")
        tap.equal(world.whois(), [])


def test_a_proxy_of_this_machine_may_vouch_where_it_is_trusted():
    config = {"gateway": {"trustedProxies": ["127.0.0.1"], "auth": {"allowTailscale": True},
                          "tailscale": {"mode": "serve", "resetOnExit": False}}}
    with World(config) as world:
        tap.equal(world.front, None)
        with Client(world.gw.port, headers=headers()) as client:
            tap.equal(with_device(Device(), client)["error"]["code"], "NOT_PAIRED")


if __name__ == "__main__":
    tap.main(globals(), World)
