#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Frames after hello that are no valid requests: what is answered, and that the socket stays open.
import json

from support import tap, ws
from support.gateway import Gateway
from support.rpc import connect_params

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


# members of a frame beside its type, text behind the prefix
AMBIGUOUS = [
    ('"id":"a1","method":"health","id":"a2"', "at root: must not have property 'id' twice"),
    ('"id":"a3","method":"health","m\\u0065thod":"status"',
     "at root: must not have property 'method' twice"),
    ('"id":"a4","method":"health","params":{},"params":{}',
     "at root: must not have property 'params' twice"),
    ('"id":"a5","method":"health","type":"req"', "at root: must not have property 'type' twice"),
    ('"id":"a\\u0000","method":"health"', "at /id: must not contain \\u0000"),
    ('"id":"\\udc00","method":"health"', "at /id: must not contain half of a surrogate pair"),
    ('"id":"a6","method":"health\\u0000"', "at /method: must not contain \\u0000"),
]
# params, text behind "invalid chat.send params: "
AMBIGUOUS_PARAMS = [
    ('{"sessionKey":"main","idempotencyKey":"k","message":"a","message":"b"}',
     "at root: must not have property 'message' twice"),
    ('{"sessionKey":"main","idempotencyKey":"k","message":"a","mess\\u0061ge":"b"}',
     "at root: must not have property 'message' twice"),
    ('{"sessionKey":"main","idempotencyKey":"k","message":"a\\u0000b"}',
     "at /message: must not contain \\u0000"),
    ('{"sessionKey":"main","idempotencyKey":"k","message":"\\ud83d"}',
     "at /message: must not contain half of a surrogate pair"),
    ('{"sessionKey":"main","idempotencyKey":"k","message":"a",'
     '"toolBindings":{"x":[1,{"y":1,"z":2,"y":3}]}}',
     "at /toolBindings/x/1: must not have property 'y' twice"),
    ('{"sessionKey":"main","idempotencyKey":"k","message":"a","toolBindings":{"a\\u0000b":1}}',
     "at /toolBindings: must not have a key with \\u0000"),
    ('{"sessionKey":"main","idempotencyKey":"k","message":"a","timeoutMs":' + "1" * 64 + "}",
     "at /timeoutMs: must not be a number of more than 63 characters"),
]


def test_an_ambiguous_envelope_is_refused(gw):
    with gw.connected() as client:
        for members, text in AMBIGUOUS:
            found = client.answer('{"type":"req",' + members + "}")
            tap.equal(found["error"], {"code": "INVALID_REQUEST", "message": PREFIX + text})


def test_ambiguous_params_are_refused(gw):
    with gw.connected() as client:
        for params, text in AMBIGUOUS_PARAMS:
            found = client.answer('{"type":"req","id":"p","method":"chat.send","params":'
                                  + params + "}")
            tap.equal(found["error"], {"code": "INVALID_REQUEST",
                                       "message": "invalid chat.send params: " + text})


def test_large_ambiguous_params_are_refused_as_small_ones_are(gw):
    with gw.connected() as client:
        keys = ",".join(f'"k{i}":{i}' for i in range(100_000))
        found = client.answer('{"type":"req","id":"p","method":"health","params":{' + keys
                              + ',"k77":0}}')
        tap.equal(found["error"]["message"],
                  "invalid health params: at root: must not have property 'k77' twice")
        found = client.answer('{"type":"req","id":"p","method":"health","params":{' + keys + "}}")
        tap.equal(found["ok"], True)


def test_a_caller_without_the_scope_hears_of_the_scope_first(gw):
    with gw.connected(scopes=["operator.read"]) as client:
        found = client.answer('{"type":"req","id":"p","method":"chat.send","params":{"a":1,"a":1}}')
        tap.equal(found["error"]["message"], "missing scope: operator.write")


def test_a_whole_surrogate_pair_and_equal_keys_of_different_objects_are_fine(gw):
    with gw.connected() as client:
        found = client.answer('{"type":"req","id":"\\ud83d\\ude00","method":"health",'
                              '"params":{"a":{"b":1},"b":{"b":2},"c":[{"b":1},{"b":1}]}}')
        tap.equal((found["id"], found["ok"]), ("\U0001f600", True))


def test_an_ambiguous_connect_is_refused(gw):
    params = json.dumps(connect_params(token="tok"))
    with gw.client() as client:
        client.challenge()
        client.send('{"type":"req","id":"c","method":"connect","params":' + params[:-1]
                    + ',"role":"operator"}}')
        wanted = "invalid connect params: at root: must not have property 'role' twice"
        tap.equal(client.response("c")["error"], {"code": "INVALID_REQUEST", "message": wanted})
        tap.equal(client.socket.wait_closed(), (1008, wanted))
    with gw.client() as client:
        client.challenge()
        client.send('{"type":"req","id":"c","method":"connect","id":"d","params":' + params + "}")
        tap.equal(client.socket.wait_closed(), (1008, "invalid request frame"))


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
