#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# One gateway a state directory. The truth is a lock of the kernel's, not a file one can delete.
import json
import os
import re
import stat

from support import tap
from support.gateway import Gateway

GIVE_UP_SECONDS = 15


def refused(first, **options):
    """A second gateway on the same directories must end with 1 and name the first one's pid."""
    second = Gateway(home=first.home, **options)
    try:
        second.spawn()
        tap.equal(second.wait(GIVE_UP_SECONDS), 1, "exit status of the second")
        text = second.log()
    finally:
        second.kill()
    wanted = f"gateway already running (pid {first.pid})"
    assert wanted in text, f"missing {wanted!r} in {text!r}"
    tap.equal(first.get("/healthz").status, 200, "the first one still answers")


def lock_files(gateway):
    found = []
    for folder, _, names in os.walk(gateway.home):
        found += [os.path.join(folder, name) for name in names if name.endswith(".lock")]
    return found


@tap.timeout(40)
def test_a_second_gateway_on_the_same_state_directory_is_refused():
    with Gateway() as first:
        refused(first)


@tap.timeout(40)
def test_a_second_gateway_through_a_symlink_is_refused():
    with Gateway() as first:
        link = os.path.join(first.home, "link")
        os.symlink(first.state_dir, link)
        refused(first, env={"OPENCLAW_STATE_DIR": link})


@tap.timeout(40)
def test_deleting_the_lock_files_changes_nothing():
    with Gateway() as first:
        for path in lock_files(first):
            os.unlink(path)
        refused(first)


@tap.timeout(40)
def test_the_switch_for_several_gateways_does_not_open_the_state_directory():
    with Gateway() as first:
        refused(first, env={"OPENCLAW_ALLOW_MULTI_GATEWAY": "1"})


def test_the_lock_file_tells_pid_and_start_to_others():
    with Gateway() as gateway:
        path = os.path.join(gateway.state_dir, ".gateway.lock")
        tap.equal(stat.S_IMODE(os.stat(path).st_mode), 0o600, "mode")
        with open(path, encoding="utf-8") as source:
            content = json.loads(source.read())
        tap.equal(content["pid"], gateway.pid)
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", content["createdAt"]), content


def test_a_clean_end_leaves_no_lock_file():
    with Gateway() as gateway:
        gateway.stop()
        tap.equal(lock_files(gateway), [])


def test_sigkill_releases_the_lock():
    with Gateway() as first:
        first.kill()
        with Gateway(home=first.home) as second:
            tap.equal(second.get("/healthz").status, 200)


def test_a_stale_lock_file_of_a_running_stranger_is_no_obstacle():
    with Gateway() as first:
        first.kill()
        with open(os.path.join(first.state_dir, ".gateway.lock"), "w", encoding="utf-8") as out:
            out.write(json.dumps({"pid": os.getpid(), "createdAt": "2026-01-01T00:00:00.000Z"}))
        with Gateway(home=first.home) as second:
            tap.equal(second.get("/healthz").status, 200)


if __name__ == "__main__":
    tap.main(globals())
