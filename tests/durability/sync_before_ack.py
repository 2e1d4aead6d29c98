#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Nothing is acknowledged before its commit: strace shows fdatasync on the log returning before the
# acknowledgement leaves. The same check must say no when the sync is taken out.
import json
import os
import re
import signal
import subprocess
import tempfile

from support import tap
from support.gateway import Gateway

CALLS = "trace=fdatasync,fsync,write,writev,sendto,sendmsg,send,pwrite64"
NOSYNC = os.environ.get("OPENCLAW_NOSYNC", "")


def traced(run_ids, action, preload=None):
    """The lines of strace for a gateway that does `action`, in the order of the calls' returns."""
    with tempfile.NamedTemporaryFile(suffix=".strace") as out:
        os.environ["OPENCLAW_WRAP"] = f"strace -f -y -ttt -s 8000 -e {CALLS} -o {out.name}"
        env = {"LD_PRELOAD": preload} if preload else {}
        gateway = Gateway(env=env)
        try:
            with gateway:
                with gateway.connected() as client:
                    for run_id in run_ids:
                        action(client, run_id)
                # strace keeps signals to itself: the gateway is asked directly.
                with open(os.path.join(gateway.state_dir, ".gateway.lock"),
                          encoding="utf-8") as lock:
                    os.kill(json.load(lock)["pid"], signal.SIGTERM)
                gateway.wait()
        finally:
            del os.environ["OPENCLAW_WRAP"]
        with open(out.name, encoding="utf-8", errors="replace") as source:
            return source.read().splitlines()


def first(lines, pattern, after=-1):
    """The number of the first line behind `after` that matches, or None."""
    wanted = re.compile(pattern)
    for number in range(after + 1, len(lines)):
        if wanted.search(lines[number]):
            return number
    return None


SYNCED = r"(fdatasync|fsync)(\(\d+<[^>]*gateway\.sqlite-wal>\)| resumed>\)).* = 0"


def proves(lines, run_id, written, told):
    """Between the row's way into the log and the words to the client lies a sync that succeeded."""
    row = first(lines, r"pwrite64\(\d+<[^>]*-wal>.*" + written.replace("RUN", run_id))
    if row is None:
        return False
    said = first(lines, r"(sendto|write|writev|sendmsg)\(\d+<(TCP|socket)[^>]*>.*"
                 + told.replace("RUN", run_id))
    synced = first(lines, SYNCED, row)
    return said is not None and synced is not None and row < synced < said


def send(client, run_id):
    client.call("chat.send", {"sessionKey": "main", "message": f"text of {run_id}",
                              "idempotencyKey": run_id})
    client.wait_final(run_id)


STARTED = r'\\"runId\\":\\"RUN\\",\\"status\\":\\"started\\"'
ACCEPTED = r'\\"runId\\":\\"RUN\\".*\\"status\\":\\"accepted\\"'


def test_a_message_is_on_the_disk_before_it_is_acknowledged():
    runs = ["first-run", "second-run", "third-run"]
    lines = traced(runs, send)
    for run_id in runs:
        assert proves(lines, run_id, "RUN", STARTED), f"{run_id} was acknowledged too early"


def test_an_agent_run_is_on_the_disk_before_it_is_accepted():
    lines = traced(["agent-run"], lambda client, run_id: client.agent(
        f"text of {run_id}", idempotencyKey=run_id))
    assert proves(lines, "agent-run", "RUN", ACCEPTED), "accepted too early"


def test_an_answer_is_on_the_disk_before_it_is_final():
    lines = traced(["answered-run"], send)
    written = first(lines, r"pwrite64\(\d+<[^>]*-wal>.*assistant")
    said = first(lines, r'\\"state\\":\\"final\\"')
    assert written is not None and said is not None, "the answer was not written or not told"
    synced = first(lines, SYNCED, written)
    assert synced is not None and written < synced < said, "final was told too early"


def test_without_the_sync_the_check_says_no():
    assert NOSYNC, "OPENCLAW_NOSYNC names no library"
    lines = traced(["unsafe-run"], send, preload=NOSYNC)
    assert first(lines, "unsafe-run") is not None, "the trace is empty"
    assert not proves(lines, "unsafe-run", "RUN", STARTED), "the check cannot fail"


for each in list(globals().values()):
    if callable(each) and getattr(each, "__name__", "").startswith("test_"):
        each.tap_timeout = 90

if __name__ == "__main__":
    subprocess.run(["strace", "--version"], check=True, stdout=subprocess.DEVNULL)
    tap.main(globals())
