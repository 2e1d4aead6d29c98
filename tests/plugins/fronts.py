#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Plugins that stand in front of the gateway: a listener of their own for their proxy, where the
# gateway is reached, and who sends a request that the proxy passed on.
import signal
import socket
import time

from broken import gateway, so
from support import httpc, rpc, tap, ws
from support.device import Device
from support.gateway import Gateway

CLIENT = "100.64.0.9"
READ = ["operator.read"]


def world():
    return gateway("fronter")


class Front:
    """A gateway as it is reached by the plugin's listener."""

    def __init__(self, gw):
        self.auth, self.token = gw.auth, gw.token
        with gw.connected() as client:
            self.port = client.call("fronter.open")
        assert self.port > 0, self.port

    def client(self, headers=None, **options):
        options.setdefault("timeout", 10)
        return rpc.Client(self.port, headers={"X-Forwarded-For": CLIENT, **(headers or {})},
                          **options)


def paired(gw):
    device = Device()
    device.connect(gw, scopes=READ).close()
    return device


def vouched(gw, front, how, **options):
    headers = {"X-Vouch": how}
    with paired(gw).connect(front, headers=headers, scopes=READ, auth={}, **options) as client:
        return client.hello["auth"]["method"]


def refused(gw, front, how):
    error, _, _ = paired(gw).refused(front, headers={"X-Vouch": how}, scopes=READ, auth={})
    return error["details"]["code"]


def test_who_comes_by_a_front_is_the_client_that_the_proxy_names():
    with world() as gw:
        error, _, _ = Device().refused(Front(gw), scopes=READ)
        tap.equal(error["details"]["reason"], "not-paired")
        with gw.connected() as owner:
            row = owner.call("device.pair.list")["pending"][0]
            tap.equal(row["remoteIp"], CLIENT)


def test_the_last_hop_counts_and_none_that_the_client_wrote_itself():
    with world() as gw:
        front = Front(gw)
        headers = {"X-Forwarded-For": f"203.0.113.1, {CLIENT}"}
        Device().refused(front, headers=headers, scopes=READ)
        with gw.connected() as owner:
            tap.equal([row["remoteIp"] for row in owner.call("device.pair.list")["pending"]],
                      [CLIENT])
        for hops in ("127.0.0.1", "203.0.113.1, 127.0.0.1", "203.0.113.1, ::1", "nonsense", ""):
            error = tap.raises(ws.Refused, ws.WebSocket, front.port,
                               headers={"X-Forwarded-For": hops})
            tap.equal(error.status, 403, hops)


def test_a_front_gives_no_program_of_this_machine_its_rights():
    with world() as gw:
        front = Front(gw)
        tap.equal(tap.raises(ws.Refused, ws.WebSocket, front.port).status, 403)
        tap.equal(httpc.request(front.port, "/v1/models").status, 403)
        with front.client() as client:
            client.connect(token=gw.token)
            tap.equal(client.response(client.request("status", {}))["error"]["code"], "FORBIDDEN")


def test_a_front_is_there_once_and_until_it_is_closed():
    with world() as gw:
        front = Front(gw)
        with gw.connected() as client:
            tap.equal(client.call("fronter.open"), -17)
            with front.client() as through:
                through.connect(token=gw.token)
                client.call("fronter.close")
                tap.raises(ConnectionRefusedError, socket.create_connection,
                           ("127.0.0.1", front.port))
                through.call("health")
            assert client.call("fronter.open") > 0


def test_advertisers_are_told_where_the_gateway_is_and_when_that_changes():
    with world() as gw, gw.connected() as client:
        first = client.call("fronter.told")
        tap.equal([(one["port"], one["bind"], one["tailnetName"]) for one in first],
                  [(gw.port, "loopback", "")])
        assert "127.0.0.1" in first[0]["addresses"], first
        tap.equal(client.call("fronter.name", {"name": "gw.tail1234.ts.net"}), 0)
        deadline = time.monotonic() + 5 * tap.FACTOR
        while len(told := client.call("fronter.told")) < 2:
            assert time.monotonic() < deadline, told
        tap.equal(told[1]["tailnetName"], "gw.tail1234.ts.net")


def test_what_is_no_name_of_the_dns_is_not_taken():
    with world() as gw, gw.connected() as client:
        for name in ("gw/..", "a b", "x" * 254, "näme", "gw.tail1234.ts.net."):
            tap.equal(client.call("fronter.name", {"name": name}), -22, name)


def test_whom_a_plugin_vouches_for_needs_no_secret(gw):
    front = Front(gw)
    tap.equal(vouched(gw, front, "ada"), "fronter")
    tap.equal(vouched(gw, front, "later:ada"), "fronter")
    device = Device()
    error, _, _ = device.refused(front, headers={"X-Vouch": "ada"}, scopes=READ, auth={})
    tap.equal(error["details"]["reason"], "not-paired", "a device is to be paired all the same")
    with front.client(headers={"X-Vouch": "ada"}) as client:
        frame = client.response(client.request("connect", rpc.connect_params(token=None)))
        tap.equal(frame["error"]["details"]["code"], "DEVICE_IDENTITY_REQUIRED")
    with gw.connected() as owner:
        owner.call("fronter.close")


def test_without_an_identity_the_secret_decides(gw):
    front = Front(gw)
    for how in ("", "why", "throw"):
        tap.equal(refused(gw, front, how), "AUTH_TOKEN_MISSING", how)
        headers = {"X-Vouch": how}
        with paired(gw).connect(front, headers=headers, scopes=READ) as client:
            tap.equal(client.hello["auth"]["method"], "token", how)
    assert "no identity for a client at 100.64.0.9: nobody_of_that_name" in gw.log(), gw.log()
    with gw.connected() as owner:
        owner.call("fronter.close")


def test_a_word_of_the_gateways_own_is_no_way_in_of_a_plugins(gw):
    front = Front(gw)
    tap.equal(refused(gw, front, "mallory"), "AUTH_TOKEN_MISSING")
    with gw.connected() as owner:
        owner.call("fronter.close")


def test_an_identity_is_no_cover_for_guesses_at_the_secret():
    config = {"plugins": {"load": {"paths": [so("fronter")]}},
              "gateway": {"auth": {"rateLimit": {"maxAttempts": 3}}}}
    with Gateway(config=config) as gw:
        front, device = Front(gw), paired(gw)

        def guess():
            error, _, _ = device.refused(front, scopes=READ, auth={"token": "guess"})
            return error["details"]["code"]

        tap.equal([guess(), guess()], ["AUTH_TOKEN_MISMATCH"] * 2)
        vouched(gw, front, "ada")
        tap.equal([guess(), guess()], ["AUTH_TOKEN_MISMATCH", "AUTH_RATE_LIMITED"])
        tap.equal(vouched(gw, front, "ada"), "fronter")


def test_only_those_are_asked_about_who_lack_nothing_but_the_secret(gw):
    front, device = Front(gw), paired(gw)
    before = time.monotonic()
    with front.client(headers={"X-Vouch": "never"}) as client:
        frame = client.response(client.request("connect", rpc.connect_params(token=None)))
        tap.equal(frame["error"]["details"]["code"], "DEVICE_IDENTITY_REQUIRED")
    error, _, _ = device.refused(front, headers={"X-Vouch": "never"}, scopes=READ, auth={},
                                 block={"nonce": "another"})
    tap.equal(error["details"]["code"], "DEVICE_AUTH_NONCE_MISMATCH")
    assert time.monotonic() - before < 5 * tap.FACTOR
    with gw.connected() as owner:
        owner.call("fronter.close")


def test_an_answer_that_comes_too_late_is_not_heard():
    with world() as gw:
        front = Front(gw)
        for how in ("late:ada", "never"):
            headers = {"X-Vouch": how}
            error, _, _ = paired(gw).refused(front, headers=headers, scopes=READ, auth={})
            tap.equal(error["details"]["code"], "AUTH_TOKEN_MISSING", how)
        gw.await_log("has not said in 6000 ms who a client at 100.64.0.9 is", times=2)
        tap.equal(vouched(gw, front, "ada"), "fronter")


def test_nobody_is_vouched_for_on_the_gateways_own_port(gw):
    for headers in ({"X-Vouch": "ada"}, {"X-Vouch": "ada", "Host": "gw.tail1234.ts.net"}):
        error, _, _ = paired(gw).refused(gw, headers=headers, scopes=READ, auth={})
        tap.equal(error["details"]["code"], "AUTH_TOKEN_MISSING")
    error = tap.raises(ws.Refused, ws.WebSocket, gw.port,
                       headers={"X-Vouch": "ada", "X-Forwarded-For": CLIENT})
    tap.equal(error.status, 403)


def test_a_client_that_goes_while_it_is_asked_about_hurts_nobody(gw):
    front = Front(gw)
    device = paired(gw)
    for how in ("later:ada", "never"):
        client = front.client(headers={"X-Vouch": how})
        nonce = client.challenge()["payload"]["nonce"]
        client.request("connect", device.params(nonce, scopes=READ, auth={}))
        client.socket.abort()
    time.sleep(0.1)
    with gw.connected() as client:
        client.call("health")
        client.call("fronter.close")


def test_a_plugin_that_owes_an_answer_lets_the_gateway_stop():
    with world() as gw:
        client = Front(gw).client(headers={"X-Vouch": "never"})
        nonce = client.challenge()["payload"]["nonce"]
        client.request("connect", paired(gw).params(nonce, scopes=READ, auth={}))
        time.sleep(0.1)
        gw.send_signal(signal.SIGTERM)
        tap.equal(gw.wait(), 0)
        assert "timed out" not in gw.log(), gw.log()


if __name__ == "__main__":
    tap.main(globals(), world)
