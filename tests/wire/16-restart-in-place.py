#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# SIGUSR1 and SIGUSR2 put a fresh process in the place of the old: the same pid, lock and sockets.
import json
import os
import signal
import socket
import time

from support import rpc, sockets, tap, ws
from support.gateway import Gateway, merged


def await_new(gw, started):
    """Until the process says for the nth time that it is ready."""
    deadline = time.monotonic() + 10 * tap.FACTOR
    while gw.log().count("] ready (") < started:
        assert time.monotonic() < deadline and gw.process.poll() is None, gw.log()
        time.sleep(0.01)


def await_quiet(gw):
    """Until the last restart that began has ended."""
    deadline = time.monotonic() + 10 * tap.FACTOR
    while gw.log().rfind("] ready (") < gw.log().rfind("; restarting"):
        assert time.monotonic() < deadline and gw.process.poll() is None, gw.log()
        time.sleep(0.01)


def test_clients_are_told_and_find_the_same_process():
    for number in (signal.SIGUSR1, signal.SIGUSR2):
        with Gateway() as gw:
            before = sockets.listening(gw.pid)
            with gw.connected() as client:
                gw.send_signal(number)
                told = client.wait_event("shutdown")["payload"]
                tap.equal(told, {"reason": "gateway restarting", "restartExpectedMs": 1500})
                tap.equal(tap.raises(ws.Closed, client.pump, 5 * tap.FACTOR).code, 1012)
            await_new(gw, 2)
            tap.equal(sockets.listening(gw.pid), before)
            with gw.connected() as client:
                tap.equal(client.call("health")["ok"], True)


def test_who_connects_meanwhile_waits():
    with Gateway() as gw:
        for turn in range(3):
            gw.send_signal(signal.SIGUSR2)
            answers = 0
            while gw.log().count("] ready (") < turn + 2:
                with socket.create_connection(("127.0.0.1", gw.port), 5 * tap.FACTOR) as page:
                    page.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                    answers += page.recv(4096).startswith(b"HTTP/1.1 200")
            assert answers > 0, "nobody was answered"


def test_what_was_said_is_still_there_and_what_was_begun_goes_on():
    slow = {"plugins": {"entries": {"provider-echo": {"config": {"delayMs": 100}}}}}
    with Gateway(config=slow) as gw:
        with gw.connected() as client:
            client.call("chat.send", {"sessionKey": "main", "message": "a b c d e f g h",
                                      "idempotencyKey": "over"})
            gw.send_signal(signal.SIGUSR2)
        await_new(gw, 2)
        with gw.connected() as client:
            ended = client.call("agent.wait", {"runId": "over", "timeoutMs": 9000}, 10 * tap.FACTOR)
            tap.equal(ended["terminalReply"]["text"], "a b c d e f g h")


def test_the_lock_is_held_throughout():
    with Gateway() as gw:
        gw.send_signal(signal.SIGUSR2)
        await_new(gw, 2)
        second = Gateway(home=gw.home)
        second.spawn()
        tap.equal(second.wait(15), 1, "exit status of a second one")
        assert f"gateway already running (pid {gw.pid})" in second.log(), second.log()


def rewrite(gw, change):
    """The configuration with `change` laid over it; a None takes a key away."""
    def clean(node):
        if not isinstance(node, dict):
            return node
        return {key: clean(value) for key, value in node.items() if value is not None}
    path = os.path.join(gw.state_dir, "openclaw.json")
    with open(path, encoding="utf-8") as source:
        config = json.load(source)
    with open(path, "w", encoding="utf-8") as out:
        json.dump(clean(merged(config, change)), out)


def is_refused(text, change, **options):
    with Gateway(**options) as gw:
        rewrite(gw, change)
        gw.send_signal(signal.SIGUSR1)
        gw.await_log("restart refused, the gateway goes on as it is. ", text)
        with gw.connected() as client:
            tap.equal(client.call("health")["ok"], True)


def test_what_a_start_would_refuse_refuses_the_restart():
    is_refused("logging.redactPatterns", {"logging": {"redactPatterns": ["("]}})
    is_refused("Refusing to bind gateway to lan without auth",
               {"gateway": {"bind": "lan", "auth": {"mode": "none", "token": None}}})
    is_refused("10.99.99.99", {"gateway": {"bind": "custom", "customBindHost": "10.99.99.99"}})


def is_let_in(gw, token):
    with rpc.Client(gw.port) as client:
        try:
            client.connect(token=token)
        except rpc.RpcError:
            return False
        return True


def test_variables_are_those_that_the_configuration_sets_now():
    config = {"gateway": {"auth": {"token": "${GWTOK}", "password": "${OTHER}"}},
              "env": {"vars": {"GWTOK": "first", "OTHER": "x"}}}
    with Gateway(config=config) as gw:
        assert is_let_in(gw, "first")
        rewrite(gw, {"env": {"vars": {"GWTOK": "second", "OTHER": None}}})
        gw.send_signal(signal.SIGUSR1)
        await_new(gw, 2)
        assert is_let_in(gw, "second") and not is_let_in(gw, "first")
        gw.await_log('missing env var "OTHER" at gateway.auth.password')
        rewrite(gw, {"env": {"vars": {"GWTOK": None}}})
        gw.send_signal(signal.SIGUSR1)
        gw.await_log("restart refused, the gateway goes on as it is. gateway.auth.token is a "
                     "reference that gives no token.")
        assert is_let_in(gw, "second")


def test_variables_are_those_that_the_files_beside_it_set_now():
    config = {"gateway": {"auth": {"token": "${GWTOK}"}}}
    gw = Gateway(config=config)
    os.makedirs(gw.state_dir, mode=0o700)
    path = os.path.join(gw.state_dir, ".env")
    with open(path, "w", encoding="utf-8") as out:
        out.write("GWTOK=first\n")
    with gw:
        assert is_let_in(gw, "first")
        with open(path, "w", encoding="utf-8") as out:
            out.write("GWTOK=second\n")
        gw.send_signal(signal.SIGUSR2)
        await_new(gw, 2)
        assert is_let_in(gw, "second") and not is_let_in(gw, "first")


def test_a_configuration_that_is_wrong_refuses_the_restart():
    with Gateway() as gw:
        path = os.path.join(gw.state_dir, "openclaw.json")
        with open(path, encoding="utf-8") as source:
            good = source.read()
        with open(path, "w", encoding="utf-8") as out:
            out.write("{ gateway: ")
        gw.send_signal(signal.SIGUSR2)
        gw.await_log("restart refused, the gateway goes on as it is. Config invalid")
        with gw.connected() as client:
            tap.equal(client.call("health")["ok"], True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(good)


def test_restarts_can_be_forbidden():
    with Gateway(config={"commands": {"restart": False}}) as gw:
        gw.send_signal(signal.SIGUSR1)
        gw.await_log("SIGUSR1 restart ignored (not authorized; commands.restart=false")
        tap.equal(gw.get("/healthz").status, 200)


def test_under_a_supervisor_it_ends_with_0():
    with Gateway(env={"INVOCATION_ID": "x"}) as gw:
        gw.send_signal(signal.SIGUSR2)
        tap.equal(gw.wait(10), 0, "exit status")


def test_nothing_is_left_open_from_restart_to_restart():
    with Gateway() as gw:
        counts = []
        for turn in range(4):
            gw.send_signal(signal.SIGUSR2)
            await_new(gw, turn + 2)
            gw.get("/healthz")
            counts.append(len(os.listdir(f"/proc/{gw.pid}/fd")))
        assert max(counts[1:]) <= counts[0] + 1, counts


def test_signals_that_come_during_a_restart_end_nobody():
    with Gateway() as gw:
        until = time.monotonic() + 2
        while time.monotonic() < until:
            gw.send_signal(signal.SIGUSR1)
            gw.send_signal(signal.SIGUSR2)
            time.sleep(0.004)
        assert gw.log().count("; restarting") > 1, gw.log()
        await_quiet(gw)
        with gw.connected() as client:
            tap.equal(client.call("health")["ok"], True)


if __name__ == "__main__":
    tap.main(globals())
