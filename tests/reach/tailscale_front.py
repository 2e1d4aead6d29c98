#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The port that Tailscale's route leads to, in a Funnel and beside a gateway that speaks TLS. The
# test is Tailscale's proxy, as in tailscale_identity.py.
import ssl

from support import httpc, tap, tls, ws
from support.device import Device
from support.rpc import Client
from support.tailnet import HOST, SERVE
from tailscale_identity import CLIENT, READ, World, headers, hello, with_device

PASSWORD = "pw"
RIGHT = {"password": PASSWORD}
STRANGER = "203.0.113.9"
PAGE = "/__openclaw__/canvas/"


class Funnel(World):
    """A gateway in a Funnel that would believe Tailscale who somebody is."""

    def __init__(self, mode="funnel"):
        super().__init__({"gateway": {"tailscale": {"mode": mode},
                                      "auth": {"allowTailscale": True}}},
                         auth="password", password=PASSWORD)


# Who comes to it: as a Funnel passes a stranger on, one who writes what stands for a person of the
# tailnet, one who is in it, and the same without the mark of a Funnel.
COMERS = {
    "a stranger": headers(None, STRANGER, Tailscale_User_Name=None, Tailscale_Headers_Info=None,
                          Tailscale_Funnel_Request="?1"),
    "one who claims to be Alice": headers(client=STRANGER, Tailscale_Funnel_Request="?1"),
    "Alice": headers(client=CLIENT, Tailscale_Funnel_Request="?1"),
    "Alice without the mark": headers(client=CLIENT),
}


def answer(world, comer, device=None, **more):
    with Client(world.front, timeout=8 * tap.FACTOR, headers=COMERS[comer]) as client:
        if device:
            return with_device(device, client, **more)
        return hello(client, scopes=READ, **more)


def refused(world, code, *how, **more):
    comer, frame = how[0], answer(world, *how, **more)
    assert not frame["ok"], f"{comer}: {frame}"
    tap.equal(frame["error"]["details"]["code"], code, f"{comer}: {frame}")


def test_nobody_comes_in_by_a_funnel_without_the_password(funnel):
    for comer in COMERS:
        refused(funnel, "DEVICE_IDENTITY_REQUIRED", comer)
        refused(funnel, "AUTH_PASSWORD_MISSING", comer, Device())
        for device in (None, Device()):
            refused(funnel, "AUTH_PASSWORD_MISMATCH", comer, device, auth={"password": "no"})
    tap.equal(funnel.whois(), [], "whois is asked about them")


def test_with_the_password_anybody_comes_in_by_a_funnel(funnel):
    for comer in COMERS:
        device = Device()
        frame = answer(funnel, comer, device, auth=RIGHT)
        tap.equal(frame["error"]["code"], "NOT_PAIRED", f"{comer}: {frame}")
        with funnel.gw.connected() as owner:
            owner.call("device.pair.approve",
                       {"requestId": frame["error"]["details"]["requestId"]})
        frame = answer(funnel, comer, device, auth=RIGHT)
        tap.equal(frame["payload"]["auth"]["method"], "password", f"{comer}: {frame}")
        # That it is paired does not stand for the password.
        refused(funnel, "AUTH_PASSWORD_MISSING", comer, device)
        frame = answer(funnel, comer, password=PASSWORD)
        tap.equal(frame["payload"]["auth"]["method"], "password", f"{comer}: {frame}")
    tap.equal(funnel.whois(), [], "whois is asked about them")


def test_http_by_a_funnel_takes_the_password_alone(funnel):
    for comer, sent in COMERS.items():
        sent = {name: value for name, value in sent.items() if name != "Host"}
        tap.equal(httpc.request(funnel.front, PAGE, headers=sent).status, 401, comer)
        for password, status in (("no", 401), (PASSWORD, 200)):
            bearer = {**sent, "Authorization": "Bearer " + password}
            tap.equal(httpc.request(funnel.front, PAGE, headers=bearer).status, status, comer)
    tap.equal(funnel.whois(), [], "whois is asked about them")


def test_it_is_the_funnel_that_keeps_them_out():
    with Funnel("serve") as world:
        frame = answer(world, "Alice without the mark", Device())
        tap.equal(frame["error"]["code"], "NOT_PAIRED", f"{frame}")
        tap.equal(world.whois(), [f"whois --json {CLIENT}"])
        refused(world, "AUTH_PASSWORD_MISSING", "Alice", Device())


def test_the_front_is_plain_where_the_gateways_own_port_speaks_tls():
    config = {"gateway": {**SERVE["gateway"], "tls": {"enabled": True, "autoGenerate": True}}}
    with World(config, tls=tls.context()) as world:
        tap.equal(world.net.last_attempt()[3], f"serve --yes --bg=false {world.front}")
        target = world.net.held()["Web"][HOST + ":443"]["Handlers"]["/"]["Proxy"]
        tap.equal(target, f"http://127.0.0.1:{world.front}")
        with world.by_front() as client:
            tap.equal(hello(client, token=world.gw.token)["ok"], True)
        with world.by_front() as client:
            tap.equal(with_device(Device(), client)["error"]["code"], "NOT_PAIRED")
        tap.raises(ssl.SSLError, tls.shown, world.front)
        # The gateway's own port has not become plain for it.
        with world.gw.connected() as client:
            client.call("health")
        tap.equal(tap.raises(ws.Refused, ws.WebSocket, world.gw.port).status, 400)


tap.main(globals(), Funnel)
