#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The file of the log and the console: where lines go, what stands in them, and what never does.
import glob
import json
import os
import socket
import stat
import subprocess

from support import rpc, tap
from support.gateway import Gateway

KEY = "sk-live-0123456789abcdef"


def log_file(gw):
    files = glob.glob(os.path.join(gw.home, "log", "openclaw-*.log"))
    tap.equal(len(files), 1, f"files by day: {files}")
    return files[0]


def text_of(path):
    with open(path, encoding="utf-8") as source:
        return source.read()


def records(path):
    return [json.loads(line) for line in text_of(path).splitlines()]


def unknown(client, method):
    tap.raises(rpc.RpcError, client.call, method)


def refused(**options):
    gw = Gateway(**options).spawn()
    try:
        tap.equal(gw.wait(), 1)
        return gw.log()
    finally:
        gw.kill()


def test_each_line_is_a_record_that_readers_know():
    with Gateway() as gw:
        with gw.connected() as client:
            unknown(client, "no.such")
        gw.stop()
        path = log_file(gw)
        tap.equal(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        tap.equal(stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode), 0o700)
        failed = next(r for r in records(path) if "no.such" in r["message"])
        tap.equal(failed["0"], '{"subsystem":"gateway/ws"}')
        tap.equal(failed["1"], failed["message"])
        tap.equal((failed["_meta"]["logLevelName"], failed["_meta"]["logLevelId"]), ("INFO", 3))
        assert failed["message"].startswith(
            "⇄ res ✗ no.such 0ms errorCode=INVALID_REQUEST errorMessage=unknown method: no.such "
            "conn="), failed
        tap.equal(failed["hostname"], socket.gethostname())
        assert any("shutting down" in r["message"] for r in records(path)), "the end is missing"


def test_no_secret_gets_into_the_file_or_onto_the_console():
    token = "horse-battery-staple-0123456789"
    config = {"gateway": {"auth": {"token": token}}}
    with Gateway(auth="token", token=token, config=config) as gw:
        with gw.connected() as client:
            for method in (token, KEY, "PASSWORD=hunter2", 'x {"apiKey":"hunter3"}',
                           "Authorization: Bearer hunter4"):
                unknown(client, method)
        gw.stop()
        everything = text_of(log_file(gw)) + gw.log()
        for secret in (token, KEY, "hunter"):
            assert secret not in everything, f"{secret} is in the log:\n{everything}"
        assert "sk-liv…cdef" in everything, everything


def test_patterns_of_the_configuration_are_used():
    with Gateway(config={"logging": {"redactPatterns": ["pin-(\\d+)"]}}) as gw:
        with gw.connected() as client:
            unknown(client, "pin-1234")
        gw.stop()
        assert "unknown method: pin-***" in text_of(log_file(gw))
        assert "1234" not in text_of(log_file(gw)) + gw.log()


def test_levels_are_apart_for_the_file_and_the_console():
    with Gateway(config={"logging": {"level": "error", "consoleLevel": "warn"}}) as gw:
        gw.stop()
        tap.equal(gw.log(), "")
        tap.equal(os.listdir(os.path.join(gw.home, "log")), [])


def test_the_environment_says_the_level_of_both():
    with Gateway(env={"OPENCLAW_LOG_LEVEL": "silent"}) as gw:
        gw.stop()
        tap.equal(gw.log(), "")
        assert not os.path.exists(os.path.join(gw.home, "log")), "a file nobody wants"


def test_the_console_can_be_json():
    with Gateway(config={"logging": {"consoleStyle": "json"}}) as gw:
        gw.stop()
        lines = [json.loads(line) for line in gw.log().splitlines()]
        assert any(r["level"] == "info" and r["subsystem"] == "gateway"
                   and r["message"].startswith("listening on ") for r in lines), lines


def test_verbose_tells_each_frame_in_the_style_asked_for():
    for flags, wanted, never in ((["--ws-log", "full"], "← req health conn=", "⇄ res ✓"),
                                 (["--compact"], "⇄ res ✓ health 0ms conn=", "← req"),
                                 ([], "⇄ res ✓ health ", "← req")):
        with Gateway(args=["--verbose", *flags]) as gw:
            with gw.connected() as client:
                client.call("health")
                gw.await_log(wanted)
                gw.await_log("→ event ", "clients=1")
                conn = client.hello["server"]["connId"]
                gw.await_log(f"→ hello-ok client=cli mode=cli conn={conn[:8]}…{conn[-4:]}")
            assert never not in gw.log(), f"{flags}: {gw.log()}"


def test_without_verbose_only_failures_are_told():
    with Gateway() as gw:
        with gw.connected() as client:
            client.call("health")
            unknown(client, "no.such")
            client.send('{"type":"req","id":"x"}')
        gw.await_log("⇄ res ✗ no.such")
        gw.await_log("[ws] parse-error ")
        for line in ("res ✓", "hello-ok"):
            assert line not in gw.log(), gw.log()


def test_a_file_of_ones_own_and_its_cap():
    with Gateway(config={"logging": {"file": "~/kept/own.log", "maxFileBytes": 4000}}) as gw:
        with gw.connected() as client:
            for _ in range(40):
                unknown(client, "no.such")
        gw.stop()
        path = os.path.join(gw.home, "kept", "own.log")
        text = text_of(path)
        assert len(text) < 6000, len(text)
        last = records(path)[-1]["message"]
        assert last.startswith("log file size cap reached; suppressing writes file=" + path), last
        tap.equal(gw.log().count("log file size cap reached"), 1)
        assert gw.log().count("no.such") >= 40, "the console goes on"


def test_a_disk_that_takes_nothing_stops_nobody():
    with Gateway(config={"logging": {"file": "/dev/full"}}) as gw:
        with gw.connected() as client:
            for _ in range(20):
                unknown(client, "no.such")
            client.call("health")
        gw.stop()
        tap.equal(gw.log().count("cannot write the log file /dev/full"), 1)


def test_a_service_keeps_what_the_console_shows():
    with Gateway(env={"OPENCLAW_SERVICE_MARKER": "openclaw"}) as gw:
        gw.stop()
        path = os.path.join(gw.state_dir, "logs", "gateway.log")
        tap.equal(text_of(path), gw.log())
        tap.equal(stat.S_IMODE(os.stat(path).st_mode), 0o600)


def test_settings_that_make_no_sense_refuse_the_start():
    log = refused(config={"logging": {"redactPatterns": ["fine", "("]}})
    assert "logging.redactPatterns[1]" in log, log
    log = refused(args=["--ws-log", "loud"])
    tap.equal(log, 'Invalid --ws-log (use "auto", "full", "compact")\n')


def test_an_idle_gateway_does_not_wake_up_to_log():
    with Gateway() as gw:
        task = next(path for path in glob.glob(f"/proc/{gw.pid}/task/*")
                    if text_of(path + "/comm").strip() == "oc-log")

        def switches():
            return int(next(line for line in text_of(task + "/status").splitlines()
                            if line.startswith("voluntary_ctxt")).split()[1])
        gw.await_log("ready (")
        before = switches()
        subprocess.run(["sleep", "1"], check=True)
        tap.equal(switches(), before)


if __name__ == "__main__":
    tap.main(globals())
