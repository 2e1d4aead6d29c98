#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# One gateway a state directory. The truth is a lock of the kernel's, not a file one can delete.
import contextlib
import hashlib
import json
import os
import re
import stat
import subprocess
import tempfile

from support import tap
from support.gateway import Gateway

GIVE_UP_SECONDS = 15


def refused(first, pid=None, **options):
    """A gateway on the directories of `first` must end with 1 and name who holds them."""
    second = Gateway(home=first.home, **options)
    try:
        second.spawn()
        tap.equal(second.wait(GIVE_UP_SECONDS), 1, "exit status of the second")
        text = second.log()
    finally:
        second.kill()
    wanted = f"gateway already running (pid {pid or first.pid})"
    assert wanted in text, f"missing {wanted!r} in {text!r}"
    if pid is None:
        tap.equal(first.get("/healthz").status, 200, "the first one still answers")


def product_directory(state_dir):
    return os.path.join(state_dir, "tmp", f"openclaw-{os.getuid()}")


def leave_lock(path, content):
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(json.dumps(content) + " " * 64 + "\n")


@contextlib.contextmanager
def stranger():
    """A live process whose command line is a gateway's."""
    process = subprocess.Popen(["openclaw-gateway", "120"], executable="/bin/sleep")
    try:
        yield process
    finally:
        process.kill()
        process.wait()


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


def test_the_lock_files_of_the_product_stand_in_its_places():
    with Gateway() as gateway:
        config = os.path.join(gateway.state_dir, "openclaw.json")
        digest = hashlib.sha256(config.encode()).hexdigest()[:8]
        directory = product_directory(gateway.state_dir)
        tap.equal(stat.S_IMODE(os.stat(directory).st_mode), 0o700, "mode of the directory")
        for name in ("gateway.state.lock", f"gateway.{digest}.lock"):
            path = os.path.join(directory, name)
            tap.equal(stat.S_IMODE(os.stat(path).st_mode), 0o600, "mode")
            with open(path, encoding="utf-8") as source:
                content = json.loads(source.read())
            tap.equal(content["pid"], gateway.pid)
            tap.equal(content["configPath"], config)
            tap.equal(content["port"], gateway.port)


def test_the_switch_for_several_gateways_leaves_the_lock_of_the_configuration_out():
    with Gateway(env={"OPENCLAW_ALLOW_MULTI_GATEWAY": "1"}) as gateway:
        tap.equal(os.listdir(product_directory(gateway.state_dir)), ["gateway.state.lock"])


@tap.timeout(40)
def test_a_live_gateway_of_the_other_kind_on_the_state_directory_is_refused():
    with Gateway() as first, stranger() as other:
        first.stop()
        leave_lock(os.path.join(product_directory(first.state_dir), "gateway.0a1b2c3d.lock"),
                   {"pid": other.pid})
        refused(first, pid=other.pid)
        other.kill()
        other.wait()
        with Gateway(home=first.home) as second:
            tap.equal(second.get("/healthz").status, 200)


@tap.timeout(40)
def test_a_live_gateway_of_the_other_kind_on_the_configuration_is_refused():
    with Gateway() as first, stranger() as other, tempfile.TemporaryDirectory() as temporary:
        first.stop()
        leave_lock(os.path.join(temporary, f"openclaw-{os.getuid()}", "gateway.0a1b2c3d.lock"),
                   {"pid": other.pid, "configPath": os.path.join(first.state_dir, "openclaw.json")})
        refused(first, env={"TMPDIR": temporary}, pid=other.pid)
        with Gateway(home=first.home, env={"TMPDIR": temporary,
                                           "OPENCLAW_ALLOW_MULTI_GATEWAY": "1"}) as second:
            tap.equal(second.get("/healthz").status, 200)


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
