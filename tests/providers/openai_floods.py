#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A provider that sends faster than anybody reads, or without end: the gateway goes on working.
import time

from support import tap
from support.fake_openai import delta, event, good_stream
from world import World, send, text_of

BURST = "".join(f"word{number:05} " for number in range(20_000))
MOST = 8 << 20
SESSION = "agent:main:flood"


def endless(peer):
    """As fast as it goes, a byte of text at a time."""
    peer.head()
    data = event(delta("a")) * 2000
    try:
        while True:
            peer.raw(data)
    except OSError:
        pass


def burst(peer):
    peer.head()
    peer.raw(good_stream([BURST[at:at + 10] for at in range(0, len(BURST), 10)]))


def long_answer(member, size):
    """An answer of so many bytes in `member` of its deltas."""
    def answer(peer):
        peer.head()
        step = 1 << 16
        try:
            for _ in range(size // step):
                peer.send(delta(**{member: "x" * step}))
            peer.send(delta("."), delta(finish="stop"), "[DONE]")
        except OSError:
            pass
    return answer


def begun(w, client):
    """An endless stream under way for a second."""
    w.then(endless)
    run = send(client, session=SESSION)
    client.wait_event(lambda f: f["event"] == "chat" and f["payload"]["state"] == "delta")
    client.drain(1.0)
    return run


def deltas(client, run):
    return [frame["payload"] for frame in client.frames if frame.get("event") == "chat"
            and frame["payload"]["runId"] == run and frame["payload"]["state"] == "delta"]


@tap.timeout(60)
def test_others_are_answered_while_a_stream_floods(w):
    with w.gateway.connected() as client:
        run = begun(w, client)
        for _ in range(5):
            started = time.monotonic()
            tap.equal(w.gateway.get("/healthz").status, 200)
            took = time.monotonic() - started
            assert took < 1.0 * tap.FACTOR, f"/healthz took {took:.2f} s"
            client.drain(0.2)
        started = time.monotonic()
        found = client.call("chat.abort", {"sessionKey": SESSION, "runId": run})
        tap.equal(found["runIds"], [run])
        tap.equal(client.wait_final(run)["payload"]["state"], "aborted")
        assert time.monotonic() - started < 2.0 * tap.FACTOR, "the abort took long"


def test_the_gateway_ends_in_time_while_a_stream_floods():
    with World(retries=0) as w, w.gateway.connected() as client:
        begun(w, client)
        started = time.monotonic()
        w.gateway.stop()
        took = time.monotonic() - started
        assert took < 5.0 * tap.FACTOR, f"it took {took:.2f} s"


def test_a_burst_drops_no_client_that_reads(w):
    w.then(burst)
    with w.gateway.connected() as one, w.gateway.connected() as other:
        run = send(one)
        for client in (one, other):
            final = client.wait_final(run, 20 * tap.FACTOR)["payload"]
            tap.equal((final["state"], text_of(final)), ("final", BURST))
            said = deltas(client, run)
            tap.equal("".join(payload["deltaText"] for payload in said), BURST, "in order")
            tap.equal(text_of(said[-1]), BURST)
    assert "slow consumer" not in w.gateway.log(), w.gateway.log()


def test_what_comes_fast_is_told_at_the_protocols_pace(w):
    def fast(peer):
        peer.head()
        for _ in range(200):
            peer.send(delta("a"))
            time.sleep(0.005)
        peer.send(delta(finish="stop"), "[DONE]")
    w.then(fast)
    with w.gateway.connected() as client:
        started = time.monotonic()
        run = send(client)
        tap.equal(text_of(client.wait_final(run)["payload"]), "a" * 200)
        most = (time.monotonic() - started) / 0.075 + 2
        said = [payload["deltaText"] for payload in deltas(client, run)]
    assert 5 < len(said) <= most, f"{len(said)} deltas instead of {most:.0f}"
    tap.equal("".join(said), "a" * 200)


@tap.timeout(120)
def test_an_answer_beyond_the_limit_is_an_error_that_names_it(w):
    for member in ("text", "reasoning_content"):
        message = w.fails(long_answer(member, MOST), timeout=60 * tap.FACTOR)
        tap.equal(message, "the model's answer and thoughts exceed 8 MiB, the most that one answer "
                  "may have; ask for less at a time")


@tap.timeout(120)
def test_an_answer_at_the_limit_arrives_whole(w):
    size = MOST - (1 << 16)
    tap.equal(len(w.says(long_answer("text", size), timeout=60 * tap.FACTOR)), size + 1)
    assert "slow consumer" not in w.gateway.log(), w.gateway.log()


if __name__ == "__main__":
    tap.main(globals(), lambda: World(retries=0))
