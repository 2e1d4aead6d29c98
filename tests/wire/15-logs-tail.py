#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# logs.tail: the end of the gateway's own log, and the way on from there.
import json
import os
import time

from support import rpc, tap
from support.gateway import Gateway
from support.tap import FACTOR


def tail(client, **params):
    return client.call("logs.tail", params)


def messages(answer):
    return [json.loads(line)["message"] for line in answer["lines"]]


def unknown(client, method):
    tap.raises(rpc.RpcError, client.call, method)


def await_message(client, text, **params):
    """The answer whose lines tell of `text`: they come behind the answer that they are about."""
    deadline = time.monotonic() + 5 * FACTOR
    while time.monotonic() < deadline:
        answer = tail(client, **params)
        if any(text in message for message in messages(answer)):
            return answer
        time.sleep(0.01)
    raise AssertionError(f"no line tells of {text}")


def refusal(client, params):
    return tap.raises(rpc.RpcError, client.call, "logs.tail", params)


def test_it_is_advertised_and_shows_the_last_lines(gw):
    with gw.connected() as client:
        assert "logs.tail" in client.hello["features"]["methods"], client.hello
        unknown(client, "first.one")
        unknown(client, "second.one")
        answer = await_message(client, "second.one", limit=2)
        tap.equal(sorted(answer), ["cursor", "file", "lines", "reset", "size", "truncated"])
        tap.equal(len(answer["lines"]), 2)
        assert "first.one" in messages(answer)[0], answer
        tap.equal(answer["cursor"], answer["size"])
        tap.equal(os.path.dirname(answer["file"]), os.path.join(gw.home, "log"))
        tap.equal((answer["reset"], answer["truncated"]), (False, False))


def test_the_cursor_goes_on_with_new_lines_alone(gw):
    with gw.connected() as client:
        unknown(client, "before")
        cursor = await_message(client, "before")["cursor"]
        tap.equal(tail(client, cursor=cursor)["lines"], [])
        unknown(client, "behind")
        answer = await_message(client, "behind", cursor=cursor)
        assert not any("before" in message for message in messages(answer)), answer
        tap.equal(answer["reset"], False)


def test_a_cursor_that_is_too_far_behind_or_in_front_is_reset(gw):
    with gw.connected() as client:
        for _ in range(10):
            unknown(client, "filler." + "x" * 80)
        unknown(client, "last.one")
        await_message(client, "last.one")
        answer = tail(client, cursor=0, maxBytes=2000)
        tap.equal((answer["reset"], answer["truncated"]), (True, True))
        tap.equal(answer["skippedBytes"], answer["size"] - 2000)
        assert sum(len(line.encode()) + 1 for line in answer["lines"]) <= 2000
        assert "last.one" in messages(answer)[-1], answer
        answer = tail(client, cursor=10**12)
        tap.equal(answer["reset"], True)
        assert answer["lines"], answer


def test_characters_stay_whole_wherever_the_cut_is(gw):
    with gw.connected() as client:
        unknown(client, "ü" * 30)
        await_message(client, "üüü")
        for size in range(700, 760):
            for line in tail(client, maxBytes=size)["lines"]:
                assert "\ufffd" not in line and line.startswith("{"), (size, line)


def test_parameters_are_checked(gw):
    with gw.connected() as client:
        for params in ({"limit": 0}, {"limit": 5001}, {"maxBytes": 0}, {"maxBytes": 1000001},
                       {"cursor": -1}, {"cursor": "x"}, {"file": "/etc/passwd"}):
            error = refusal(client, params)
            tap.equal(error.code, "INVALID_REQUEST", f"{params}")
            assert error.message.startswith("invalid logs.tail params: "), error.message


def test_it_needs_the_scope_to_read(gw):
    with gw.connected(scopes=["operator.pairing"]) as client:
        tap.equal(refusal(client, {}).code, "FORBIDDEN")
    with gw.connected(scopes=["operator.read"]) as client:
        assert tail(client)["lines"]


def test_without_a_file_it_says_so():
    with Gateway(env={"OPENCLAW_LOG_LEVEL": "silent"}) as gw:
        with gw.connected() as client:
            error = refusal(client, {})
            tap.equal(error.code, "UNAVAILABLE")
            assert "logging.file" in error.message, error.message


def test_many_at_once_are_all_answered(gw):
    with gw.connected(timeout=20) as client:
        idents = [client.request("logs.tail", {"limit": 5000}) for _ in range(50)]
        for ident in idents:
            assert client.response(ident)["ok"], ident


if __name__ == "__main__":
    tap.main(globals(), Gateway)
