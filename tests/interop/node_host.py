#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The official node hosts, of protocol 4 and of protocol 3, unmodified: paired, approved by our
# command line, used by it, and still there after either side has started anew.
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

from cli_table import Cli
from support import tap
from support.device import Device
from support.gateway import Gateway, binary, free_port
from support.ws import Timeout

LONG = 110 * tap.FACTOR
NAME = "attic box"
RUN = ("nodes", "run", "--node", NAME)
REVIEWER = {"client_id": "openclaw-macos", "mode": "ui", "caps": ["exec-approvals"]}


@contextlib.contextmanager
def approving(gateway):
    """Somebody who approves whatever is asked for, once each."""
    with Device(displayName="Approver").connect(gateway, **REVIEWER) as reviewer:
        stop = threading.Event()

        def approve_all():
            while not stop.is_set():
                with contextlib.suppress(Timeout):
                    asked = reviewer.wait_event("exec.approval.requested", 0.2)["payload"]
                    reviewer.call("exec.approval.resolve",
                                  {"id": asked["id"], "decision": "allow-once"})

        thread = threading.Thread(target=approve_all)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


class Host:
    """`node run` in a home of its own; it may be ended and started again."""

    def __init__(self, cli, gateway, home):
        self.command = cli.command(["node", "run", "--host", "127.0.0.1", "--port",
                                    str(gateway.port), "--display-name", NAME])
        self.environment = cli.environment(home, OPENCLAW_GATEWAY_TOKEN=gateway.token)
        self.process = None

    def start(self):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(self.command, env=self.environment,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        start_new_session=True)

    def kill(self):
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.kill()


def openclaw(gateway, *words, check=True):
    """Our own command line, as the owner of the gateway runs it."""
    environment = gateway.environment() | {"OPENCLAW_GATEWAY_PORT": str(gateway.port)}
    done = subprocess.run([binary(), *words], env=environment, text=True, check=False, timeout=60,
                          capture_output=True)
    assert not check or done.returncode == 0, (words, done.stdout, done.stderr)
    return done


def until(what, ask, seconds=LONG):
    """What `ask` gives once it gives anything."""
    deadline = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.2)
    return found


def pending(gateway):
    return json.loads(openclaw(gateway, "nodes", "pending", "--json").stdout)


def row(gateway):
    nodes = json.loads(openclaw(gateway, "nodes", "status", "--json").stdout)["nodes"]
    return next((one for one in nodes if one["displayName"] == NAME), None)


def is_there(gateway):
    found = row(gateway)
    return found if found and found["connected"] else None


def which(gateway, program="sh"):
    done = openclaw(gateway, "nodes", "invoke", "--node", NAME, "--command", "system.which",
                    "--params", json.dumps({"bins": [program]}), "--json", check=False)
    return json.loads(done.stdout) if done.returncode == 0 else None


class Paired:
    """A gateway and a node host that it has approved. Made, and not entered: a fixture has little
    time to start, and the command lines take theirs."""

    def __init__(self, folder):
        self.folder = folder
        cli = Cli(folder)
        with contextlib.ExitStack() as stack:
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="oc-node-"))
            self.gateway = stack.enter_context(Gateway(port=free_port()))
            self.host = stack.enter_context(Host(cli, self.gateway, home))
            self.asked = until("the node's request", lambda: pending(self.gateway))
            self.before = row(self.gateway)
            openclaw(self.gateway, "nodes", "approve", self.asked[0]["requestId"])
            self._stack = stack.pop_all()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._stack.close()
        return False


@tap.timeout(120)
def test_nothing_runs_on_a_node_before_its_owner_has_approved_it(world):
    tap.equal((world.before["connected"], world.before["commands"]), (True, []))
    tap.equal(len(world.asked), 1)


@tap.timeout(120)
def test_an_approved_node_tells_what_it_can_do(world):
    found = until("the node", lambda: is_there(world.gateway))
    assert "system.which" in found["commands"] and "system" in found["caps"], found


@tap.timeout(120)
def test_a_node_runs_commands_for_us(world):
    found = until("an answer", lambda: which(world.gateway))
    assert found["payload"]["bins"]["sh"].endswith("/sh"), found


@tap.timeout(120)
def test_a_node_runs_a_program_and_its_output_and_status_come_back(world):
    with approving(world.gateway):
        done = openclaw(world.gateway, *RUN, "/bin/echo", "from the attic")
        tap.equal(done.stdout, "from the attic\n")
        done = openclaw(world.gateway, *RUN, "/bin/ls", "/nowhere", check=False)
    assert "/nowhere" in done.stderr, done.stderr
    tap.equal(done.returncode, 2)


@tap.timeout(120)
def test_what_is_to_run_on_a_node_needs_somebody_who_approves_it(world):
    done = openclaw(world.gateway, *RUN, "/bin/echo", "no", check=False)
    tap.equal((done.returncode, done.stdout), (1, ""))
    assert "it needs approval" in done.stderr, done.stderr


@tap.timeout(200)
def test_a_node_comes_back_when_the_gateway_has_started_anew(world):
    world.gateway.restart()
    if world.folder == "old":
        # It ends with its connection, and leaves it to its service to start it again.
        until("its end", lambda: world.host.process.poll() is not None)
        world.host.start()
    until("the node", lambda: is_there(world.gateway))
    assert until("an answer", lambda: which(world.gateway)), "still approved"
    tap.equal(pending(world.gateway), [])


@tap.timeout(200)
def test_a_node_that_has_started_anew_is_the_same_node(world):
    known = row(world.gateway)["nodeId"]
    world.host.kill()
    until("its end", lambda: not is_there(world.gateway))
    world.host.start()
    tap.equal(until("the node", lambda: is_there(world.gateway))["nodeId"], known)
    assert until("an answer", lambda: which(world.gateway)), "still approved"
    tap.equal(pending(world.gateway), [])


@tap.timeout(120)
def test_a_node_that_dies_in_the_middle_of_a_call_is_told_at_once(world):
    until("an answer", lambda: which(world.gateway))
    environment = world.gateway.environment() | {
        "OPENCLAW_GATEWAY_PORT": str(world.gateway.port)}
    with approving(world.gateway), \
            subprocess.Popen([binary(), *RUN, "/bin/sleep", "55"], env=environment, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE) as call:
        time.sleep(3)
        tap.equal(call.poll(), None, "it runs")
        world.host.kill()
        began = time.monotonic()
        output = "".join(call.communicate(timeout=30))
        took = time.monotonic() - began
    assert took < 10 * tap.FACTOR, took
    assert call.returncode not in (0, None) and "disconnected" in output.lower(), output


if __name__ == "__main__":
    # Which of them: "stock" or "old".
    FOLDER = sys.argv.pop(1)
    tap.main(globals(), lambda: Paired(FOLDER))
