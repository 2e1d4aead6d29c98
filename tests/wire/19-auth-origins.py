#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Which web pages may connect.
from support import tap
from support.gateway import Gateway
from support.rpc import connect_params

TEXT = ("origin not allowed (open the Control UI from the gateway host or allow it in "
        "gateway.controlUi.allowedOrigins)")
FOREIGN, MISSING = "origin not allowed", "origin missing or invalid"


def configured(**keys):
    return Gateway(config={"gateway": {"controlUi": keys}})


def verdict(gw, origin=None, host=None, **params):
    """None for a page that may connect, else the reason in the details."""
    headers = {name: value for name, value in (("Origin", origin), ("Host", host)) if value}
    with gw.client(headers=headers) as client:
        client.challenge()
        frame = client.response(client.request("connect", connect_params(token=gw.token,
                                                                         **params)))
        if frame["ok"]:
            return None
        error = frame["error"]
        tap.equal((error["code"], error["message"]), ("INVALID_REQUEST", TEXT))
        tap.equal(error["details"].pop("code"), "CONTROL_UI_ORIGIN_NOT_ALLOWED")
        tap.equal(client.socket.wait_closed(), (1008, TEXT))
        reason = error["details"].pop("reason")
        tap.equal(error["details"], {})
        return reason


def test_pages_of_this_machine_may_come_on_any_port(gw):
    for origin in ("http://localhost:5173", "http://127.0.0.1:1", "https://[::1]",
                   "HTTP://LOCALHOST", f"http://127.0.0.1:{gw.port}", "http://localhost:3000/"):
        tap.equal(verdict(gw, origin), None, origin)


def test_pages_of_other_sites_may_not(gw):
    for origin in ("https://evil.example", "http://localhost.evil.example", "https://8.8.8.8",
                   "file://x", "chrome-extension://abc"):
        tap.equal(verdict(gw, origin), FOREIGN, origin)


def test_what_names_no_host_is_no_origin(gw):
    for origin in ("null", "localhost", "http://", "http://localhost@evil.example"):
        tap.equal(verdict(gw, origin), MISSING, origin)


def test_browser_clients_have_to_come_from_a_page(gw):
    for client_id, mode in (("webchat", "webchat"), ("webchat-ui", "webchat"), ("cli", "webchat"),
                            ("openclaw-control-ui", "ui")):
        tap.equal(verdict(gw, client_id=client_id, mode=mode), MISSING, client_id)
    tap.equal(verdict(gw, "http://localhost:1", client_id="webchat", mode="webchat"), None)


def test_a_page_of_the_private_host_that_is_asked_may_come(gw):
    for host in ("192.168.1.5:18789", "10.0.0.1", "100.64.0.1:1", "169.254.1.1", "[fd00::1]:5",
                 "box.local", "box.tail12.ts.net"):
        tap.equal(verdict(gw, "http://" + host, host), None, host)
        tap.equal(verdict(gw, "http://" + host, "192.168.9.9"), FOREIGN, host)


def test_a_page_of_a_public_host_that_is_asked_may_not(gw):
    for host in ("gw.example.com", "8.8.8.8", "box.lan", "box"):
        tap.equal(verdict(gw, "http://" + host, host), FOREIGN, host)


def test_the_owner_allows_exact_origins():
    with configured(allowedOrigins=["https://ui.example", "app://desk"]) as gw:
        for origin in ("https://ui.example", "https://UI.example:443", "app://desk"):
            tap.equal(verdict(gw, origin), None, origin)
        for origin in ("http://ui.example", "https://ui.example:8443", "https://a.ui.example"):
            tap.equal(verdict(gw, origin), FOREIGN, origin)


def test_a_star_allows_every_page_that_says_whose_it_is():
    with configured(allowedOrigins=["*"]) as gw:
        tap.equal(verdict(gw, "https://evil.example"), None)
        tap.equal(verdict(gw, "null"), MISSING)


def test_the_dangerous_fallback_allows_pages_of_whatever_host_is_asked():
    with configured(dangerouslyAllowHostHeaderOriginFallback=True) as gw:
        tap.equal(verdict(gw, "https://gw.example.com", "gw.example.com"), None)
        tap.equal(verdict(gw, "https://gw.example.com:8443", "gw.example.com"), FOREIGN)
        tap.equal(verdict(gw, "https://evil.example", "gw.example.com"), FOREIGN)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
