#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Who the official client gets in as, what hello tells it, and what it makes of our errors.
from sdk_client import Sdk
from support import tap
from support.gateway import Gateway

# What the client is unless it says so, a backend, needs no pairing on this machine.
CLI = {"clientName": "cli", "mode": "cli"}


def test_it_connects_with_a_token_and_reads_hello(gw):
    with Sdk(gw) as sdk:
        hello = sdk.said("hello")
        tap.equal((hello["type"], hello["protocol"]), ("hello-ok", 4))
        tap.equal((hello["auth"]["method"], hello["auth"]["role"]), ("token", "operator"))
        tap.equal(hello["auth"]["scopes"], ["operator.admin"])
        for method in ("health", "chat.send", "chat.history", "chat.abort", "agent", "agent.wait"):
            assert method in hello["features"]["methods"], method
        for event in ("tick", "health", "presence", "chat", "agent", "shutdown"):
            assert event in hello["features"]["events"], event
        tap.equal(hello["policy"]["tickIntervalMs"], 30_000)
        tap.equal(hello["snapshot"]["sessionDefaults"]["mainSessionKey"], "agent:main:main")


def test_health_is_answered(gw):
    with Sdk(gw) as sdk:
        hello = sdk.said("hello")
        health = sdk.request("health")
        tap.equal(health["ok"], True)
        assert health["ts"] >= hello["snapshot"]["health"]["ts"], health


def test_a_wrong_token_is_the_clients_own_error_and_ends_its_attempts(gw):
    with Sdk(gw, token="wrong") as sdk:
        error = sdk.said("connectError")
        tap.equal((error["name"], error["gatewayCode"]),
                  ("GatewayClientRequestError", "INVALID_REQUEST"))
        assert error["message"].startswith("unauthorized: gateway token mismatch"), error
        tap.equal(error["details"]["code"], "AUTH_TOKEN_MISMATCH")
        tap.equal(sdk.said("paused")["detailCode"], "AUTH_TOKEN_MISMATCH")
        tap.equal(sdk.said("closed")["code"], 1008)
        sdk.never("hello")


def test_no_secret_at_all_asks_for_a_device(gw):
    with Sdk(gw, token=None) as sdk:
        error = sdk.said("connectError")
        tap.equal((error["gatewayCode"], error["details"]["code"]),
                  ("NOT_PAIRED", "DEVICE_IDENTITY_REQUIRED"))


def test_a_password_gateway_takes_the_password():
    with Gateway(auth="password") as gateway, \
            Sdk(gateway, token=None, password=gateway.password) as sdk:
        tap.equal(sdk.said("hello")["auth"]["method"], "password")


def test_a_gateway_without_auth_takes_the_backend_client():
    with Gateway(auth="none") as gateway, Sdk(gateway, token=None) as sdk:
        tap.equal(sdk.said("hello")["auth"]["method"], "none")
        tap.equal(sdk.request("health")["ok"], True)


def test_a_device_is_paired_and_keeps_the_scopes_it_asks_for(gw):
    with Sdk(gw, signed=True, clientName="test", mode="ui") as sdk:
        auth = sdk.said("hello")["auth"]
        tap.equal((auth["method"], auth["scopes"]), ("token", ["operator.admin"]))
        tap.equal(sdk.said("stored")["token"], auth["deviceToken"])
        paired = sdk.request("device.pair.list")["paired"]
        assert any(row["connected"] and row["clientId"] == "test" for row in paired), paired
    with Sdk(gw, signed=True, clientName="node-host", mode="node", role="node", scopes=[]) as sdk:
        tap.equal(sdk.said("hello")["auth"]["role"], "node")


def test_a_paired_device_comes_back_with_its_token_alone(gw):
    with Sdk(gw, signed=True, **CLI) as sdk:
        token = sdk.said("hello")["auth"]["deviceToken"]
        sdk.said("stored")
        sdk.again(gw)
        auth = sdk.said("hello")["auth"]
        tap.equal((auth["method"], auth["deviceToken"]), ("device-token", token))
        tap.equal(sdk.request("health")["ok"], True)


def test_a_paired_device_outlives_a_wrong_shared_secret(gw):
    with Sdk(gw, signed=True, **CLI) as sdk:
        sdk.said("stored")
        sdk.again(gw, token="wrong")
        tap.equal(sdk.said("connectError")["details"]["recommendedNextStep"],
                  "retry_with_device_token")
        sdk.wait(lambda one: one.get("hello", {}).get("auth", {}).get("method") == "device-token")


def test_a_device_that_has_to_ask_pauses_and_comes_in_when_it_is_approved(gw):
    with Sdk(gw, signed=True, scopes=["operator.read"], **CLI) as sdk, gw.connected() as owner:
        sdk.said("stored")
        sdk.again(gw, token=gw.token, platform="another")
        error = sdk.said("connectError")
        tap.equal((error["gatewayCode"], error["details"]["reason"]),
                  ("NOT_PAIRED", "metadata-upgrade"))
        tap.equal(sdk.said("paused")["detailCode"], "PAIRING_REQUIRED")
        owner.call("device.pair.approve", {"requestId": error["details"]["requestId"]})
        sdk.wait(lambda one: "hello" in one)
        sdk.again(gw, token=gw.token, platform="another")
        sdk.said("hello")


def test_a_device_without_a_secret_is_told_what_is_missing(gw):
    with Sdk(gw, signed=True, token=None) as sdk:
        error = sdk.said("connectError")
        tap.equal(error["details"]["code"], "AUTH_TOKEN_MISSING")
        sdk.never("hello")


def test_a_client_that_only_speaks_protocol_3_is_told_3(gw):
    with Sdk(gw, minProtocol=3, maxProtocol=3) as sdk:
        tap.equal(sdk.said("hello")["protocol"], 3)


def test_errors_are_the_clients_own_class(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        error = sdk.refused("no.such.method")
        tap.equal((error["name"], error["gatewayCode"], error["message"]),
                  ("GatewayClientRequestError", "INVALID_REQUEST",
                   "unknown method: no.such.method"))
        error = sdk.refused("chat.history", {"bogus": 1})
        tap.equal((error["name"], error["gatewayCode"]),
                  ("GatewayClientRequestError", "INVALID_REQUEST"))
        assert error["message"].startswith("invalid chat.history params: "), error
        assert "must have required property 'sessionKey'" in error["message"], error
        tap.equal(sdk.request("health")["ok"], True, "the connection outlives them")


def test_a_missing_scope_is_told(gw):
    with Sdk(gw, scopes=["operator.read"]) as sdk:
        sdk.said("hello")
        error = sdk.refused("chat.send", {"sessionKey": "main", "message": "x",
                                          "idempotencyKey": "k-scope"})
        tap.equal((error["gatewayCode"], error["details"]["missingScope"]),
                  ("FORBIDDEN", "operator.write"))


def test_it_can_leave_in_peace(gw):
    with Sdk(gw) as sdk:
        sdk.said("hello")
        sdk.stop()
        sdk.never("connectError")
    with Sdk(gw) as sdk:
        sdk.said("hello")


if __name__ == "__main__":
    tap.main(globals(), Gateway)
