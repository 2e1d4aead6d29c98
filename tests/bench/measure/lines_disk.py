# SPDX-License-Identifier: MIT
"""Bytes written to disk for every message that the gateway has accepted."""
import threading
import time
import uuid

from support import proc, rpc

from .table import Row

MESSAGES = 200
SENDERS = 10  # each in a session of its own; all its messages at once, so that commits are groups
SETTLE = 1.0  # seconds for the last commit
PATIENCE = 20.0
SLOW_MODEL_MS = 60_000
SIZES = ((64, "64 B"), (4096, "4 kB"))


def disk(bench):
    bench.need_gateway()
    if not proc.counts_written_bytes(bench.workdir):
        bench.fail("this file system does not count what is written; use --workdir")
    return [_row(bench, size, name) for size, name in SIZES]


def _row(bench, size, name):
    alone = _each(bench, size, SLOW_MODEL_MS)
    both = _each(bench, size, 0)
    return Row(f"disk an accepted message of {name}", alone, unit="B", at_most=4096 + 2 * size,
               note=f"{MESSAGES} chat.send, in groups, {SENDERS} sessions; "
                    f"{both:,.0f} B with an answer as long")


def _each(bench, size, model_ms):
    """Bytes a message; a slow model answers none of them while they are counted."""
    answered = model_ms == 0
    with bench.gateway(model_ms) as ours:
        _send_all(ours, size, SENDERS, answered)
        time.sleep(SETTLE)
        before = proc.written_bytes(ours.pid)
        _send_all(ours, size, MESSAGES, answered)
        time.sleep(SETTLE)
        return (proc.written_bytes(ours.pid) - before) / MESSAGES


def _send_all(server, size, count, answered):
    failures = []
    senders = [threading.Thread(target=_sender, args=(server, i, size, count // SENDERS, answered,
                                                      failures))
               for i in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    if failures:
        raise RuntimeError(f"chat.send fails: {failures[0]}")


def _sender(server, number, size, count, answered, failures):
    """One session: all messages behind each other, until the last is accepted, or answered."""
    try:
        with rpc.Client(server.port, timeout=PATIENCE) as client:
            client.connect(token=server.token)
            runs = [str(uuid.uuid4()) for _ in range(count)]
            asked = [client.request("chat.send", {"sessionKey": f"agent:main:bench-{number}",
                                                  "message": "m" * size, "idempotencyKey": run})
                     for run in runs]
            for ident in asked:
                if not client.response(ident, timeout=PATIENCE)["ok"]:
                    failures.append("refused")
            if answered:
                client.wait_final(runs[-1], PATIENCE)
    except Exception as failure:  # one thread's failure is the failure of the line
        failures.append(repr(failure))
