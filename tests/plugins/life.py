#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The order in which plugins start, and what becomes of what they hold when they stop.
import contextlib
import os
import re
import shutil
import signal
import socket
import sqlite3
import tempfile
import time

from broken import gateway, plugins_of, so
from support import rpc, tap, ws
from support.gateway import Gateway
from support.supervised import Supervised

SEND = {"sessionKey": "main", "message": "hello", "idempotencyKey": "k1"}
AGENT = {"message": "hello", "idempotencyKey": "k2"}


def order(gw):
    """Who said `was started`, in that order."""
    lines = [line for line in gw.log().splitlines() if "was started" in line]
    return [line.split("[", 1)[1].split("]")[0] for line in lines]


def test_a_loop_that_is_held_feeds_no_watchdog():
    with Supervised() as supervisor:
        env = {"NOTIFY_SOCKET": supervisor.path, "WATCHDOG_USEC": "200000"}
        with Gateway(config={"plugins": {"load": {"paths": [so("rude")]}}}, env=env) as gw:
            with gw.connected() as client:
                asked = client.request("rude.hold-long")
                gw.await_log("plugin rude has held")
                supervisor.heard()
                time.sleep(0.4)
                tap.equal(supervisor.heard(), [], "while the loop was held")
                client.response(asked, 5 * tap.FACTOR)
            supervisor.await_line("WATCHDOG=1")


def test_who_is_named_in_after_starts_earlier():
    with gateway("a-later", "z-earlier") as gw:
        tap.equal(order(gw), ["z-earlier", "a-later"])


def test_who_is_missing_in_after_is_told_and_not_waited_for():
    with gateway("a-later") as gw:
        tap.equal(plugins_of(gw)["errors"], [])
        tap.equal(order(gw), ["a-later"])
        for name in ("z-earlier", "not-installed"):
            wanted = f'{so("a-later")}: is to start after "{name}", which is not loaded'
            gw.await_log(wanted)


def test_a_circle_is_told_and_starts_all_the_same():
    with gateway("circle-a", "circle-b") as gw:
        tap.equal(order(gw), ["circle-a", "circle-b"])
        for text in (so("circle-a"), "circle-a -> circle-b -> circle-a", "take one of these"):
            gw.await_log(text)
        tap.equal(plugins_of(gw)["errors"], [])
        tap.equal(gw.get("/healthz").status, 200)


def test_what_is_left_behind_is_taken_back_and_named():
    with gateway("leaky") as gw:
        with gw.connected() as client, socket.create_connection(("127.0.0.1", gw.port)) as page:
            page.sendall(b"GET /leaky HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            asked = client.request("leaky.never", {})
            tap.equal(client.call("leaky.work"), True)
            gw.send_signal(signal.SIGTERM)
            tap.equal(tap.raises(ws.Closed, client.response, asked).code, 1012)
            page.settimeout(5 * tap.FACTOR)
            assert page.recv(4096).startswith(b"HTTP/1.1 503"), "the page was answered"
        tap.equal(gw.wait(10), 0, "exit status")
        wanted = ("plugin leaky left behind: 2 timer(s), 1 watch(es), 1 open request(s), "
                  "1 open HTTP request(s); cancel and answer")
        gw.await_log(wanted)


def test_work_ends_before_its_plugin_does():
    with gateway("leaky") as gw:
        with gw.connected() as client:
            tap.equal(client.call("leaky.work"), True)
        gw.stop()
        log = gw.log()
        places = [log.find(text) for text in ("nothing more is given to it", "its work was "
                                              "finished", "its end was reached")]
        assert -1 < places[0] < places[1] < places[2], log


def test_one_that_fails_after_its_start_is_stopped_and_named_once():
    with gateway("rude") as gw:
        with gw.connected() as client:
            tap.equal(client.call("rude.fail-twice"), True)
            told = plugins_of(gw)
            error = tap.raises(rpc.RpcError, client.call, "rude.hold").error
            tap.equal(error["message"], "unknown method: rude.hold")
        tap.equal(len(told["errors"]), 1, "failures")
        assert "it has had enough" in told["errors"][0]["message"], told
        assert "rude" not in told["loaded"], told
        tap.equal(gw.get("/readyz").status, 200, "of a plugin that is not the gateway's own")


def spoiled(sql):
    """A gateway over a database that was spoiled while it was down; it is never ready."""
    home = tempfile.mkdtemp(prefix="oc-plugin-")
    with Gateway(home=home):
        pass
    database = os.path.join(home, "state/state/gateway.sqlite")
    with contextlib.closing(sqlite3.connect(database)) as db:
        db.executescript(sql)
    gw = Gateway(home=home)
    gw.spawn()
    deadline = time.monotonic() + 5 * tap.FACTOR
    while "ready (" not in gw.log():
        assert time.monotonic() < deadline and gw.process.poll() is None, gw.log()
        time.sleep(0.005)
    return gw


def fails_with(sql, *texts):
    gw = spoiled(sql)
    try:
        ready = gw.get("/readyz")
        tap.equal((ready.status, ready.json()["failing"]), (503, ["messaging"]))
        error, = plugins_of(gw)["errors"]
        tap.equal(error["plugin"], "messaging")
        for text in texts:
            assert text in error["message"], error
        with gw.connected() as client:
            tap.raises(rpc.RpcError, client.call, "chat.send", SEND)
            answer = tap.raises(rpc.RpcError, client.call, "agent", AGENT).error
            tap.equal(answer["code"], "UNAVAILABLE")
        gw.send_signal(signal.SIGTERM)
        tap.equal(gw.wait(), 0, "exit status")
    finally:
        gw.kill()
        shutil.rmtree(gw.home)


def test_tables_that_cannot_be_made_fail_their_plugin():
    fails_with("DELETE FROM store_migrations WHERE owner='messaging'", "its tables",
               "messaging_sessions", "enabled to false")


def test_sessions_that_cannot_be_read_fail_their_plugin():
    fails_with("DROP TABLE messaging_sessions", "its sessions cannot be read")


def test_what_the_store_answers_behind_a_stop_finds_its_request():
    with Gateway() as gw:
        with gw.connected() as client:
            for number in range(150):
                client.request("chat.history", {"sessionKey": "main"})
                client.request("agent", {"message": "x", "idempotencyKey": f"late-{number}"})
            gw.send_signal(signal.SIGTERM)
            tap.equal(gw.wait(10), 0, "exit status")
        for alarm in ("it had answered", "left behind", "no agent is there", "has not stopped"):
            assert alarm not in gw.log(), gw.log()


def test_who_aborts_while_the_gateway_stops_is_answered():
    slow = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 60_000}}}}}
    sessions = [f"agent:main:s{number}" for number in range(60)]
    for _ in range(3):
        with Gateway(config=slow) as gw:
            with gw.connected() as client:
                for session in sessions:
                    client.call("chat.send", {"sessionKey": session, "message": "hello",
                                              "idempotencyKey": session})
                for session in sessions:
                    client.request("chat.abort", {"sessionKey": session})
                    client.request("agent", {"message": "x" * 300_000, "sessionKey": session,
                                             "idempotencyKey": f"large-{session}"})
                client.response(client.request("health", {}))
                gw.stop()
            assert "no agent is there" not in gw.log(), gw.log()


def test_who_lets_everything_go_is_not_named():
    with gateway("good") as gw:
        gw.stop()
        assert "left behind" not in gw.log(), gw.log()


def test_one_that_never_stops_is_named_and_not_waited_for():
    with gateway("never-stops") as gw:
        plugins_of(gw)
        began = time.monotonic()
        gw.send_signal(signal.SIGTERM)
        tap.equal(gw.wait(15), 0, "exit status")
        took = time.monotonic() - began
        assert took < 6 * tap.FACTOR, took
        gw.await_log("plugin never-stops has not stopped")


def test_one_that_holds_the_loop_while_it_stops_is_named():
    with gateway("slow-to-stop") as gw:
        plugins_of(gw)
        gw.stop()
        for start, end in (("has held", " and has not returned"), ("held", "")):
            line = rf"plugin slow-to-stop {start} the loop for \d+ ms in stop{end}\n"
            assert re.search(line, gw.log()), gw.log()


def test_work_that_takes_too_long_is_named_and_not_waited_for():
    with gateway("rude") as gw:
        with gw.connected() as client:
            client.call("rude.work-long")
        began = time.monotonic()
        gw.send_signal(signal.SIGTERM)
        tap.equal(gw.wait(15), 0, "exit status")
        assert time.monotonic() - began < 6 * tap.FACTOR
        gw.await_log("plugin rude has not stopped")


if __name__ == "__main__":
    tap.main(globals())
