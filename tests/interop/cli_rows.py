# SPDX-License-Identifier: MIT
"""What the rows of both command lines have in common: seeds, and looks at what came of them."""
import contextlib
import json
import os
import sqlite3

from support import tap
from support.device import Device


def waiting_device(gateway, _stack):
    """A device that has asked to be let in."""
    device = Device(displayName="phone")
    return {"device": device.id, "request": device.asks(gateway, scopes=["operator.read"])}


def somebody(gateway, stack):
    """A client that is connected as long as the call takes."""
    device = Device(displayName="seeded-box")
    stack.enter_context(device.connect(gateway, client_id="openclaw-macos", mode="ui"))
    gateway.await_log("→ hello-ok client=openclaw-macos ")
    return {"device": device.id}


def job(gateway, _stack):
    """A job in the database, as cron jobs are kept there."""
    row = {"id": "job-1", "name": "water-the-plants", "enabled": True, "createdAtMs": 1,
           "updatedAtMs": 2, "schedule": {"kind": "every", "everyMs": 3_600_000},
           "sessionTarget": "main", "wakeMode": "now",
           "payload": {"kind": "systemEvent", "text": "x"}, "state": {"nextRunAtMs": 9e12}}
    database = os.path.join(gateway.state_dir, "state", "gateway.sqlite")
    with contextlib.closing(sqlite3.connect(database, timeout=10)) as db:
        db.execute("INSERT INTO cron_jobs VALUES(?, ?)", (row["id"], json.dumps(row)))
        db.commit()
    return {"name": row["name"]}


def device_is_paired(gateway, seeded, _answer):
    with gateway.connected() as client:
        rows = client.call("device.pair.list", {})
    assert seeded["device"] in [row["deviceId"] for row in rows["paired"]], rows


def device_is_refused(gateway, seeded, _answer):
    with gateway.connected() as client:
        rows = client.call("device.pair.list", {})
    assert seeded["device"] not in str(rows), rows


def conversation_has_mark(gateway, seeded, _answer):
    with gateway.connected() as client:
        rows = client.call("chat.history", {"sessionKey": "main"})["messages"]
    tap.equal([row["role"] for row in rows], ["user", "assistant"])
    assert seeded["mark"] in str(rows[0]), rows


def event_is_queued(gateway, seeded, _answer):
    with gateway.connected() as client:
        tap.equal(client.call("status")["queuedSystemEvents"], [seeded["mark"]])
