#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The official SDK over TLS: it knows the gateway by the fingerprint of its certificate.
from sdk_client import Sdk, converse
from support import tap, tls
from support.gateway import Gateway


def gateway():
    return Gateway(config=tls.config(), tls=tls.context())


def sdk(gw, pin, **options):
    return Sdk(gw, url=f"wss://127.0.0.1:{gw.port}", tlsFingerprint=pin, **options)


def test_a_conversation_goes_through(gw):
    with sdk(gw, tls.shown(gw.port), signed=True) as client:
        assert client.said("hello")
        events = converse(client, "hello by wss", "run-1")
        tap.equal(events[-1]["state"], "final")


def test_a_large_message_goes_through(gw):
    with sdk(gw, tls.shown(gw.port)) as client:
        client.said("hello")
        assert client.request("config.schema")["schema"]


def test_another_certificate_is_refused_by_the_client(gw):
    with sdk(gw, "ab" * 32) as client:
        error = client.said("connectError")
        assert "fingerprint" in error["message"], error
        client.never("hello")
    tap.equal(gw.get("/healthz").status, 200)


def test_a_client_that_trusts_nobody_does_not_come_in(gw):
    with Sdk(gw, url=f"wss://127.0.0.1:{gw.port}") as client:
        error = client.said("connectError")
        assert "self" in error["message"] and "signed" in error["message"], error


tap.main(globals(), gateway)
