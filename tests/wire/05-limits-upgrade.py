#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Upgrade requests that get no socket.
from support import httpc, tap, ws
from support.gateway import Gateway

PROXY = {"error": {
    "message": "Proxy client attribution is required. Configure gateway.trustedProxies narrowly "
               "and make the proxy overwrite or safely rebuild forwarded client headers.",
    "type": "proxy_attribution_required"}}


def refusal(gw, headers):
    return tap.raises(ws.Refused, ws.WebSocket, gw.port, headers=headers)


def test_forwarding_headers_of_a_stranger_are_refused(gw):
    for name, value in (("X-Forwarded-For", "203.0.113.9"), ("Forwarded", "for=203.0.113.9"),
                        ("X-Real-IP", "203.0.113.9"), ("x-forwarded-for", "127.0.0.1")):
        error = refusal(gw, {name: value})
        tap.equal(error.status, 403, name)
        assert error.headers["content-type"].startswith("application/json"), error.headers
        tap.equal(httpc.json.loads(error.body), PROXY, name)


def test_other_versions_of_the_protocol_are_refused(gw):
    for version in ("8", "12", "14", "0", "x", "13x", ""):
        assert refusal(gw, {"Sec-WebSocket-Version": version}).status in (400, 426), version


def test_a_missing_version_is_refused(gw):
    assert refusal(gw, {"Sec-WebSocket-Version": None}).status in (400, 426)


def test_a_missing_or_broken_key_is_refused(gw):
    for key in (None, "", "short", "not base64 at all!!"):
        tap.equal(refusal(gw, {"Sec-WebSocket-Key": key}).status, 400, repr(key))


def test_an_upgrade_to_something_else_is_refused(gw):
    for name in ("h2c", "TLS/1.0", "websocketx"):
        error = refusal(gw, {"Upgrade": name})
        tap.equal(error.status, 400, name)


def test_another_verb_than_get_does_not_upgrade(gw):
    answer = httpc.raw(gw.port, f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{gw.port}\r\n"
                       "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nContent-Length: 0\r\n\r\n")
    assert answer.status in (400, 404, 405), answer


def test_an_unknown_expectation_is_refused(gw):
    tap.equal(refusal(gw, {"Expect": "miracles"}).status, 417)


def test_header_names_and_values_of_the_upgrade_are_case_insensitive(gw):
    other = {"Upgrade": None, "Connection": None,
             "upgrade": "WebSocket", "CONNECTION": "keep-alive, UPGRADE"}
    with gw.client(headers=other) as client:
        client.challenge()


def test_the_server_goes_on_after_all_that(gw):
    with gw.connected() as client:
        tap.equal(client.call("health")["ok"], True)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
