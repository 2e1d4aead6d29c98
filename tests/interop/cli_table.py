# SPDX-License-Identifier: MIT
"""The official command lines against the gateway, row by row: each proves who has answered it."""
import concurrent.futures
import contextlib
import dataclasses
import json
import os
import re
import secrets
import shlex
import signal
import subprocess
import tempfile
import threading
import typing

from sdk_client import node
from support import tap
from support.gateway import Gateway, free_port

HERE = os.path.dirname(os.path.abspath(__file__))
AT_ONCE = 2
# The first call after the installation reads it all from the disk.
CALL_SECONDS = 180
INSTALL_SECONDS = 600 * tap.FACTOR
# As the seeds never call themselves.
OWN_HELLO = re.compile(r"→ hello-ok client=(cli|gateway-client) ")


@dataclasses.dataclass
class Row:
    """One command. In braces, `command` and `says` hold names of what `seed` returns."""
    command: str
    # (gateway, stack) -> a dictionary of names; what must last as long as the call is the stack's.
    seed: typing.Callable = lambda _gateway, _stack: {}
    # What it prints with the gateway, and never without, unless it asks none.
    says: tuple = ()
    # Methods that the gateway's log has as answered, and as refused.
    answered: tuple = ()
    refused: tuple = ()
    # (gateway, seeded, answer), while the gateway is still there.
    after: typing.Callable = lambda _gateway, _seeded, _answer: None
    # Without a gateway: whether it fails, and whether it waits for one first.
    fails: bool = True
    waits: bool = False
    # Whether it asks a gateway at all. One that never does says the same with it and without.
    asks: bool = True
    # Whether the command line lives in the gateway's own state directory.
    shares: bool = False


@dataclasses.dataclass
class Answer:
    status: int
    stdout: str
    stderr: str

    @property
    def text(self):
        return self.stdout + self.stderr


class Cli:
    """The command line that the folder's package.json names; it is installed when it is not yet."""

    def __init__(self, folder):
        where = os.environ["OPENCLAW_INTEROP_MODULES"] + "-" + folder
        subprocess.run([os.path.join(HERE, "setup"), where, folder], check=True,
                       timeout=INSTALL_SECONDS)
        self.program = os.path.join(where, "node_modules", "openclaw", "openclaw.mjs")
        self.caches = os.path.join(where, "tmp")
        os.makedirs(self.caches, exist_ok=True)

    def environment(self, home, **more):
        return {"HOME": home, "PATH": os.path.dirname(node()) + ":/usr/bin:/bin",
                "LANG": "C.UTF-8", "NO_COLOR": "1", "COLUMNS": "200", "TMPDIR": self.caches,
                "OPENCLAW_SKIP_CHANNELS": "1", "OPENCLAW_DISABLE_BONJOUR": "1", **more}

    def command(self, words):
        return [node(), self.program, *words]

    def run(self, words, environment):
        done = subprocess.run(self.command(words), env=environment, text=True, check=False,
                              capture_output=True, timeout=CALL_SECONDS * tap.FACTOR)
        return Answer(done.returncode, done.stdout, done.stderr)


def write_config(home, gateway, more=None):
    """The file of a user whose gateway this is; `more` are further sections."""
    folder = os.path.join(home, ".openclaw")
    os.makedirs(folder, mode=0o700)
    with open(os.path.join(folder, "openclaw.json"), "w", encoding="utf-8") as out:
        json.dump({"gateway": {"mode": "local", "port": gateway.port,
                               "auth": {"mode": "token", "token": gateway.token}},
                   **(more or {})}, out)


class Table:
    """Runs all rows, two at once, and each a second time when its gateway has gone. `config` are
    further sections of the user's file."""

    def __init__(self, folder, rows, config=None, seconds=600):
        self.rows = rows
        self.config = config
        self.seconds = seconds * tap.FACTOR
        self._folder = folder
        self._turns = threading.Semaphore(AT_ONCE)
        self._pool = concurrent.futures.ThreadPoolExecutor(AT_ONCE + 4)
        self._cli = None
        self._outcomes = {}

    def __enter__(self):
        self._cli = self._pool.submit(Cli, self._folder)
        for row in sorted(self.rows, key=lambda row: not row.waits):
            self._outcomes[row.command] = self._pool.submit(self._outcome, row)
        return self

    def __exit__(self, *_):
        self._pool.shutdown(cancel_futures=True)

    def cli(self):
        return self._cli.result(self.seconds)

    def proven(self, row):
        """Fails with what the row's run found wrong."""
        problems = self._outcomes[row.command].result(self.seconds)
        assert not problems, "\n".join(problems)

    def _outcome(self, row):
        cli = self.cli()
        with tempfile.TemporaryDirectory(prefix="oc-cli-") as home:
            gateway = Gateway(token=secrets.token_hex(12), port=free_port(),
                              args=["--verbose", "--ws-log", "full"])
            write_config(home, gateway, self.config)
            with self._turns, gateway, contextlib.ExitStack() as stack:
                environment = cli.environment(home)
                if row.shares:
                    environment["OPENCLAW_STATE_DIR"] = gateway.state_dir
                seeded = {"port": gateway.port, "pid": gateway.pid, "state": gateway.state_dir,
                          "mark": "mark-" + secrets.token_hex(6)}
                seeded.update(row.seed(gateway, stack))
                words = [word.format(**seeded) for word in shlex.split(row.command)]
                says = [text.format(**seeded) for text in row.says]
                known = len(gateway.log())
                answer = cli.run(words, environment)
                problems = list(with_gateway(row, says, answer, gateway.log()[known:]))
                problems += tried(row.after, gateway, seeded, answer)
                stack.close()
                gateway.stop()
                if not row.waits:
                    problems += without_gateway(row, says, cli.run(words, environment))
                    return problems
            # It sleeps for most of a minute: nobody has to wait for it.
            return problems + list(without_gateway(row, says, cli.run(words, environment)))


def tried(action, *arguments):
    try:
        action(*arguments)
    except AssertionError as failure:
        return [f"afterwards: {failure}"]
    return []


def quoted(answer):
    return f"exit {answer.status}\n{answer.stdout[-3000:]}\n--- stderr\n{answer.stderr[-2000:]}"


def with_gateway(row, says, answer, log):
    if answer.status != 0:
        yield f"it failed: {quoted(answer)}"
    for text in says:
        if text not in answer.text:
            yield f"it does not say {text!r}: {quoted(answer)}"
    if not row.asks:
        if log:
            yield f"it asked the gateway: {log[-3000:]}"
        return
    if not OWN_HELLO.search(log):
        yield f"the gateway's log has no hello of the command line: {log[-3000:]}"
    for wanted in (*(f"→ res ✓ {name} " for name in row.answered),
                   *(f"→ res ✗ {name} " for name in row.refused)):
        if wanted not in log:
            yield f"the gateway's log has no {wanted!r}: {log[-3000:]}"


def without_gateway(row, says, answer):
    if row.fails and answer.status == 0:
        yield f"without a gateway it ends well: {quoted(answer)}"
    for text in says:
        if (text in answer.text) == row.asks:
            yield f"without a gateway it is otherwise with {text!r}: {quoted(answer)}"


@contextlib.contextmanager
def node_host(cli, gateway, home):
    """`node run`, as long as the context lasts; gives the name that it has for itself."""
    name = "box-" + secrets.token_hex(4)
    words = ["node", "run", "--host", "127.0.0.1", "--port", str(gateway.port),
             "--display-name", name]
    environment = cli.environment(home, OPENCLAW_GATEWAY_TOKEN=gateway.token)
    with subprocess.Popen(cli.command(words), env=environment, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            yield name
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def node_host_is_paired(cli):
    """A node host comes in without a question, is listed as a device, and is seen to be there."""
    with tempfile.TemporaryDirectory(prefix="oc-cli-") as home, Gateway() as gateway:
        with gateway.connected() as client, node_host(cli, gateway, home) as name:
            def comes(frame):
                return frame["event"] == "presence" and any(
                    row.get("mode") == "node" for row in frame["payload"]["presence"])
            rows = client.wait_event(comes, CALL_SECONDS * tap.FACTOR)["payload"]["presence"]
            seen = next(row for row in rows if row.get("mode") == "node")
            tap.equal((seen["clientId"], seen["roles"], seen["reason"]),
                      ("node-host", ["node"], "connect"))
            listed = client.call("device.pair.list", {})["paired"][0]
            tap.equal((listed["deviceId"], listed["displayName"], listed["approvedVia"],
                       listed["connected"]), (seen["deviceId"], name, "silent", True))
            return seen["version"]


def tests_of(rows):
    """A test of each row, for `tap.main`."""
    tests = {}
    for row in rows:
        def test(table, row=row):
            table.proven(row)
        name = "test_" + row.command.replace("{", "").replace("}", "").replace(" ", "_")
        test.__name__ = name
        tests[name] = tap.timeout(600)(test)
    return tests
