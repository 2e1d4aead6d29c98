#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Who may connect without a device block, and with which scopes.
from support import tap
from support.gateway import Gateway
from support.rpc import ALL_SCOPES, connect_params

DEVICE = ("NOT_PAIRED", "device identity required", "DEVICE_IDENTITY_REQUIRED")
UI = ("INVALID_REQUEST",
      "control ui requires device identity (use HTTPS or localhost secure context)",
      "CONTROL_UI_DEVICE_IDENTITY_REQUIRED")
ORIGIN = ("INVALID_REQUEST",
          "origin not allowed (open the Control UI from the gateway host or allow it in "
          "gateway.controlUi.allowedOrigins)", "CONTROL_UI_ORIGIN_NOT_ALLOWED")
# client id, mode, role -> with a valid token, with mode none. A list is what the scopes become.
TABLE = [
    ("cli", "cli", "operator", ALL_SCOPES, DEVICE),
    ("gateway-client", "backend", "operator", ALL_SCOPES, ALL_SCOPES),
    ("openclaw-tui", "ui", "operator", UI, UI),
    ("gateway-client", "ui", "operator", [], DEVICE),
    ("test", "test", "operator", [], DEVICE),
    ("openclaw-macos", "ui", "operator", [], DEVICE),
    ("openclaw-probe", "probe", "operator", [], DEVICE),
    ("node-host", "node", "node", DEVICE, DEVICE),
    ("webchat", "webchat", "operator", ORIGIN, ORIGIN),
    ("openclaw-control-ui", "webchat", "operator", ORIGIN, ORIGIN),
]


def outcome(gateway, client_id, mode, role, headers=None, **options):
    """The scopes granted, or (code, message, details.code) of the refusal."""
    scopes = [] if role == "node" else None
    params = connect_params(client_id, mode, role, scopes, **options)
    with gateway.client(headers=headers) as client:
        client.challenge()
        frame = client.response(client.request("connect", params))
        if frame["ok"]:
            return frame["payload"]["auth"]["scopes"]
        error = frame["error"]
        tap.equal(client.socket.wait_closed(), (1008, error["message"][:120]), "close")
        return error["code"], error["message"], error["details"]["code"]


def test_with_a_valid_token():
    with Gateway() as gateway:
        for client_id, mode, role, wanted, _ in TABLE:
            found = outcome(gateway, client_id, mode, role, token="tok")
            tap.equal(found, wanted, f"{client_id}/{mode}/{role}")


def test_with_mode_none():
    with Gateway(auth="none") as gateway:
        for client_id, mode, role, _, wanted in TABLE:
            tap.equal(outcome(gateway, client_id, mode, role), wanted, f"{client_id}/{mode}/{role}")


def test_a_token_is_of_no_use_in_mode_none():
    with Gateway(auth="none") as gateway:
        tap.equal(outcome(gateway, "cli", "cli", "operator", token="whatever"), DEVICE)


def test_the_control_ui_from_a_local_page_lacks_only_the_device():
    with Gateway() as gateway:
        page = {"Origin": f"http://127.0.0.1:{gateway.port}"}
        found = outcome(gateway, "openclaw-control-ui", "webchat", "operator", page, token="tok")
        tap.equal(found, UI)


def test_a_foreign_page_is_refused_whatever_client_it_claims_to_be():
    with Gateway() as gateway:
        page = {"Origin": "http://127.0.0.1.evil.example"}
        for client_id, mode in (("cli", "cli"), ("gateway-client", "backend")):
            tap.equal(outcome(gateway, client_id, mode, "operator", page, token="tok"), ORIGIN)


def test_a_foreign_page_does_not_profit_from_mode_none():
    with Gateway(auth="none") as gateway:
        page = {"Origin": "https://evil.example"}
        found = outcome(gateway, "gateway-client", "backend", "operator", page)
        tap.equal(found, ORIGIN)


def test_a_rebound_name_does_not_profit_from_mode_none():
    with Gateway(auth="none") as gateway:
        host = {"Host": f"gw.example.com:{gateway.port}"}
        found = outcome(gateway, "gateway-client", "backend", "operator", host)
        assert found != ALL_SCOPES, "no secret, and the Host is not a loopback name"


def test_a_foreign_host_name_is_still_local_with_the_secret():
    with Gateway() as gateway:
        host = {"Host": "gw.example.com"}
        tap.equal(outcome(gateway, "cli", "cli", "operator", host, token="tok"), ALL_SCOPES)


if __name__ == "__main__":
    tap.main(globals())
