#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What was said of a device is so after SIGKILL and a restart.
import contextlib
import os
import sqlite3
import threading

from support import tap
from support.device import Device, page
from support.gateway import Gateway
from support.ws import Closed

READ = ["operator.read"]
ROUNDS = 12


def database(gateway):
    return os.path.join(gateway.state_dir, "state", "gateway.sqlite")


def listed(gw, kind="paired"):
    with gw.connected() as owner:
        return owner.call("device.pair.list", {})[kind]


def test_pairings_tokens_labels_and_requests_survive_sigkill():
    device, waiting, revoked = Device(), Device(), Device()
    with Gateway() as gw:
        with device.connect(gw, scopes=READ) as one:
            token = one.hello["auth"]["deviceToken"]
        with revoked.connect(gw, scopes=READ) as one:
            lost = one.hello["auth"]["deviceToken"]
        error, _, _ = waiting.refused(gw, headers=page(gw), scopes=READ)
        with gw.connected() as owner:
            owner.call("device.pair.rename", {"deviceId": device.id, "label": "kept"})
            owner.call("device.token.revoke", {"deviceId": revoked.id, "role": "operator"})
        gw.restart()
        with device.connect(gw, scopes=READ, auth={"deviceToken": token}) as one:
            tap.equal(one.hello["auth"]["deviceToken"], token)
        refusal, _, _ = revoked.refused(gw, scopes=READ, auth={"deviceToken": lost})
        tap.equal(refusal["details"]["code"], "AUTH_DEVICE_TOKEN_MISMATCH")
        labels = {row["deviceId"]: row.get("operatorLabel") for row in listed(gw)}
        tap.equal(labels[device.id], "kept")
        with gw.connected() as owner:
            owner.call("device.pair.approve", {"requestId": error["details"]["requestId"]})
        waiting.connect(gw, headers=page(gw), scopes=READ).close()


def test_a_removed_device_stays_removed():
    device = Device()
    with Gateway() as gw:
        device.connect(gw, scopes=READ).close()
        with gw.connected() as owner:
            owner.call("device.pair.remove", {"deviceId": device.id})
        gw.restart()
        tap.equal(listed(gw), [])


def test_whatever_was_answered_before_sigkill_is_kept():
    """Approvals in flight, the process killed right behind one of the answers."""
    with Gateway() as gw:
        for number in range(ROUNDS):
            devices = [Device() for _ in range(4)]
            asked = [one.asks(gw, scopes=READ) for one in devices]
            answered = []
            with gw.connected() as owner:
                idents = [owner.request("device.pair.approve", {"requestId": one})
                          for one in asked]
                with contextlib.suppress(Closed, OSError):
                    for index in range(number % 4 + 1):
                        owner.response(idents[index])
                        answered.append(devices[index].id)
                gw.process.kill()
            gw.restart()
            known = {row["deviceId"] for row in listed(gw)}
            tap.equal([one for one in answered if one not in known], [], f"lost in round {number}")


def test_a_token_that_was_told_is_good_after_sigkill():
    with Gateway() as gw:
        for number in range(ROUNDS):
            told = []

            def pair(device):
                with contextlib.suppress(Exception):
                    with device.connect(gw, scopes=READ) as one:
                        told.append((device, one.hello["auth"]["deviceToken"]))
                        gw.process.kill()
            threads = [threading.Thread(target=pair, args=(Device(displayName=f"{number}-{i}"),))
                       for i in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert told, "nobody came in"
            gw.restart()
            for device, token in told:
                device.connect(gw, scopes=READ, auth={"deviceToken": token}).close()


def test_a_row_that_cannot_be_read_is_left_out_and_named():
    device = Device()
    with Gateway() as gw:
        device.connect(gw, scopes=READ).close()
        gw.kill()
        with contextlib.closing(sqlite3.connect(database(gw))) as db:
            db.execute("INSERT INTO device_paired VALUES('broken', '{')")
            db.commit()
        gw.restart()
        gw.await_log("the row of broken is left out")
        tap.equal([row["deviceId"] for row in listed(gw)], [device.id])


def test_without_its_tables_it_does_not_start_and_says_what_helps():
    with Gateway() as gw:
        gw.kill()
        with contextlib.closing(sqlite3.connect(database(gw))) as db:
            db.execute("DROP TABLE device_paired")
            db.commit()
        gw.spawn()
        tap.equal(gw.wait(10), 1, "exit status")
        gw.await_log("devices: cannot read device_paired", "restore a backup of the database")


def test_a_known_device_writes_nothing():
    device = Device()
    with Gateway() as gw:
        device.connect(gw, scopes=READ).close()
        with contextlib.closing(sqlite3.connect(database(gw))) as db:
            version = db.execute("PRAGMA data_version").fetchone()
            for _ in range(20):
                device.connect(gw, scopes=READ).close()
            tap.equal(db.execute("PRAGMA data_version").fetchone(), version)


if __name__ == "__main__":
    tap.main(globals())
