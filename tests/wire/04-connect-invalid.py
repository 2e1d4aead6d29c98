#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# First frames that are no valid `connect`: the answer, the close code and its reason.
from support import tap, ws
from support.gateway import Gateway
from support.rpc import connect_params


def answers(gw, frame):
    """What one first frame brings: (error or None, close code, close reason)."""
    with gw.client() as client:
        client.challenge()
        client.send(frame)
        code, reason = None, None
        try:
            while True:
                client.pump(5)
        except ws.Closed as end:
            code, reason = end.code, end.reason
        errors = [found["error"] for found in client.frames if found.get("type") == "res"]
        return (errors or [None])[0], code, reason


def connect(**changes):
    return {"type": "req", "id": "1", "method": "connect",
            "params": connect_params(token="tok", **changes)}


def refused(gw, frame, message):
    error, code, reason = answers(gw, frame)
    tap.equal(error, {"code": "INVALID_REQUEST", "message": message}, "error")
    tap.equal((code, reason), (1008, message), "close")


def test_text_that_is_not_json_ends_the_connection_without_a_word(gw):
    for text in ("{nope", "", "{} {}", '{"type":"req",}', "nul"):
        tap.equal(answers(gw, text), (None, 1000, ""), repr(text))


def test_json_that_is_no_request_is_an_invalid_frame(gw):
    for text in ("[]", "null", "5", '"x"', "{}", '{"type":"event","event":"x"}'):
        tap.equal(answers(gw, text), (None, 1008, "invalid request frame"), text)


def test_the_first_request_must_be_connect(gw):
    refused(gw, {"type": "req", "id": "1", "method": "health", "params": {}},
            "invalid handshake: first request must be connect")


def test_connect_needs_params(gw):
    text = "invalid connect params: "
    refused(gw, {"type": "req", "id": "1", "method": "connect"}, text + "must be object")
    refused(gw, {"type": "req", "id": "1", "method": "connect", "params": []},
            text + "must be object")
    refused(gw, {"type": "req", "id": "1", "method": "connect", "params": {}},
            text + "must have required property 'minProtocol'")


def test_client_id_and_mode_are_enums(gw):
    text = "must be equal to one of the allowed values"
    refused(gw, connect(client_id="mycoolapp"), f"invalid connect params: at /client/id: {text}")
    refused(gw, connect(mode="operator"), f"invalid connect params: at /client/mode: {text}")


def test_unknown_members_are_refused(gw):
    refused(gw, connect(foo=1), "invalid connect params: at root: unexpected property 'foo'")
    client = connect_params()["client"] | {"foo": 1}
    refused(gw, connect(client=client),
            "invalid connect params: at /client: unexpected property 'foo'")


def test_types_and_bounds_are_checked(gw):
    refused(gw, connect(protocol=(0, 4)), "invalid connect params: at /minProtocol: must be >= 1")
    frame = connect()
    frame["params"]["scopes"] = "all"
    refused(gw, frame, "invalid connect params: at /scopes: must be array")
    client = connect_params()["client"] | {"version": ""}
    refused(gw, connect(client=client), "invalid connect params: at /client/version: "
            "must not have fewer than 1 characters")


def test_a_device_needs_all_its_members(gw):
    device = {"id": "a", "publicKey": "b", "signature": "c", "signedAt": 1}
    refused(gw, connect(device=device),
            "invalid connect params: at /device: must have required property 'nonce'")


def test_an_unknown_role_is_invalid(gw):
    refused(gw, connect(role="superuser"), "invalid role")


def test_workers_are_sent_away_without_an_answer(gw):
    for frame in (connect(role="worker"), connect(client_id="openclaw-worker")):
        tap.equal(answers(gw, frame), (None, 1008, "invalid-handshake"))


def test_a_long_reason_is_cut_to_120_bytes(gw):
    for name in ("f" * 200, "\u00e9" * 100, "\u20ac" * 60):
        error, code, reason = answers(gw, connect(**{name: 1}))
        whole = f"invalid connect params: at root: unexpected property '{name}'"
        tap.equal((error["message"], code), (whole, 1008))
        size = len(reason.encode())
        assert whole.startswith(reason) and 117 <= size <= 120, (size, reason)


def test_the_server_goes_on_after_all_that(gw):
    with gw.connected() as client:
        tap.equal(client.call("health")["ok"], True)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
