#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Large parameters are one client's matter: while they are read, checked and stored, the others are
# answered as ever.
import json
import threading
import time
import uuid

from support import tap, ws
from support.gateway import Gateway

SIZE = 20_000_000
BOUND = 0.2 * tap.FACTOR  # seconds for one answer
ATTEMPTS = 4
SLOW_MODEL = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 60000}}}}}


def gateway():
    """One whose model takes its time, so that no answer of the same size is on its way."""
    return Gateway(config=SLOW_MODEL)


def send_params(message):
    return {"sessionKey": "main", "message": message, "idempotencyKey": str(uuid.uuid4())}


class Sender:
    """Sends frames from a thread of its own; `answers` holds what came back, in order."""

    def __init__(self, gw, frames):
        self._client = gw.connected(timeout=30 * tap.FACTOR)
        self._frames = [json.dumps(frame).encode() for frame in frames]
        self._bytes = b"".join(ws.encode(ws.TEXT, frame) for frame in self._frames)
        self._thread = threading.Thread(target=self._run)
        self.answers = []

    def _run(self):
        self._client.socket.send_raw(self._bytes)
        while len(self.answers) < len(self._frames):
            frame = self._client.pump(30 * tap.FACTOR)
            if frame.get("type") == "res":
                self.answers.append(frame)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._thread.join()
        self._client.socket.abort()
        return False

    def busy(self):
        return self._thread.is_alive()


def slowest_health(client, sender):
    slowest = 0.0
    while sender.busy():
        begin = time.monotonic()
        tap.equal(client.call("health", timeout=30 * tap.FACTOR)["ok"], True)
        slowest = max(slowest, time.monotonic() - begin)
    return slowest


def check_others_are_answered(gw, params_of_attempt, check_answer, method="chat.send"):
    """A busy machine may spoil an attempt or two; a gateway that is held spoils each."""
    slowest = []
    for attempt in range(ATTEMPTS):
        frame = {"type": "req", "id": "big", "method": method,
                 "params": params_of_attempt(attempt)}
        with gw.connected() as client, Sender(gw, [frame]) as sender:
            slowest.append(slowest_health(client, sender))
        check_answer(sender.answers[0])
        if slowest[-1] < BOUND:
            return
    raise AssertionError(f"the slowest answer of each attempt took {slowest} s")


@tap.timeout(90)
def test_others_are_answered_while_a_large_message_is_taken(gw):
    check_others_are_answered(
        gw, lambda attempt: send_params("x" * SIZE) | {"sessionKey": f"taken-{attempt}"},
        lambda answer: tap.equal(answer["ok"], True))


@tap.timeout(90)
def test_others_are_answered_while_a_large_run_is_taken(gw):
    def params(attempt):
        return {"message": "x" * SIZE, "sessionKey": f"run-{attempt}",
                "idempotencyKey": str(uuid.uuid4())}
    check_others_are_answered(
        gw, params, lambda answer: tap.equal(answer["payload"]["status"], "accepted"), "agent")


@tap.timeout(90)
def test_others_are_answered_while_large_params_are_refused(gw):
    bogus = {str(i): {} for i in range(500_000)}
    check_others_are_answered(
        gw, lambda attempt: send_params("x") | {"bogus": bogus},
        lambda answer: tap.equal(answer["error"]["message"], "invalid chat.send params: at root: "
                                 "unexpected property 'bogus'"))


@tap.timeout(60)
def test_small_messages_do_not_overtake_a_large_one(gw):
    sizes = [SIZE, 1, 2, SIZE // 10, 3]
    frames = [{"type": "req", "id": f"m{size}", "method": "chat.send",
               "params": send_params("y" * size) | {"sessionKey": "order"}} for size in sizes]
    with Sender(gw, frames) as sender:
        pass
    tap.equal([(answer["id"], answer["ok"]) for answer in sender.answers],
              [(frame["id"], True) for frame in frames])


@tap.timeout(60)
def test_who_leaves_meanwhile_harms_nobody(gw):
    frame = {"type": "req", "id": "big", "method": "chat.send",
             "params": send_params("z" * SIZE) | {"sessionKey": "gone"}}
    data = ws.encode(ws.TEXT, json.dumps(frame).encode())
    for pause in (0, 0.02, 0.05, 0.1):
        client = gw.connected()
        client.socket.timeout = 30 * tap.FACTOR
        client.socket.send_raw(data)
        time.sleep(pause)
        client.socket.abort()
    with gw.connected() as other:
        tap.equal(other.call("health", timeout=30 * tap.FACTOR)["ok"], True)


# A sanitizer keeps what is freed for a while.
if tap.FACTOR == 1:
    def test_the_memory_of_large_answers_goes_back():
        with Gateway() as gw, gw.connected() as client:
            client.call("health")
            before = gw.rss_kb()
            for _ in range(4):
                client.call("config.schema")
            client.call("health")
            assert gw.rss_kb() < before + 2500, (before, gw.rss_kb())


if __name__ == "__main__":
    tap.main(globals(), gateway)
