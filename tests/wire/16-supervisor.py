#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A supervisor is told of the start, the end and the life in between, and may bring the sockets.
import os
import signal
import socket
import subprocess
import time

from support import sockets, tap
from support.gateway import Gateway
from support.supervised import Supervised


def test_start_and_end_are_told():
    with Supervised() as supervisor, Gateway(env={"NOTIFY_SOCKET": supervisor.path}) as gw:
        supervisor.await_line("READY=1")
        assert f"STATUS=listening on port {gw.port}" in supervisor.lines, supervisor.lines
        gw.send_signal(signal.SIGTERM)
        supervisor.await_line("STOPPING=1")
        tap.equal(gw.wait(10), 0, "exit status")


def test_the_watchdog_is_fed_while_the_loop_lives():
    with Supervised() as supervisor:
        env = {"NOTIFY_SOCKET": supervisor.path, "WATCHDOG_USEC": "200000"}
        with Gateway(env=env) as gw:
            for _ in range(3):
                supervisor.lines.clear()
                supervisor.await_line("WATCHDOG=1", 1.0)
            gw.send_signal(signal.SIGSTOP)
            supervisor.socket.settimeout(0.2)
            try:
                while True:
                    supervisor.socket.recv(4096)
            except TimeoutError:
                pass
            gw.send_signal(signal.SIGCONT)
            supervisor.lines.clear()
            supervisor.await_line("WATCHDOG=1", 1.0)


def test_nobody_who_listens_is_no_matter():
    with Gateway(env={"NOTIFY_SOCKET": "/nowhere/at/all"}) as gw:
        tap.equal(gw.get("/healthz").status, 200)


def given(gw, listeners):
    """Starts it as systemd would, with these sockets from descriptor 3 on."""
    gw._write_config()
    environment = gw.environment() | {"LISTEN_FDS": str(len(listeners))}
    moves = "; ".join(f"os.dup2({one.fileno()}, {20 + at})" for at, one in enumerate(listeners))
    moves += "; " + "; ".join(f"os.dup2({20 + at}, {3 + at})" for at in range(len(listeners)))
    start = f"import os, sys; {moves}; os.environ['LISTEN_PID'] = str(os.getpid()); " \
            "os.execv(sys.argv[1], sys.argv[1:])"
    words = ["/usr/bin/env", "python3", "-c", start, *gw.command()]
    with open(gw.log_path, "ab") as log:
        gw.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                      env=environment, cwd=gw.home,
                                      pass_fds=[one.fileno() for one in listeners])


def listener(host):
    return socket.create_server((host, 0), backlog=64)


def test_it_listens_where_it_was_given_sockets():
    with listener("127.0.0.1") as first:
        port = first.getsockname()[1]
        gw = Gateway(port=port)
        given(gw, [first])
        try:
            first.close()
            deadline = time.monotonic() + 10 * tap.FACTOR
            while "] ready (" not in gw.log():
                assert time.monotonic() < deadline and gw.process.poll() is None, gw.log()
                time.sleep(0.01)
            tap.equal(sockets.listening(gw.pid), {("127.0.0.1", port)})
            with gw.connected() as client:
                tap.equal(client.call("health")["ok"], True)
        finally:
            gw.stop()


def test_a_wide_socket_needs_a_secret_too():
    with listener("0.0.0.0") as first:
        gw = Gateway(port=first.getsockname()[1], auth="none")
        given(gw, [first])
        tap.equal(gw.wait(10), 1, "exit status")
        gw.await_log("without auth.")


def test_what_is_no_listener_is_refused():
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as odd:
        gw = Gateway(port=1)
        given(gw, [odd])
        tap.equal(gw.wait(10), 1, "exit status")
        gw.await_log("is no listening TCP socket")


def test_a_wrong_configuration_ends_a_unit_for_good():
    for marker, status in (("openclaw", 78), (None, 1)):
        gw = Gateway(config={"gateway": {"bind": "wide"}}, env={"OPENCLAW_SERVICE_MARKER": marker})
        gw.spawn()
        tap.equal(gw.wait(10), status, "exit status")


if __name__ == "__main__":
    tap.main(globals())
