#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The jobs in the database as cron.list and cron.status show them, and the heartbeat.
import contextlib
import json
import os
import sqlite3

from support import tap
from support.gateway import Gateway


def job(number, **members):
    row = {"id": f"job-{number}", "name": f"name {9 - number}", "enabled": True,
           "createdAtMs": 1, "updatedAtMs": 100 + number,
           "schedule": {"kind": "every", "everyMs": 60000}, "sessionTarget": "main",
           "wakeMode": "now", "payload": {"kind": "systemEvent", "text": "x"},
           "state": {"nextRunAtMs": 1000 * (5 - number)}}
    row.update(members)
    return row


def insert(gw, jobs):
    database = os.path.join(gw.state_dir, "state/gateway.sqlite")
    with contextlib.closing(sqlite3.connect(database, timeout=10)) as db:
        db.executemany("INSERT INTO cron_jobs VALUES(?, ?)",
                       [(row["id"], json.dumps(row)) for row in jobs])
        db.commit()


class WithJobs(Gateway):
    def start(self):
        super().start()
        insert(self, [job(1), job(2, schedule={"kind": "cron", "expr": "0 9 * * *"}),
                      job(3, enabled=False),
                      job(4, agentId="other", description="Water the plants")])
        return self


def ids(client, **params):
    return [row["id"] for row in client.call("cron.list", params)["jobs"]]


def test_enabled_jobs_come_in_the_order_of_their_runs(gw):
    with gw.connected() as client:
        found = client.call("cron.list")
        tap.equal([row["id"] for row in found["jobs"]], ["job-4", "job-2", "job-1"])
        tap.equal(found["jobs"][2], job(1))
        tap.equal({name: found[name] for name in ("total", "offset", "limit", "hasMore",
                                                  "nextOffset")},
                  {"total": 3, "offset": 0, "limit": 50, "hasMore": False, "nextOffset": None})


def test_the_revision_changes_with_the_jobs():
    with WithJobs() as gw, gw.connected() as client:
        first = client.call("cron.list")["snapshotRevision"]
        tap.equal(client.call("cron.list", {"includeDisabled": True, "limit": 1})
                  ["snapshotRevision"], first)
        insert(gw, [job(9)])
        assert client.call("cron.list")["snapshotRevision"] != first


def test_pages_of_jobs(gw):
    with gw.connected() as client:
        page = client.call("cron.list", {"includeDisabled": True, "limit": 3})
        tap.equal((len(page["jobs"]), page["total"], page["hasMore"], page["nextOffset"]),
                  (3, 4, True, 3))
        rest = client.call("cron.list", {"includeDisabled": True, "limit": 3, "offset": 3})
        tap.equal((len(rest["jobs"]), rest["hasMore"]), (1, False))
        tap.equal(ids(client, offset=99), [])


def test_jobs_by_what_they_are(gw):
    with gw.connected() as client:
        tap.equal(ids(client, enabled="disabled"), ["job-3"])
        tap.equal(ids(client, scheduleKind="cron"), ["job-2"])
        tap.equal(ids(client, agentId="other"), ["job-4"])
        tap.equal(ids(client, query="WATER"), ["job-4"])
        tap.equal(ids(client, trigger="conditional"), [])
        tap.equal(ids(client, sortBy="name"), ["job-4", "job-2", "job-1"])
        tap.equal(ids(client, sortBy="updatedAtMs", sortDir="desc"), ["job-4", "job-2", "job-1"])


def test_numbers_beyond_all_reason_end_the_list(gw):
    with gw.connected() as client:
        for offset in (1e300, 2 ** 63, 2 ** 53):
            tap.equal(ids(client, offset=offset), [])
            tap.equal(ids(client, offset=offset, limit=1), [])


def test_status_tells_when_the_next_is_due(gw):
    with gw.connected() as client:
        found = client.call("cron.status")
        tap.equal((found["jobs"], found["nextWakeAtMs"]), (4, 1000))
        assert found["storePath"].startswith(gw.state_dir), found


def test_no_heartbeat_was_yet(gw):
    with gw.connected() as client:
        tap.equal(client.call("last-heartbeat"), None)


def test_a_wake_hands_what_waits_to_the_agent():
    with Gateway() as gw, gw.connected() as client:
        client.call("wake", {"mode": "next-heartbeat", "text": "first"})
        client.call("wake", {"mode": "now", "text": "second"})
        beat = client.wait_event("heartbeat", 10)["payload"]
        tap.equal((beat["status"], beat["preview"]), ("sent", "System: first\nSystem: second"))
        tap.equal(client.call("last-heartbeat"), beat)
        tap.equal(client.call("status")["queuedSystemEvents"], [])
        rows = client.call("chat.history", {"sessionKey": "main"})["messages"]
        tap.equal([row["role"] for row in rows], ["user", "assistant"])


def test_no_heartbeat_while_they_are_off():
    with Gateway() as gw, gw.connected() as client:
        tap.equal(client.call("set-heartbeats", {"enabled": False}),
                  {"ok": True, "enabled": False})
        client.call("wake", {"mode": "now", "text": "waits"})
        tap.equal(client.call("last-heartbeat"), None)
        tap.equal(client.call("status")["heartbeat"]["agents"][0]["enabled"], False)
        client.call("set-heartbeats", {"enabled": True})
        client.call("wake", {"mode": "now", "text": "goes"})
        preview = client.wait_event("heartbeat", 10)["payload"]["preview"]
        tap.equal(preview, "System: waits\nSystem: goes")


def test_a_beat_that_fails_is_told_once_and_stands_in_no_ones_way():
    slow = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 500}}}}}
    with Gateway(config=slow) as gw, gw.connected() as client:
        client.call("wake", {"mode": "now", "text": "one two three"})
        client.wait_event("chat", 10)
        client.call("wake", {"mode": "next-heartbeat", "text": "later"})
        client.call("chat.abort", {"sessionKey": "agent:main:main"})
        tap.equal(client.wait_event("heartbeat", 10)["payload"]["status"], "failed")
        client.call("wake", {"mode": "now", "text": "now"})
        beat = client.wait_event("heartbeat", 10)["payload"]
        tap.equal((beat["status"], beat["preview"]), ("sent", "System: later\nSystem: now"))
        client.drain(0.3)
        tap.equal([frame for frame in client.events if frame["event"] == "heartbeat"], [])


def test_an_agent_that_cannot_be_asked_is_asked_seldom():
    off = {"plugins": {"entries": {"agent": {"enabled": False}}}}
    with Gateway(config=off) as gw, gw.connected() as client:
        for text in ("first", "second"):
            client.call("wake", {"mode": "now", "text": text})
            tap.equal(client.wait_event("heartbeat", 10)["payload"]["status"], "failed")
        client.drain(0.3)
        tap.equal([frame for frame in client.events if frame["event"] == "heartbeat"], [])
        tap.equal(client.call("status")["queuedSystemEvents"], ["first", "second"])


def test_a_beat_that_a_crash_cut_off_is_not_doubled():
    slow = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 300}}}}}
    with Gateway(config=slow) as gw:
        with gw.connected() as client:
            client.call("wake", {"mode": "now", "text": "only once"})
            client.wait_event("chat", 10)
        gw.restart()
        with gw.connected() as client:
            client.call("wake", {"mode": "now", "text": "and this"})
            client.wait_event("heartbeat", 15)
            tap.equal(client.wait_event("heartbeat", 15)["payload"]["preview"], "System: and this")
            rows = client.call("chat.history", {"sessionKey": "main"})["messages"]
            said = [row["content"] for row in rows if row["role"] == "user"]
            tap.equal(sum("only once" in str(text) for text in said), 1, f"times in {said}")


if __name__ == "__main__":
    tap.main(globals(), WithJobs)
