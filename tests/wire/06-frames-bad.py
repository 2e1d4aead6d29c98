#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Frames after hello that are no valid requests: what is answered, and that the socket stays open.
import json

from support import tap, ws
from support.gateway import Gateway

PREFIX = "invalid request frame: "
# frame, id of the answer, text behind the prefix
TABLE = [
    ({"type": "req", "id": "x1"}, "x1", "must have required property 'method'"),
    ({"type": "req", "method": "health"}, "invalid", "must have required property 'id'"),
    ({"type": "req", "id": "x2", "method": "health", "bogus": 1}, "x2",
     "at root: unexpected property 'bogus'"),
    ({"type": "req", "id": 5, "method": "health"}, 5, "at /id: must be string"),
    ({"type": "event", "event": "x"}, "invalid", "must have required property 'id'; "
     "at root: unexpected property 'event'; at /type: must be equal to constant"),
    (None, "invalid", "must be object"),
    ([], "invalid", "must be object"),
    ({"type": "req", "id": "x5", "method": "health", "traceparent": "x" * 129}, "x5",
     "at /traceparent: must not have more than 128 characters"),
    ({"type": "req", "id": "", "method": "health"}, "",
     "at /id: must not have fewer than 1 characters"),
    ({"type": "req", "id": "x7", "method": ""}, "x7",
     "at /method: must not have fewer than 1 characters"),
    ({"type": "req", "id": "x8", "method": 7}, "x8", "at /method: must be string"),
    ({"type": "res", "id": "x9", "method": "health"}, "x9",
     "at /type: must be equal to constant"),
]


def test_every_row_of_the_table(gw):
    with gw.connected() as client:
        for frame, ident, text in TABLE:
            found = client.answer(json.dumps(frame))
            wanted = {"type": "res", "id": ident, "ok": False,
                      "error": {"code": "INVALID_REQUEST", "message": PREFIX + text}}
            tap.equal(found, wanted, json.dumps(frame)[:80])
        tap.equal(client.call("health")["ok"], True)


def test_what_is_not_json_is_ignored(gw):
    with gw.connected() as client:
        for text in ("{bad", "", "}{", '{"type":"req","id":"a","method":"health"', "\u0000"):
            client.send(text)
        tap.equal(client.answer({"type": "req", "id": "after", "method": "health"})["id"], "after")


def test_members_come_in_the_order_of_the_product(gw):
    with gw.connected() as client:
        good = client.answer({"type": "req", "id": "a", "method": "health"})
        tap.equal(list(good), ["type", "id", "ok", "payload"])
        bad = client.answer({"type": "req", "id": "b"})
        tap.equal(list(bad), ["type", "id", "ok", "error"])
        tap.equal(list(bad["error"]), ["code", "message"])


def test_the_order_of_members_in_a_request_does_not_matter(gw):
    with gw.connected() as client:
        text = ('{ "params" : {"id":"no","method":"no"} , "method":"health",'
                '\n"id":"in\\u0061",\t"type":"req"}')
        tap.equal(client.answer(text)["id"], "ina")


def test_an_id_comes_back_as_it_was(gw):
    with gw.connected() as client:
        for ident in ("1:34b2-4e", "\u00e9\u20ac\U0001f600", 'quote " and \\ back',
                      "line\nend\ttab", "x" * 500):
            found = client.answer({"type": "req", "id": ident, "method": "health"})
            tap.equal((found["id"], found["ok"]), (ident, True))


def test_a_short_traceparent_is_no_matter_of_form(gw):
    with gw.connected() as client:
        found = client.answer({"type": "req", "id": "t", "method": "health", "traceparent": "bad"})
        tap.equal(found["ok"], True)


def test_an_unknown_profile_is_refused(gw):
    with gw.connected() as client:
        found = client.answer({"type": "req", "id": "p", "method": "health",
                               "expectedProfileId": "someone-else"})
        tap.equal(found["error"], {
            "code": "INVALID_REQUEST",
            "message": "Selected account changed or is unavailable. "
                       "Select the account again before retrying.",
            "details": {"reason": "EXPECTED_PROFILE_MISMATCH", "execution": "not_started"}})


def test_binary_messages_are_parsed_too_and_answered_in_text(gw):
    with gw.connected() as client:
        frame = {"type": "req", "id": "bin", "method": "health"}
        client.socket.send_frame(ws.BINARY, json.dumps(frame).encode())
        tap.equal(client.response("bin")["ok"], True)


def test_deep_nesting_is_harmless(gw):
    with gw.connected() as client:
        text = '{"type":"req","id":"deep","method":"health","params":{"a":' + "[" * 100000
        client.send(text + "]" * 100000 + "}}")
        tap.equal(client.answer({"type": "req", "id": "after", "method": "health"})["ok"], True)


def test_absent_params_are_an_empty_object(gw):
    with gw.connected() as client:
        found = client.answer({"type": "req", "id": "n", "method": "sessions.list"})
        tap.equal(found["ok"], True)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
