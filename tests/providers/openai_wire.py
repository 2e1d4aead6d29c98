#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What the provider is asked, and what becomes of its answer.
import json
import time

from support import tap
from support.fake_openai import answer_well, delta, usage
from support.rpc import RpcError
from world import KEY, World, send, text_of


def world():
    return World(headers={"X-Team": "blue"}, retries=0)


def body(w, number=-1):
    return json.loads(w.fake.requests[number].body)


def kept(peer):
    answer_well(peer, keep=True)


def test_the_answer_streams_as_it_comes(w):
    def paced(peer):
        peer.head()
        for word in ("one", " two", " three"):
            peer.send(delta(word))
            time.sleep(0.15)
        peer.send(delta(finish="stop"), usage(), "[DONE]")
    w.then(paced)
    with w.gateway.connected() as client:
        run = send(client)
        final = client.wait_final(run)["payload"]
        deltas = [frame["payload"]["deltaText"] for frame in client.frames
                  if frame.get("event") == "chat" and frame["payload"]["state"] == "delta"]
        tap.equal(deltas, ["one", " two", " three"])
        tap.equal((text_of(final), final["stopReason"]), ("one two three", "stop"))


def test_the_request_is_the_one_that_is_documented(w):
    w.says(answer_well)
    request = w.fake.requests[0]
    tap.equal((request.method, request.path), ("POST", "/v1/chat/completions"))
    headers = request.headers
    tap.equal((headers["authorization"], headers["content-type"], headers["x-team"]),
              ("Bearer " + KEY, "application/json", "blue"))
    tap.equal(headers["accept"], "text/event-stream")
    assert headers["user-agent"].startswith("openclaw/"), headers
    assert "expect" not in headers, headers
    tap.equal(body(w), {"model": "gpt-test", "messages": [{"role": "user", "content": "hello"}],
                        "stream": True, "stream_options": {"include_usage": True}})


def test_the_conversation_so_far_is_sent_along(w):
    w.then(answer_well, answer_well)
    for text in ("first", "second"):
        w.ask(text, session="agent:main:so-far")
    tap.equal(body(w)["messages"],
              [{"role": "user", "content": "first"},
               {"role": "assistant", "content": "Hello there"},
               {"role": "user", "content": "second"}])


def test_text_of_every_kind_goes_there_and_back(w):
    for text in ('quote " back \\ end', "gr\u00fc\u00dfe \u20ac \U0001f600", "line\nbreak\u0001"):
        def repeat(peer, said=text):
            answer_well(peer, [said])
        w.then(repeat)
        tap.equal(text_of(w.ask(text)), text)
        tap.equal(body(w)["messages"][-1]["content"], text)


def test_usage_is_in_the_transcript(w):
    def counted(peer):
        peer.head()
        peer.send(delta("ok"), delta(finish="stop"), usage(100, 7, cached=60), "[DONE]")
    w.then(counted)
    w.ask(session="agent:main:usage")
    with w.gateway.connected() as client:
        rows = client.call("chat.history", {"sessionKey": "agent:main:usage"})["messages"]
    found = rows[-1]["usage"]
    tap.equal((found["input"], found["output"], found["cacheRead"]), (40, 7, 60))
    tap.equal((rows[-1]["provider"], rows[-1]["model"]), ("openai", "gpt-test"))


def test_an_answer_that_is_too_long_says_so(w):
    def long(peer):
        peer.head()
        peer.send(delta("and so"), delta(finish="length"), "[DONE]")
    w.then(long)
    tap.equal(w.ask()["stopReason"], "length")


def test_a_run_names_the_model_it_wants(w):
    w.then(answer_well)
    with w.gateway.connected() as client:
        _, final = client.agent("hi", model="openai/gpt-other", sessionKey="agent:main:other")
        tap.equal(final["payload"]["result"]["payloads"][0]["text"], "Hello there")
        tap.equal(body(w)["model"], "gpt-other")
        _, final = client.agent("hi", model="echo/echo", sessionKey="agent:main:echo")
        tap.equal(final["payload"]["result"]["payloads"][0]["text"], "hi")
    tap.equal(len(w.fake.requests), 1)


def test_the_models_of_the_configuration_are_listed(w):
    with w.gateway.connected() as client:
        rows = client.call("models.list", {})["models"]
    found = [row for row in rows if row["provider"] == "openai"]
    tap.equal([(row["id"], row["name"], row.get("tags")) for row in found],
              [("gpt-test", "Test", ["default"])])


def test_an_abort_closes_the_stream_at_once(w):
    gone = []

    def endless(peer):
        peer.head()
        peer.send(delta("begun"))
        started = time.monotonic()
        gone.append((peer.idle(), time.monotonic() - started))
    w.then(endless)
    with w.gateway.connected() as client:
        run = send(client, session="agent:main:abort")
        client.wait_event(lambda f: f["event"] == "chat" and f["payload"]["state"] == "delta")
        client.call("chat.abort", {"sessionKey": "agent:main:abort", "runId": run})
        final = client.wait_final(run)["payload"]
        tap.equal((final["state"], text_of(final)), ("aborted", "begun"))
    deadline = time.monotonic() + 5 * tap.FACTOR
    while not gone and time.monotonic() < deadline:
        time.sleep(0.02)
    assert gone and gone[0][0] and gone[0][1] < 2 * tap.FACTOR, gone


def test_an_abort_ends_the_wait_for_another_attempt():
    with World(retries=5) as w:
        w.then(lambda peer: peer.error(429, "slow down", Retry_After="30"))
        with w.gateway.connected() as client:
            run = send(client, session="agent:main:wait")
            while "trying again in 30000 ms" not in w.gateway.log():
                time.sleep(0.02)
            client.call("chat.abort", {"sessionKey": "agent:main:wait", "runId": run})
            tap.equal(client.wait_final(run)["payload"]["state"], "aborted")
        w.gateway.stop()
        tap.equal(len(w.fake.requests), 1)
        assert "left" not in w.gateway.log(), w.gateway.log()


def test_a_connection_that_was_let_go_is_used_again(w):
    w.then(kept, kept, kept)
    for _ in range(3):
        w.ask()
    tap.equal(w.fake.connections, 1)


def test_many_answers_stream_at_the_same_time(w):
    def slow(peer):
        peer.head()
        for _ in range(5):
            peer.send(delta("a"))
            time.sleep(0.1)
        peer.send(delta(finish="stop"), "[DONE]")
    w.then(*[slow] * 20)
    with w.gateway.connected() as client:
        started = time.monotonic()
        runs = [send(client, session=f"agent:main:many{n}") for n in range(20)]
        for run in runs:
            tap.equal(text_of(client.wait_final(run, 20 * tap.FACTOR)["payload"]), "aaaaa")
        assert time.monotonic() - started < 5 * tap.FACTOR, "one waited for the other"


def test_a_request_waits_for_its_turn_in_the_session_only(w):
    with w.gateway.connected() as client:
        w.then(lambda peer: peer.idle(1.0), answer_well)
        send(client, session="agent:main:slow")
        time.sleep(0.1)
        tap.equal(client.wait_final(send(client))["payload"]["state"], "final")


def test_the_gateway_ends_in_time_while_a_stream_is_open():
    def endless(peer):
        peer.head()
        peer.send(delta("begun"))
        peer.idle()
    with World() as w:
        w.then(endless)
        with w.gateway.connected() as client:
            send(client)
            client.wait_event(lambda f: f["event"] == "chat" and f["payload"]["state"] == "delta")
            started = time.monotonic()
            w.gateway.stop()
            assert time.monotonic() - started < 3 * tap.FACTOR
        assert "left" not in w.gateway.log(), w.gateway.log()


def test_a_run_that_was_cut_by_a_restart_is_answered_after_it():
    with World() as w:
        w.then(lambda peer: peer.idle())
        with w.gateway.connected() as client:
            run = send(client, session="agent:main:again")
            while not w.fake.requests:
                time.sleep(0.02)
        w.gateway.restart()
        deadline = time.monotonic() + 10 * tap.FACTOR
        with w.gateway.connected() as client:
            rows = []
            while time.monotonic() < deadline and len(rows) < 2:
                rows = client.call("chat.history", {"sessionKey": "agent:main:again"})["messages"]
                time.sleep(0.05)
        tap.equal(rows[-1]["content"], [{"type": "text", "text": "Hello there"}])
        assert run, "a run"


def test_bad_params_do_not_reach_the_provider(w):
    w.fake.forget()
    with w.gateway.connected() as client:
        tap.raises(RpcError, client.call, "agent", {"message": "", "idempotencyKey": "x"})
    tap.equal(w.fake.requests, [])


if __name__ == "__main__":
    tap.main(globals(), world)
