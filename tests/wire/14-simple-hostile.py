#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Who mixes the dialects, does not wait, or sends what is no frame.
import json

from support import tap
from support.gateway import Gateway
from support.simple import Client

KB = 1024


def error_of(client, frame):
    answer = client.answer(frame)
    tap.equal(set(answer) - {"id"}, {"error"}, str(answer))
    return answer["error"]["message"]


def simple(gateway, **options):
    client = Client(gateway.port, **options)
    client.auth(token="tok")
    return client


def test_a_request_before_auth_is_refused_as_by_the_protocol(gw):
    for frame in ({"method": "agent", "params": {"message": "x"}}, {"method": "connect"},
                  {"id": 1, "method": "sessions.list"}):
        with Client(gw.port) as client:
            client.send(frame)
            tap.equal(client.wait_closed(), (1008, "invalid request frame"))


def test_requests_behind_a_refused_auth_are_not_carried_out(gw):
    with Client(gw.port, timeout=8) as client:
        client.send({"method": "auth", "params": {"token": "bad"}})
        client.send({"method": "agent", "params": {"message": "x", "sessionKey": "sneaked"}})
        tap.equal(client.answer()["error"]["details"]["code"], "AUTH_TOKEN_MISMATCH")
        tap.equal(client.wait_closed(), (4008, "connect failed"))
    with simple(gw) as client:
        rows = client.call("sessions.list", {"search": "sneaked"})["sessions"]
        tap.equal(rows, [])


def test_too_many_requests_behind_a_refused_auth_end_it_at_once(gw):
    with Client(gw.port, timeout=8) as client:
        client.send({"method": "auth", "params": {"token": "bad"}})
        for _ in range(16):
            client.send({"method": "gateway.info"})
        tap.equal(client.wait_closed(), (1008, "too many pending handshake frames"))
    with simple(gw):
        pass


def test_requests_behind_a_good_auth_need_not_wait(gw):
    with Client(gw.port) as client:
        for frame in ({"id": 1, "method": "auth", "params": {"token": "tok"}},
                      {"id": 2, "method": "gateway.info"}):
            client.send(frame)
        tap.equal([client.answer()["id"], client.answer()["id"]], [1, 2])


def test_frames_of_the_protocol_are_errors_on_a_simple_socket(gw):
    with simple(gw) as client:
        for method in ("connect", "health"):
            text = error_of(client, {"type": "req", "id": "1", "method": method, "params": {}})
            assert "this socket speaks the simple dialect" in text, text
        assert client.call("gateway.info"), "and the socket lives on"


def test_simple_frames_are_errors_on_a_socket_of_the_protocol(gw):
    with gw.connected() as client:
        for frame in ({"method": "auth", "params": {"token": "tok"}},
                      {"id": "5", "method": "health"}):
            answer = client.answer(frame)
            tap.equal((answer["type"], answer["ok"]), ("res", False))
            assert answer["error"]["message"].startswith("invalid request frame: "), answer
        assert client.call("health")["ok"]


def test_what_is_no_frame_is_answered_and_does_no_harm(gw):
    with simple(gw) as client:
        for text in ("", "x", "[]", "null", "{", '{"method":7}', '{"method":"agent","id":[1]}',
                     '{"method":"agent","params":{},"method":"agent"}', '{"event":"agent.done"}',
                     '{"method":"m","bogus":1}', "\x00", '{"method":"m","expectedProfileId":"x"}'):
            assert error_of(client, text).startswith("invalid request frame: "), text
        assert client.call("gateway.info")


def test_ambiguous_parameters_are_refused(gw):
    with simple(gw) as client:
        text = error_of(client, '{"method":"agent","params":{"message":"a","message":"b"}}')
        tap.equal(text, "invalid agent params: at root: must not have property 'message' twice")
    with Client(gw.port) as client:
        text = error_of(client, '{"method":"auth","params":{"token":"x","token":"tok"}}')
        assert "'token' twice" in text, text
        tap.equal(client.wait_closed(), (4008, "connect failed"))


def test_a_second_auth_changes_nothing(gw):
    with simple(gw) as client:
        tap.equal(error_of(client, {"method": "auth", "params": {"token": "bad"}}),
                  "auth is only valid as the first request")
        assert client.call("gateway.info")


def test_before_auth_a_frame_has_64_kilobytes_at_most(gw):
    with Client(gw.port) as client:
        client.send({"method": "auth", "params": {"token": "x" * (65 * KB)}})
        tap.equal(client.wait_closed()[0], 1009)


def test_a_large_message_is_read_beside_the_loop_and_answered(gw):
    text = "x" * (300 * KB)
    with simple(gw) as client:
        client.send({"id": 2, "method": "agent", "params": {"message": text, "sessionKey": "big"}})
        client.send({"id": 3, "method": "gateway.info"})
        order = [client.answer()["id"], client.answer()["id"]]
        tap.equal(sorted(order), [2, 3])
        tap.equal(client.wait_event("agent.done", 10)["text"], text)


def test_a_message_beyond_25_megabytes_ends_the_socket(gw):
    with simple(gw, timeout=10) as client:
        client.send(json.dumps({"method": "agent", "params": {"message": "x" * (26 << 20)}}))
        tap.equal(client.wait_closed()[0], 1009)


def test_a_socket_that_says_nothing_is_closed_in_time():
    with Gateway(env={"OPENCLAW_HANDSHAKE_TIMEOUT_MS": "300"}) as gateway:
        with Client(gateway.port) as client:
            tap.equal(client.wait_closed()[0], 1000)
        with simple(gateway) as client:
            client.drain(0.6)
            assert client.call("gateway.info"), "after auth there is no such limit"


if __name__ == "__main__":
    tap.main(globals(), Gateway)
