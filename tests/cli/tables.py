#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The commands that ask a running gateway one thing: in words, as JSON, and when none runs.
import contextlib
import json
import os
import sqlite3
import subprocess
import time

from command_line import Home
from support import tap
from support.gateway import Gateway, binary

JOB = {"id": "job-1", "name": "water the plants", "enabled": True, "createdAtMs": 1,
       "updatedAtMs": 2, "schedule": {"kind": "cron", "expr": "0 9 * * *"},
       "sessionTarget": "main", "wakeMode": "now", "state": {"nextRunAtMs": 4102444800000},
       "payload": {"kind": "systemEvent", "text": "x"}}
COMMANDS = (["status"], ["health"], ["system", "presence"], ["system", "heartbeat", "last"],
            ["cron", "list"], ["cron", "status"], ["channels", "status"], ["models", "list"])


class Busy(Gateway):
    def start(self):
        super().start()
        database = os.path.join(self.state_dir, "state/gateway.sqlite")
        with contextlib.closing(sqlite3.connect(database, timeout=10)) as db:
            rows = [JOB, dict(JOB, id="job-2", enabled=False)]
            db.executemany("INSERT INTO cron_jobs VALUES(?, ?)",
                           [(row["id"], json.dumps(row)) for row in rows])
            db.commit()
        with self.connected() as client:
            client.agent("hello", 10)
        return self


def run(gw, *arguments):
    environment = gw.environment() | {"OPENCLAW_GATEWAY_PORT": str(gw.port)}
    outcome = subprocess.run([binary(), *arguments], env=environment, capture_output=True,
                             text=True, timeout=15 * tap.FACTOR, check=False)
    tap.equal((outcome.returncode, outcome.stderr), (0, ""), f"{arguments}")
    return outcome.stdout


def row_with(text, word):
    return next(line for line in text.splitlines() if word in line)


def test_status_is_all_at_a_glance(gw):
    text = run(gw, "status")
    assert text.startswith("OpenClaw Status\n---------------\nGateway:"), text
    assert f"ws://127.0.0.1:{gw.port}, version " in text and f"pid {gw.pid}" in text, text
    tap.equal(row_with(text, "Sessions:").split(), ["Sessions:", "1"])
    assert row_with(text, "agent:main:main").split()[1] == "echo", text
    found = json.loads(run(gw, "status", "--json"))
    tap.equal((found["gateway"]["reachable"], found["health"]["ok"], found["status"]["pid"],
               found["presence"][0]["reason"]), (True, True, gw.pid, "self"))


def test_health_is_that_of_the_gateway(gw):
    assert run(gw, "health").startswith("Gateway Health\nOK (")
    tap.equal(json.loads(run(gw, "health", "--json"))["ok"], True)


def test_presence_lists_who_is_there(gw):
    with gw.connected(client_id="openclaw-macos", mode="ui"):
        text = run(gw, "system", "presence")
    tap.equal(text.splitlines()[0].split()[:3], ["Host", "Client", "Mode"])
    assert "self" in row_with(text, " gateway "), text
    assert " ui " in row_with(text, "openclaw-macos"), text


def test_an_event_waits_for_the_next_heartbeat(gw):
    tap.equal(run(gw, "system", "event", "--text", "the door is open"), "ok\n")
    with gw.connected() as client:
        assert "the door is open" in client.call("status")["queuedSystemEvents"]


def test_heartbeats_are_switched(gw):
    tap.equal(run(gw, "system", "heartbeat", "disable"), "Heartbeats are off.\n")
    tap.equal(json.loads(run(gw, "system", "heartbeat", "enable", "--json")),
              {"ok": True, "enabled": True})
    tap.equal(run(gw, "system", "heartbeat", "last"), "No heartbeat yet.\n")


def test_an_event_that_wakes_is_heard_by_the_agent(gw):
    tap.equal(run(gw, "system", "event", "--text", "it rains in", "--mode", "now"), "ok\n")
    deadline = time.monotonic() + 10 * tap.FACTOR
    while "sent" not in run(gw, "system", "heartbeat", "last"):
        assert time.monotonic() < deadline, "no run ended"
    with gw.connected() as client:
        assert "it rains in" in json.dumps(client.call("chat.history", {"sessionKey": "main"}))


def test_jobs_are_listed(gw):
    text = run(gw, "cron", "list")
    row = row_with(text, "job-1")
    assert "water the plants  0 9 * * *  yes" in row and " in " in row, text
    assert "job-2" not in text and "job-2" in run(gw, "cron", "list", "--all")
    tap.equal([row["id"] for row in json.loads(run(gw, "cron", "list", "--json"))["jobs"]],
              ["job-1"])
    status = run(gw, "cron", "status")
    tap.equal(row_with(status, "Jobs:").split(), ["Jobs:", "2"])
    assert row_with(status, "Next:").split()[1] == "in", status


def test_channels_and_models_are_listed(gw):
    tap.equal(run(gw, "channels", "status"), "No channels.\n")
    row = row_with(run(gw, "models", "list"), "echo/echo")
    tap.equal(row.split(), ["echo/echo", "Echo", "128000", "yes", "default"])


def test_without_a_gateway_they_name_the_remedy():
    with Home() as home:
        for words in COMMANDS:
            outcome = home.run(*words)
            tap.equal((outcome.status, outcome.out), (1, ""), f"{words}")
            assert outcome.err.endswith("Start it with: openclaw gateway run\n"), outcome.err


def test_an_event_needs_a_text_and_a_known_mode():
    with Home() as home:
        tap.equal(home.run("system", "event").err,
                  "What has happened? Say it with --text <text>.\n")
        tap.equal(home.run("system", "event", "--text", "x", "--mode", "soon").err,
                  'Invalid --mode (use "now" or "next-heartbeat")\n')


tap.main(globals(), Busy)
